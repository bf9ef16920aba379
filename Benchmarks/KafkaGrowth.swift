internal import Foundation
internal import LaneState
internal import Log
internal import Processor
internal import Records
internal import Telemetry
internal import Waybill

/// What a command costs with many orders against few. Filling the lanes through the cluster would take an hour for ten
/// million; instead the processor's own restore folds a made-up changelog into them, in this process, between two runs
/// of the built program, which then decides 100,000 new orders through the cluster.
enum KafkaGrowth {
    private static let fewCount = 100_000
    /// ORDERS=10000000 is the promise; a run of that takes some minutes.
    private static let manyCount =
        ProcessInfo.processInfo.environment["ORDERS"].flatMap { Int($0) } ?? 1_000_000
    private static let commandCount = 100_000
    private static let data = "main"

    static func run(_ cluster: KafkaCluster, _ samples: Samples, _ report: inout Report) throws {
        let cluster = try cluster.divided("growth")
        try cluster.makeTopics()
        let commands = try KafkaCommands(cluster, samples)
        defer { commands.log.close() }
        // The program makes the folder and marks it as this log's.
        let role = try KafkaRole.start("process", on: cluster, data: data)
        _ = try role.lanesOpen()
        role.child.stop()
        // The orders of one step lie behind those of the one before.
        try fill(0..<fewCount, cluster, samples)
        let few = try measure(from: manyCount, cluster, commands)
        try fill(fewCount..<manyCount - commandCount, cluster, samples)
        let many = try measure(from: manyCount + commandCount, cluster, commands)
        report.add(
            Figure(name: "  a command with \(fewCount) orders in the lanes", value: few, unit: "us CPU/command"))
        report.add(
            Figure(name: "  a command with \(manyCount) orders in the lanes", value: many, unit: "us CPU/command"))
        report.add(
            Figure(
                name: "growth: CPU a command, \(manyCount) orders to \(fewCount)", value: many / few, unit: "times",
                floor: 1, bar: 1.5))
    }

    private static func measure(
        from first: Int, _ cluster: KafkaCluster, _ commands: KafkaCommands
    ) throws -> Double {
        try commands.append(first..<first + commandCount)
        let role = try KafkaRole.start("process", on: cluster, data: data)
        defer { role.child.stop() }
        _ = try role.lanesOpen()
        let start = role.cpu
        try commands.waitUntilDecided()
        return (role.cpu - start) / Double(commandCount)
    }

    /// Puts orders into the lanes of a stopped processor, which stay where they are in its topics.
    private static func fill(_ numbers: Range<Int>, _ cluster: KafkaCluster, _ samples: Samples) throws {
        let store = try LMDBLaneStore(folder: cluster.folder + "/\(data)/lanes")
        var positions: [Int32: LanePosition] = [:]
        for partition in 0..<Int32(12) {
            let lane = try store.open(partition: partition)
            defer { lane.close() }
            positions[partition] = lane.position
        }
        let log = MadeUpLog(positions, MadeUpOrders(numbers))
        let parts = WorkerParts(
            log: log, member: MadeUpMember(positions), lanes: store, reference: samples.reference,
            writer: OutcomeWriter(source: "/bench", version: "bench", replyPartitionCount: 12),
            telemetry: ProcessorTelemetry(Registry(), .silent), clock: { 1_700_000_000_000 })
        try Worker(parts).run(until: { false })
    }
}

/// Changelog records of orders that nobody decided.
final class MadeUpOrders: LogReader {
    private var left: Range<Int>
    private var ends: [(Int32, Int64)] = []
    private static let state = OrderState(
        status: .live, waybillID: "75000000000004", isNumberGiven: false,
        waybillData: "##ZTO_bagAddr##Guangzhou##ZTO_mark##888-666-666##", shopAppID: "wxABCD", contentDigest: .zero,
        passwordDigest: .zero)

    init(_ numbers: Range<Int>) { left = numbers }

    /// Where each partition ends once all was read.
    func end(at positions: [Int32: LanePosition]) { ends = positions.map { ($0.key, $0.value.changelogOffsetNext) } }

    var waker: any Waker { NoWaker() }

    func next(recordCountMax: Int) throws(LogError) -> ReadEvent {
        if left.isEmpty {
            guard let (partition, offset) = ends.popLast() else { return .closed }
            return .caughtUp(partition: partition, offsetNext: offset)
        }
        let numbers = left.prefix(recordCountMax)
        left = left.dropFirst(recordCountMax)
        return .records(numbers.map(Self.record))
    }

    private static func record(_ number: Int) -> Record {
        let id = KafkaCommands.orderID(number)
        let order = OrderRecord(
            OrderKey(carrier: "ZTO", bizID: "xyz", orderID: id), state, canonicalContent: Array("}".utf8)[...])
        return Record(
            topic: .waybills, partition: Partitioner.partition(of: Array(id.utf8), among: 12), offset: 0, timestamp: 1,
            key: order.keyBytes, value: order.value, headers: Headers())
    }
}

private struct NoWaker: Waker {
    func wake() {}
}

/// A log that holds what was made up behind what the lanes know, and ends where they end.
// Unchecked: one thread only.
private final class MadeUpLog: Log, @unchecked Sendable {
    private let positions: [Int32: LanePosition]
    private let orders: MadeUpOrders

    init(_ positions: [Int32: LanePosition], _ orders: MadeUpOrders) {
        (self.positions, self.orders) = (positions, orders)
        orders.end(at: positions)
    }

    func partitionCount(of topic: Topic) throws(LogError) -> Int32 { 12 }
    func startOffset(of topic: Topic, partition: Int32) throws(LogError) -> Int64 { 0 }
    func endOffset(of topic: Topic, partition: Int32) throws(LogError) -> Int64 {
        positions[partition]?.changelogOffsetNext ?? 0
    }
    func reader(
        of topic: Topic, from offsets: [Int32: Int64], withHeaders _: Bool
    ) throws(LogError) -> any LogReader { orders }
    func committedOffset(of group: String, topic: Topic, partition: Int32) throws(LogError) -> Int64? { nil }
    func tellLostReplies(to listener: @escaping @Sendable (Int, LogError) -> Void) {}
    func close() {}

    func append(_ records: NewRecords, completion: @escaping @Sendable (Result<[Int64], LogError>) -> Void) {
        completion(.failure(LogError(.invalid, "nothing is appended to a log that is made up")))
    }

    func member(of group: String, topic: Topic) throws(LogError) -> any GroupMember { MadeUpMember(positions) }
}

/// Is given all partitions, and then there is nothing to do.
private final class MadeUpMember: GroupMember {
    private let positions: [Int32: LanePosition]
    private var events: [MemberEvent]

    init(_ positions: [Int32: LanePosition]) {
        self.positions = positions
        events = [.closed, .assigned(Array(0..<12))]
    }

    var waker: any Waker { NoWaker() }

    func next(recordCountMax: Int) throws(LogError) -> MemberEvent { events.popLast() ?? .closed }
    func position(of partition: Int32) throws(LogError) -> Int64? { positions[partition]?.inputOffsetNext ?? 0 }
    func pause(_ partition: Int32) throws(LogError) {}
    func resume(_ partition: Int32) throws(LogError) {}
    func stay() {}
    func close() {}

    func commit(
        _ outputs: NewRecords, replies: NewRecords, offsetsNext: [Int32: Int64]
    ) throws(CommitFailure) -> [Int64] {
        throw .fatal(LogError(.invalid, "nothing is committed to a log that is made up"))
    }
}
