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

    /// Whether a lane that has decided more than the group has committed is an error; otherwise it is restored.
    private let refusesLanesAhead: Bool
    /// Told of each lane that is read from the changelog anew, and why.
    private let dropped: (Int32, String) -> Void

    init(
        store: any LaneStore, log: any Log, refusesLanesAhead: Bool = false,
        dropped: @escaping (Int32, String) -> Void = { _, _ in }
    ) {
        self.store = store
        self.log = log
        self.refusesLanesAhead = refusesLanesAhead
        self.dropped = dropped
    }

    var partitions: [Int32] { lanes.keys.sorted() }

    func lane(_ partition: Int32) -> (any Lane)? { lanes[partition] }

    /// Opens the lanes of new partitions and brings each up to the log. `positions` are the group's committed offsets.
    /// Returns how many changelog records were read.
    func open(_ positions: [Int32: Int64]) throws(WorkerError) -> Int {
        for partition in positions.keys.sorted() {
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
        for (partition, inputOffsetNext) in positions.sorted(by: { $0.key < $1.key }) {
            starts[partition] = try trustedStart(partition, inputOffsetNext)
        }
        guard !starts.isEmpty else { return 0 }
        return try restore(from: starts, positions)
    }

    func close(_ partitions: [Int32]) {
        for partition in partitions {
            lanes[partition]?.abort()
            lanes.removeValue(forKey: partition)?.close()
        }
    }

    /// Where to read on. A lane that is ahead of the log (another log's lane, or a log that lost its end) or behind
    /// what the log still has is not trusted: it is dropped and restored whole.
    private func trustedStart(_ partition: Int32, _ inputOffsetNext: Int64) throws(WorkerError) -> Int64 {
        do {
            let start = try log.startOffset(of: .waybills, partition: partition)
            guard let position = lanes[partition]?.position else { return start }
            let end = try log.endOffset(of: .waybills, partition: partition)
            if position.inputOffsetNext <= inputOffsetNext,
                (start...max(start, end)).contains(position.changelogOffsetNext)
            {
                return position.changelogOffsetNext
            }
            if refusesLanesAhead, position.inputOffsetNext > inputOffsetNext {
                throw Self.isAhead(partition, position.inputOffsetNext, inputOffsetNext)
            }
            lanes.removeValue(forKey: partition)?.close()
            try store.drop(partition: partition)
            dropped(partition, "it does not stand where the log does")
            lanes[partition] = try store.open(partition: partition)
            return start
        } catch let error as LogError {
            throw .log(error)
        } catch let error as LaneError {
            throw .lane(error)
        } catch {
            throw .log(LogError(.unavailable, "\(error)"))
        }
    }

    /// A lane knows which numbers were issued: dropped, it would issue them again. An operator has to say what is true.
    private static func isAhead(_ partition: Int32, _ decided: Int64, _ committed: Int64) -> LogError {
        LogError(
            .conflict,
            """
            lane \(partition) has decided commands up to \(decided), the group has committed only \(committed): the \
            log lost its end, or somebody set the group's offsets back. Set them right: numbers would be issued again \
            that are on parcels. Only if all of it is to be decided anew, delete the folder of lanes
            """)
    }

    private func restore(
        from starts: [Int32: Int64], _ positions: [Int32: Int64]
    ) throws(WorkerError) -> Int {
        var count = 0
        var pending = starts
        do throws(LogError) {
            let reader = try log.reader(of: .waybills, from: starts, withHeaders: false)
            while !pending.isEmpty, !isStopped() {
                switch try reader.next(recordCountMax: ProcessorLimits.restoreRecordCountMax) {
                case .records(let records):
                    count += records.count
                    try apply(records, positions).get()
                case .caughtUp(let partition, let offsetNext):
                    try finish(partition, offsetNext, positions).get()
                    pending.removeValue(forKey: partition)
                case .woken: break
                case .closed: throw LogError(.closed, "the log was closed while lanes were restored")
                }
            }
        } catch {
            throw .log(error)
        }
        return count
    }

    private func apply(_ records: [Record], _ positions: [Int32: Int64]) -> Swift.Result<Void, LogError> {
        var changelogOffsetNext: [Int32: Int64] = [:]
        do {
            for run in records.runs {
                guard let lane = lanes[run.partition] else { continue }
                if changelogOffsetNext[run.partition] == nil { try lane.begin() }
                let memory = LaneMemory(lane: lane)
                for place in run.places { try memory.apply(OrderRecord(records[place], parser: &parser)) }
                changelogOffsetNext[run.partition] = run.offsetNext
            }
            for (partition, offsetNext) in changelogOffsetNext.sorted(by: { $0.key < $1.key }) {
                // Not yet the committed input offset: the lane is behind until the changelog has been read to its end.
                let position = LanePosition(inputOffsetNext: 0, changelogOffsetNext: offsetNext)
                try lanes[partition]?.commit(position)
            }
            return .success(())
        } catch let fault as RecordFault {
            for lane in lanes.values { lane.abort() }
            return .failure(
                LogError(.corrupt, "\(Topic.waybills.name) holds a record that is not ours: \(fault.message)"))
        } catch {
            for lane in lanes.values { lane.abort() }
            return .failure(LogError(.unavailable, "a lane could not be restored: \(error)"))
        }
    }

    private func finish(
        _ partition: Int32, _ offsetNext: Int64, _ positions: [Int32: Int64]
    ) -> Swift.Result<Void, LogError> {
        guard let lane = lanes[partition] else { return .success(()) }
        let position = LanePosition(
            inputOffsetNext: positions[partition] ?? 0, changelogOffsetNext: offsetNext)
        guard lane.position != position else { return .success(()) }
        do throws(LaneError) {
            try lane.begin()
            try lane.commit(position)
            return .success(())
        } catch {
            return .failure(LogError(.unavailable, "a lane could not be restored: \(error)"))
        }
    }
}
