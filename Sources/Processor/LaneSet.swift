internal import JSON
internal import LaneState
internal import Log
internal import Records

/// The lanes of the partitions that a worker owns, opened, restored from the changelog, and closed.
final class LaneSet {
    private var lanes: [Int32: any Lane] = [:]
    private let store: any LaneStore
    private let log: any Log
    private var parser = JSONParser()
    /// Asked while lanes are restored: a stop leaves them behind the log, which is as good as a crash there.
    var isStopped: () -> Bool = { false }
    /// Called before each step of work that may take long, so that the group keeps whoever does it.
    let stay: () -> Void

    /// What was found of each partition when its lane was last compared with the log.
    private var checks: [Int32: LaneCheck] = [:]
    /// Up to which offset the changelog has decided, where the group has committed less.
    private var decided: [Int32: Int64] = [:]
    /// Told of each partition of which the group has forgotten what is decided, once.
    private let groupIsBehind: (GroupGap) -> Void
    /// Of what was restored last, where the lane does not know among how many partitions orders are dealt out.
    private var hasUnknownCount = false

    init(
        store: any LaneStore, log: any Log, stay: @escaping () -> Void = {},
        groupIsBehind: @escaping (GroupGap) -> Void = { _ in }
    ) {
        self.store = store
        self.log = log
        self.stay = stay
        self.groupIsBehind = groupIsBehind
    }

    var partitions: [Int32] { lanes.keys.sorted() }

    func lane(_ partition: Int32) -> (any Lane)? { lanes[partition] }

    /// Whether the group hands out commands that are decided already.
    func isGroupBehind(in partition: Int32) -> Bool { decided[partition] != nil }

    /// Opens the lanes of new partitions and brings each up to the log. `positions` are the group's committed offsets.
    /// Returns how many changelog records were read.
    func open(_ positions: [Int32: Int64]) throws(WorkerError) -> Int {
        for partition in positions.keys.sorted() {
            stay()
            do throws(LaneError) {
                lanes[partition] = try store.open(partition: partition)
            } catch {
                throw .lane(error)
            }
        }
        return try catchUp(positions)
    }

    /// Reads what the changelog holds beyond each lane's stored offset: all of it for a new lane, nothing for one that
    /// was closed in order, a few records after a crash or a transaction whose outcome nobody knew.
    func catchUp(_ positions: [Int32: Int64]) throws(WorkerError) -> Int {
        var starts: [Int32: Int64] = [:]
        for (partition, committed) in positions.sorted(by: { $0.key < $1.key }) {
            guard let lane = lanes[partition] else { continue }
            stay()
            let check = try LaneCheck(log, partition: partition, committed: committed)
            starts[partition] = try check.start(
                of: lane, explained: decided[partition] ?? 0, isStopped: isStopped, stay: stay)
            checks[partition] = check
        }
        guard !starts.isEmpty else { return 0 }
        hasUnknownCount = false
        let count = try restore(from: starts)
        if hasUnknownCount, !isStopped() { try CountCheck(log: log).checkOthers() }
        return count
    }

    func close(_ partitions: [Int32]) {
        for partition in partitions {
            lanes[partition]?.abort()
            lanes.removeValue(forKey: partition)?.close()
            checks[partition] = nil
            decided[partition] = nil
        }
    }

    private func restore(from starts: [Int32: Int64]) throws(WorkerError) -> Int {
        var count = 0
        _ = try log.stepChangelogs(from: starts, for: "lanes were restored", isStopped: isStopped, stay: stay) {
            step throws(WorkerError) in
            switch step {
            case .records(let records):
                count += records.count
                try apply(records)
            case .end(let partition, let offsetNext): try finish(partition, offsetNext)
            case .woken: break
            }
        }
        return count
    }

    private func apply(_ records: [Record]) throws(WorkerError) {
        var changelogOffsetNext: [Int32: Int64] = [:]
        do {
            for run in records.runs {
                guard let lane = lanes[run.partition] else { continue }
                if changelogOffsetNext[run.partition] == nil { try lane.begin() }
                let memory = LaneMemory(lane: lane)
                for index in run.indices { try memory.apply(ChangelogEntry(records[index], parser: &parser)) }
                changelogOffsetNext[run.partition] = run.offsetNext
            }
            for (partition, offsetNext) in changelogOffsetNext.sorted(by: { $0.key < $1.key }) {
                // Not yet the committed input offset: the lane is behind until the changelog has been read to its end.
                let position = LanePosition(inputOffsetNext: 0, changelogOffsetNext: offsetNext)
                try lanes[partition]?.commit(position)
            }
        } catch {
            for lane in lanes.values { lane.abort() }
            throw Self.failed(error)
        }
    }

    /// The lane has read its changelog to the end. What the changelog has decided counts, also where the group does not
    /// know it.
    private func finish(_ partition: Int32, _ offsetNext: Int64) throws(WorkerError) {
        guard let lane = lanes[partition], let check = checks[partition] else { return }
        do {
            try lane.begin()
            let decided = try LaneMemory(lane: lane).decidedInput()
            if let partitionCount = decided?.partitionCount {
                try CountCheck(log: log).check(partitionCount, of: partition)
            } else {
                hasUnknownCount = true
            }
            let inputOffsetNext = try check.inputOffsetNext(decided: decided?.offsetNext, of: lane)
            let position = LanePosition(inputOffsetNext: inputOffsetNext, changelogOffsetNext: offsetNext)
            if lane.position == position { lane.abort() } else { try lane.commit(position) }
            note(GroupGap(partition: partition, committed: check.committed, decided: inputOffsetNext))
        } catch {
            lane.abort()
            throw Self.failed(error)
        }
    }

    private func note(_ gap: GroupGap) {
        let known = decided[gap.partition]
        decided[gap.partition] = gap.decided > gap.committed ? gap.decided : nil
        if gap.decided > gap.committed, known != gap.decided { groupIsBehind(gap) }
    }

    private static func failed(_ error: any Error) -> WorkerError {
        switch error {
        case let error as WorkerError: error
        case let fault as RecordFault: .log(.foreignRecord(fault))
        default: .lane(LaneError("a lane could not be restored: \(error)"))
        }
    }
}

/// Commands of a partition that are decided, though the group, whose offsets were lost or set back, does not know it.
struct GroupGap: Equatable {
    let partition: Int32
    /// What the group has committed.
    let committed: Int64
    /// What is decided by the changelog.
    let decided: Int64
}
