internal import JSON
package import LaneState
package import Log
package import Records
internal import Telemetry
package import Waybill

/// Why a worker could not go on.
package enum WorkerError: Error, Equatable, Sendable, CustomStringConvertible {
    case log(LogError)
    case lane(LaneError)
    /// Numbers would be issued again: only another configuration helps.
    case ranges(RangeFault)
    /// Log and lanes contradict each other: nothing passes by itself, an operator has to say what is true.
    case contradiction(LogError)

    /// Nil where it is no error of the log's.
    package var logError: LogError? {
        switch self {
        case .log(let error), .contradiction(let error): error
        case .lane, .ranges: nil
        }
    }

    package var description: String {
        switch self {
        case .log(let error), .contradiction(let error): error.description
        case .lane(let error): error.description
        case .ranges(let fault): fault.message
        }
    }
}

/// Which lanes a worker has open.
package struct LaneReport: Equatable, Sendable {
    package let partitions: [Int32]
    /// Whether these are all that the group wants it to have at present.
    package let isSettled: Bool
}

/// What a worker is made of.
package struct WorkerParts {
    package var log: any Log
    package var member: any GroupMember
    package var lanes: any LaneStore
    package var reference: Reference
    package var writer: OutputWriter
    package var telemetry: ProcessorTelemetry
    /// Where it is kept that ranges were compared with all partitions; without one they are at each opening.
    package var rangeWitness: (any RangeWitness)?
    /// Milliseconds since 1970.
    package var clock: @Sendable () -> Int64
    /// Told which lanes are open, each time that the group divides its partitions anew.
    package var lanesChanged: @Sendable (LaneReport) -> Void
    /// Told of each batch that was committed, to the log and to the lanes.
    package var committed: @Sendable () -> Void = {}

    package init(
        log: any Log, member: any GroupMember, lanes: any LaneStore, reference: Reference, writer: OutputWriter,
        telemetry: ProcessorTelemetry, clock: @escaping @Sendable () -> Int64,
        lanesChanged: @escaping @Sendable (LaneReport) -> Void = { _ in }
    ) {
        self.log = log
        self.member = member
        self.lanes = lanes
        self.reference = reference
        self.writer = writer
        self.telemetry = telemetry
        self.clock = clock
        self.lanesChanged = lanesChanged
    }
}

/// One thread's share of the work: reads commands, decides them, and commits results, offsets and lane state so that
/// each command counts exactly once (design: "Exactly once").
///
/// The order of the steps is the proof: the lane's transaction is open while the log commits, and is committed after
/// it. A crash in between leaves the lane behind the log, never ahead, and `LaneSet.catchUp` reads the difference.
/// Owned by one thread.
package final class Worker {
    private let parts: WorkerParts
    private let lanes: LaneSet
    /// What the counts of the open lanes that do not know their range are to become.
    private var adoptions: [Int32: [SerialCount]] = [:]
    private var parser = JSONParser()
    private let partitionCount: Int32
    private var failureCount = 0
    private var outputs = NewRecords()

    package init(_ parts: WorkerParts) throws(WorkerError) {
        self.parts = parts
        lanes = LaneSet(
            store: parts.lanes, log: parts.log,
            groupIsBehind: { [telemetry = parts.telemetry] in telemetry.groupIsBehind($0) })
        do throws(LogError) {
            partitionCount = try parts.log.partitionCount(of: .commands)
        } catch {
            throw .log(error)
        }
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
        let event: MemberEvent
        do throws(LogError) {
            event = try parts.member.next(recordCountMax: ProcessorLimits.batchRecordCountMax)
        } catch {
            throw .log(error)
        }
        switch event {
        case .assigned(let partitions): try open(partitions)
        case .revoked(let partitions):
            let open = partitions.filter { lanes.lane($0) != nil }
            lanes.close(open)
            parts.telemetry.closed(open)
            report(isSettled: false)
        case .lost(let partitions):
            let open = partitions.filter { lanes.lane($0) != nil }
            lanes.close(open)
            parts.telemetry.lost(open)
            report(isSettled: false)
        case .records(let records): try process(records)
        case .woken: break
        case .closed: return false
        }
        return true
    }

    private func open(_ partitions: [Int32]) throws(WorkerError) {
        let start = ContinuousClock.now
        let count = try lanes.open(positions(of: partitions))
        parts.telemetry.opened(partitions, restoredCount: count, elapsed: .now - start)
        try checkRanges()
        report(isSettled: true)
    }

    /// Before the opened lanes decide anything.
    private func checkRanges() throws(WorkerError) {
        let check = RangeGuard(
            reference: parts.reference, log: parts.log, partitionCount: partitionCount, witness: parts.rangeWitness)
        let findings = try check.check(lanes)
        adoptions = findings.adoptions
        for carrier in findings.goneCarriers { parts.telemetry.isGone(carrier) }
        for (partition, counts) in findings.used {
            for (carrier, count) in counts { tellUsed(count, of: carrier, partition) }
        }
    }

    private func tellUsed(_ count: UInt64, of carrier: String, _ partition: Int32) {
        guard let range = parts.reference.carrier(carrier)?.issued else { return }
        let share = NumberShare(of: range, partition: partition, partitionCount: partitionCount)
        parts.telemetry.numbersLeft.used(count, of: carrier, share)
    }

    private func report(isSettled: Bool) {
        parts.lanesChanged(LaneReport(partitions: lanes.partitions, isSettled: isSettled))
    }

    private func positions(of partitions: [Int32]) throws(WorkerError) -> [Int32: Int64] {
        var positions: [Int32: Int64] = [:]
        do throws(LogError) {
            for partition in partitions { positions[partition] = try parts.member.position(of: partition) }
        } catch {
            throw .log(error)
        }
        return positions
    }

    private func process(_ records: [Record]) throws(WorkerError) {
        let context = DecisionContext(
            reference: parts.reference, writer: parts.writer.dated(parts.clock()), partitionCount: partitionCount)
        var batch = Batch(context: context, outputs: takeOutputs())
        do throws(LaneError) {
            try decide(records, in: &batch)
        } catch {
            abortLanes(of: batch)
            throw .lane(error)
        }
        try commit(batch, inputCount: records.count)
        outputs = batch.outputs
    }

    /// The storage of the last batch's outputs, without which each batch would find its own anew.
    private func takeOutputs() -> NewRecords {
        var taken = NewRecords()
        swap(&taken, &outputs)
        taken.removeAll(keepingByteCountMax: ProcessorLimits.outputByteCountKept)
        return taken
    }

    private func decide(_ records: [Record], in batch: inout Batch) throws(LaneError) {
        // A span lends its elements: nothing is retained for each of them.
        let records = records.span
        for index in records.indices {
            let partition = records[index].partition
            if !batch.resume(partition) { try begin(in: &batch, at: records[index]) }
            try batch.decide(records[index], parser: &parser)
        }
        try batch.finish()
    }

    /// Begins the lane of a record that is the batch's first of its partition.
    private func begin(in batch: inout Batch, at record: Record) throws(LaneError) {
        guard let lane = lanes.lane(record.partition) else {
            throw LaneError("a record of partition \(record.partition) arrived, which is not assigned here")
        }
        let decided = lane.position?.inputOffsetNext ?? 0
        guard record.offset >= decided || lanes.isGroupBehind(in: record.partition) else {
            throw LaneError("a record of partition \(record.partition) arrived a second time")
        }
        try lane.begin()
        try batch.begin(
            record.partition, LaneMemory(lane: lane), decided: decided, adopting: adoptions[record.partition] ?? [])
    }

    private func commit(_ batch: Batch, inputCount: Int) throws(WorkerError) {
        let start = ContinuousClock.now
        let offsets: [Int64]
        do throws(CommitFailure) {
            offsets = try parts.member.commit(batch.outputs, offsetsNext: batch.offsetsNext)
        } catch {
            abortLanes(of: batch)
            try recover(from: error)
            return
        }
        failureCount = 0
        try commitLanes(batch, offsets)
        parts.telemetry.committed(batch, inputCount: inputCount, elapsed: .now - start)
        for (partition, carrier, next) in batch.serials { tellUsed(next, of: carrier, partition) }
        parts.committed()
    }

    /// The log has committed: whatever happens now, the lanes can only be behind.
    private func commitLanes(_ batch: Batch, _ offsets: [Int64]) throws(WorkerError) {
        var changelogOffsetNext: [Int32: Int64] = [:]
        for (place, offset) in zip(batch.outputs.places, offsets) where place.topic == .waybills {
            changelogOffsetNext[place.partition] = offset + 1
        }
        do throws(LaneError) {
            for (partition, inputOffsetNext) in batch.offsetsNext.sorted(by: { $0.key < $1.key }) {
                guard let lane = lanes.lane(partition) else { continue }
                try lane.commit(
                    LanePosition(
                        inputOffsetNext: max(inputOffsetNext, lane.position?.inputOffsetNext ?? 0),
                        changelogOffsetNext: changelogOffsetNext[partition] ?? lane.position?.changelogOffsetNext ?? 0))
            }
        } catch {
            abortLanes(of: batch)
            throw .lane(error)
        }
    }

    private func abortLanes(of batch: Batch) {
        for partition in batch.partitions { lanes.lane(partition)?.abort() }
    }

    /// The lanes are where they were before the batch. If its outcome is not known, the changelog tells it.
    private func recover(from failure: CommitFailure) throws(WorkerError) {
        failureCount += 1
        parts.telemetry.failed(failure)
        switch failure {
        case .fatal(let error): throw .log(error)
        case .aborted(let error), .unknown(let error), .fenced(let error):
            guard failureCount < ProcessorLimits.failureCountMax else { throw .log(error) }
            if case .fenced = failure { return }
            _ = try lanes.catchUp(positions(of: lanes.partitions))
        }
    }
}
