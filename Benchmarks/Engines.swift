internal import Dispatch
internal import Foundation
internal import LaneState
internal import Log
internal import Processor
internal import Records
internal import SQLiteLog
internal import Synchronization
internal import Telemetry
internal import Waybill
internal import WeChat

/// The parts that work on the disk: lane state, and the whole processor on the embedded log.
enum EngineBenchmarks {
    /// One get and one put of 100 bytes under random keys, 1,000 to a commit, at a million orders.
    static func lane(_ report: inout Report, folder: String) throws {
        let store = try LMDBLaneStore(folder: folder + "/lanes")
        let lane = try store.open(partition: 0)
        let (count, perCommit) = (1_000_000, 1_000)
        var random = SystemRandomNumberGenerator()
        let value = [UInt8](repeating: 7, count: 100)
        let keys = (0..<count).map { key($0, &random) }
        try fill(lane, keys, value, perCommit)
        let rounds = 200_000
        let start = processCPU()
        for round in stride(from: 0, to: rounds, by: perCommit) {
            try lane.begin()
            for _ in 0..<perCommit {
                let key = keys[Int.random(in: 0..<count, using: &random)]
                use(try lane.value(for: key))
                try lane.setValue(value, for: key)
            }
            try lane.commit(LanePosition(inputOffsetNext: Int64(round), changelogOffsetNext: 0))
        }
        let cost = (processCPU() - start) / Double(rounds)
        report.add(Figure(name: "lane state get and put, 1 M orders", value: cost, unit: "us CPU", bar: 5))
        lane.close()
    }

    private static func key(_ index: Int, _ random: inout SystemRandomNumberGenerator) -> [UInt8] {
        Array("oZTO/xyz/\(String(UInt64.random(in: 0 ... .max, using: &random), radix: 36))\(index)".utf8)
    }

    private static func fill(_ lane: any Lane, _ keys: [[UInt8]], _ value: [UInt8], _ perCommit: Int) throws {
        for start in stride(from: 0, to: keys.count, by: perCommit) {
            try lane.begin()
            for key in keys[start..<start + perCommit] { try lane.setValue(value, for: key) }
            try lane.commit(LanePosition(inputOffsetNext: Int64(start), changelogOffsetNext: 0))
        }
    }

    /// A backlog of commands, each wanting its reply, decided and committed by one worker on the embedded log.
    static func backlog(_ samples: Samples, _ report: inout Report, folder: String) throws {
        let count = 100_000
        let log = try SQLiteLog(folder: folder + "/log", topics: samples.topics)
        defer { log.close() }
        try append(count, samples, to: log)
        let done = DispatchSemaphore(value: 0)
        let processor = Processor()
        let decided = Decided(count: count, done)
        let parts = try parts(samples, log, folder, decided)
        let start = (cpu: processCPU(), time: ContinuousClock.now)
        processor.start(
            parts,
            failed: { error in
                print("the processor ended: \(error)")
                done.signal()
            })
        done.wait()
        let cost = (processCPU() - start.cpu) / Double(count)
        let elapsed = ContinuousClock.now - start.time
        processor.stop()
        report.add(Figure(name: "embedded, backlog, whole processor", value: cost, unit: "us CPU/command", bar: 40))
        report.add(
            Figure(
                name: "embedded, backlog, commands a second", value: Double(count) / (elapsed / .seconds(1)), unit: "/s"
            ))
    }

    private static func append(_ count: Int, _ samples: Samples, to log: SQLiteLog) throws {
        guard var add = samples.add(0) else { throw MissingSample() }
        let partitionCount = try log.partitionCount(of: .commands)
        for start in stride(from: 0, to: count, by: 1000) {
            var records = NewRecords()
            for order in start..<start + 1000 {
                add.key = OrderKey(carrier: add.key.carrier, bizID: add.key.bizID, orderID: "ORDER-\(order)")
                let reply = ReplyAddress(
                    instance: "bench", partition: Int32(order % 12), correlationID: "bench/\(order)")
                CommandRecord(.addWaybill(add)).append(
                    to: &records, partitionCount: partitionCount, source: "/bench", time: 1_700_000_000_000,
                    reply: reply, deadline: 0, keys: samples.secrets.keys.current.description)
            }
            let appended = DispatchSemaphore(value: 0)
            log.append(records) { _ in appended.signal() }
            appended.wait()
        }
    }

    private static func parts(
        _ samples: Samples, _ log: SQLiteLog, _ folder: String, _ decided: Decided
    ) throws -> @Sendable () throws(WorkerError) -> WorkerParts {
        let lanes = try LMDBLaneStore(folder: folder + "/lanes")
        let writer = OutcomeWriter(
            source: "/bench", version: "bench", replyPartitionCount: try log.partitionCount(of: .replies))
        let telemetry = ProcessorTelemetry(Registry(), .silent)
        let (reference, keys) = (samples.reference, samples.secrets.keys)
        return { () throws(WorkerError) in
            do throws(LogError) {
                let member = try log.member(of: "bench", topic: .commands)
                var parts = WorkerParts(
                    log: log, member: CountingMember(member, decided), lanes: lanes, reference: reference,
                    writer: writer, telemetry: telemetry, clock: { 1_700_000_000_000 })
                parts.keys = keys
                return parts
            } catch {
                throw .log(error)
            }
        }
    }
}

/// Signals once so many commands were committed.
final class Decided: Sendable {
    private let left: Mutex<Int>
    private let done: DispatchSemaphore

    init(count: Int, _ done: DispatchSemaphore) {
        left = Mutex(count)
        self.done = done
    }

    func committed(_ count: Int) {
        let isDone = left.withLock { left in
            left -= count
            return left == 0
        }
        if isDone { done.signal() }
    }
}

/// A member that counts what was committed; otherwise the engine's own.
final class CountingMember: GroupMember {
    private let member: any GroupMember
    private let decided: Decided
    private var batchCount = 0

    init(_ member: any GroupMember, _ decided: Decided) {
        self.member = member
        self.decided = decided
    }

    var waker: any Waker { member.waker }

    func next(recordCountMax: Int) throws(LogError) -> MemberEvent {
        let event = try member.next(recordCountMax: recordCountMax)
        if case .records(let records) = event { batchCount = records.count }
        return event
    }

    func commit(
        _ outputs: NewRecords, replies: NewRecords, offsetsNext: [Int32: Int64]
    ) throws(CommitFailure) -> [Int64] {
        let offsets = try member.commit(outputs, replies: replies, offsetsNext: offsetsNext)
        decided.committed(batchCount)
        return offsets
    }

    func position(of partition: Int32) throws(LogError) -> Int64? { try member.position(of: partition) }

    func pause(_ partition: Int32) throws(LogError) { try member.pause(partition) }

    func resume(_ partition: Int32) throws(LogError) { try member.resume(partition) }

    func stay() { member.stay() }

    func close() { member.close() }
}
