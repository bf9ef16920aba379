internal import JSON
internal import LaneState
internal import Log
internal import Records
internal import Telemetry
internal import Waybill

/// One thread's share of the work: reads commands, decides them, and commits results, offsets and lane state so that
/// each command counts exactly once (design: "Exactly once").
///
/// The order of the steps is the proof: the lane's transaction is open while the log commits, and is committed after
/// it. A crash in between leaves the lane behind the log, never ahead, and `LaneSet.catchUp` reads the difference.
/// Owned by one thread.
package final class Worker {
    let parts: WorkerParts
    let lanes: LaneSet
    /// What the counts of the open lanes that do not know their range are to become.
    var adoptions: [Int32: [SerialCount]] = [:]
    private var parser = JSONParser()
    let partitionCount: Int32
    private var failureCount = 0
    /// Storage that goes from batch to batch, each of which would find its own anew.
    private var outputs = NewRecords()
    private var replies = NewRecords()
    private var refusals = Refusals()
    var held = HeldLanes()
    let due = DueLanes()

    package init(_ parts: WorkerParts) throws(WorkerError) {
        self.parts = parts
        lanes = LaneSet(
            store: parts.lanes, log: parts.log,
            stay: { [member = parts.member] in member.stay() },
            groupIsBehind: { [telemetry = parts.telemetry] in telemetry.groupIsBehind($0) })
        partitionCount = try logged(try parts.log.partitionCount(of: .commands))
    }

    /// Works until the member is closed or something fails for good; leaves the group and closes the lanes either way.
    package func run(until isStopped: @escaping () -> Bool) throws(WorkerError) {
        lanes.isStopped = isStopped
        defer {
            let partitions = lanes.partitions
            lanes.close(partitions)
            parts.telemetry.closed(partitions)
            report(isSettled: false)
            parts.member.close()
        }
        while !isStopped(), try step() {}
    }

    /// One event of the member. False once the log is closed.
    package func step() throws(WorkerError) -> Bool {
        for partition in due.take() where held.holds(partition) { try retry(partition) }
        switch try logged(try parts.member.next(recordCountMax: refusals.recordCountMax)) {
        case .assigned(let partitions): try open(partitions)
        case .revoked(let partitions): parts.telemetry.closed(letGo(partitions))
        case .lost(let partitions): parts.telemetry.closed(letGo(partitions), areLost: true)
        case .records(let records): try process(records)
        case .missing(let missing): try pass(missing)
        case .woken: break
        case .closed: return false
        }
        return true
    }

    /// Each time that a lane is found at fault, the batch is decided anew without its records.
    private func process(_ records: [Record]) throws(WorkerError) {
        var records = records
        while let fault = try attempt(records) {
            try hold(fault, wasOpen: true)
            report(isSettled: true)
            records.removeAll { $0.partition == fault.partition }
            if records.isEmpty { return }
        }
    }

    /// Decides and commits; the fault of the lane that did not let it, before anything was committed.
    private func attempt(_ records: [Record]) throws(WorkerError) -> LaneFault? {
        var batch = Batch(
            context: context(), refusals: refusals, outputs: Self.take(&outputs), replies: Self.take(&replies))
        do throws(LanesFailure) {
            try decide(records, in: &batch)
        } catch {
            abortLanes(of: batch)
            switch error {
            case .lane(let fault): return fault
            case .worker(let error): throw error
            }
        }
        try commit(batch, of: records)
        (outputs, replies) = (batch.outputs, batch.replies)
        return nil
    }

    func context() -> DecisionContext {
        DecisionContext(
            reference: parts.reference, writer: parts.writer.at(parts.clock()), partitionCount: partitionCount,
            keys: parts.keys)
    }

    /// The storage of the last batch's records, without which each batch would find its own anew.
    private static func take(_ kept: inout NewRecords) -> NewRecords {
        var taken = NewRecords()
        swap(&taken, &kept)
        taken.removeAll(keepingByteCountMax: ProcessorLimits.outputByteCountKept)
        return taken
    }

    private func decide(_ records: [Record], in batch: inout Batch) throws(LanesFailure) {
        // A span lends its elements: nothing is retained for each of them.
        let records = records.span
        for index in records.indices {
            let partition = records[index].partition
            if !batch.resume(partition) { try begin(in: &batch, at: records[index]) }
            do throws(LaneError) {
                try batch.decide(records[index], parser: &parser)
            } catch {
                throw .lane(LaneFault(partition, error))
            }
        }
        try ofLane { () throws(LaneFault) in try batch.finish() }
    }

    /// Begins the lane of a record that is the batch's first of its partition.
    private func begin(in batch: inout Batch, at record: Record) throws(LanesFailure) {
        let partition = record.partition
        guard let lane = lanes.lane(partition) else {
            let message = "a record of partition \(partition) arrived, which is not assigned here"
            throw .worker(.lane(LaneError(message)))
        }
        let decided = lane.position?.inputOffsetNext ?? 0
        guard record.offset >= decided || lanes.isGroupBehind(in: partition) else {
            throw .worker(.lane(LaneError("a record of partition \(partition) arrived a second time")))
        }
        try ofLane { () throws(LaneFault) in try begin(lane, of: partition, decided: decided, in: &batch) }
    }

    private func ofLane(_ body: () throws(LaneFault) -> Void) throws(LanesFailure) {
        do throws(LaneFault) { try body() } catch { throw .lane(error) }
    }

    func begin(_ lane: any Lane, of partition: Int32, decided: Int64, in batch: inout Batch) throws(LaneFault) {
        do throws(LaneError) {
            try lane.begin()
            try batch.begin(
                partition, LaneMemory(lane: lane), decided: decided, adopting: adoptions[partition] ?? [])
        } catch {
            throw LaneFault(partition, error)
        }
    }

    func commit(_ batch: Batch, of records: [Record]) throws(WorkerError) {
        let start = ContinuousClock.now
        let offsets: [Int64]
        do throws(CommitFailure) {
            offsets = try parts.member.commit(
                batch.outputs, replies: batch.replies, offsetsNext: batch.offsetsNext)
        } catch {
            abortLanes(of: batch)
            return try recover(from: error, of: records, batch.partitions)
        }
        failureCount = 0
        refusals.committed(batch.offsetsNext)
        let faults = commitLanes(batch, offsets)
        parts.telemetry.committed(batch, inputCount: records.count, elapsed: .now - start)
        for (partition, carrier, next) in batch.serials { tellUsed(next, of: carrier, partition) }
        parts.committed()
        held.forget(batch.partitions)
        for fault in faults { try hold(fault, wasOpen: true) }
        if !faults.isEmpty { report(isSettled: true) }
    }

    /// The log has committed: whatever happens now, the lanes can only be behind.
    private func commitLanes(_ batch: Batch, _ offsets: [Int64]) -> [LaneFault] {
        var changelogOffsetNext: [Int32: Int64] = [:]
        for (entry, offset) in zip(batch.outputs.entries, offsets) where entry.topic == .waybills {
            changelogOffsetNext[entry.partition] = offset + 1
        }
        var faults: [LaneFault] = []
        for (partition, inputOffsetNext) in batch.offsetsNext.sorted(by: { $0.key < $1.key }) {
            guard let lane = lanes.lane(partition) else { continue }
            do throws(LaneError) {
                try lane.commit(
                    LanePosition(
                        inputOffsetNext: max(inputOffsetNext, lane.position?.inputOffsetNext ?? 0),
                        changelogOffsetNext: changelogOffsetNext[partition] ?? lane.position?.changelogOffsetNext ?? 0))
            } catch {
                lane.abort()
                faults.append(LaneFault(partition, error))
            }
        }
        return faults
    }

    private func abortLanes(of batch: Batch) {
        for partition in batch.partitions { lanes.lane(partition)?.abort() }
    }

    /// The lanes are where they were before the batch. If its outcome is not known, the changelog tells it.
    private func recover(
        from failure: CommitFailure, of records: [Record], _ partitions: [Int32]
    ) throws(WorkerError) {
        parts.telemetry.failed(failure)
        switch failure {
        case .fatal(let error): throw .log(error)
        case .refused(let error):
            // What says of missing commands that they are gone is as small as it can be.
            guard records.isEmpty || !refusals.add(error, of: records), let partition = partitions.first else { return }
            refusals.forget(partition)
            try hold(LaneFault(partition, error), wasOpen: true)
            report(isSettled: true)
        case .aborted(let error), .unknown(let error), .fenced(let error):
            failureCount += 1
            guard failureCount < ProcessorLimits.failureCountMax else { throw .log(error) }
            if case .fenced = failure { return }
            try catchUp()
        }
    }
}
