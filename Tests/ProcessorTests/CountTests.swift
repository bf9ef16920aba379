import Log
import Records
import SeedParcel
import SingleRecords
import Testing

@testable import Processor
@testable import Simulation

/// Orders and numbers are dealt out among so many partitions, for life: with another count nothing is decided.
@Suite struct CountTests {
    /// What a changelog says that was written with another number of partitions.
    private func decide(_ bench: Bench, partition: Int32, among partitionCount: Int32?) {
        let (key, value) = entry(InputRecord(DecidedInput(offsetNext: 5, partitionCount: partitionCount)))
        bench.cluster.append([
            NewRecord(topic: .waybills, partition: partition, timestamp: 1, key: key, value: value)
        ])
    }

    private func expectRefusal(_ bench: Bench) throws {
        let before = Topic.allCases.map { bench.cluster.history($0).count }
        let error = #expect(throws: WorkerError.self) { for _ in 0..<5 { _ = try bench.worker.step() } }
        guard case .contradiction(let cause) = error else {
            Issue.record("stopped for another reason: \(error?.description ?? "none")")
            return
        }
        #expect(cause.message.contains("dealt out among 3 partitions"))
        #expect(cause.message.contains("the topics' files say 2") && cause.message.contains("Set partitions back to 3"))
        #expect(Topic.allCases.map { bench.cluster.history($0).count } == before)
    }

    @Test(arguments: LossTests.LaneFate.allCases)
    func `a changelog that was written with another count stops the start`(lanes: LossTests.LaneFate) throws {
        let bench = try Bench()
        for order in bench.orderIDs(10) { bench.push(order) }
        try bench.drain()
        decide(bench, partition: 1, among: 3)
        lanes.strike(bench.disk)
        try bench.restart()
        bench.push("another")
        try expectRefusal(bench)
    }

    @Test func `a partition that is new asks the others, also where another worker has them`() throws {
        let bench = try Bench()
        decide(bench, partition: 0, among: 3)
        bench.cluster.withGroup { $0.wanted[0] = 7 }
        bench.push(bench.orderIDs(2)[1])
        try expectRefusal(bench)
    }

    @Test func `a changelog of the version before says no count, goes on, and says it from then on`() throws {
        let bench = try Bench()
        for order in bench.orderIDs(10) { bench.push(order) }
        decide(bench, partition: 0, among: nil)
        decide(bench, partition: 1, among: nil)
        try bench.drain()
        #expect(bench.isDrained && bench.count(.tokens) == 0, "all five of each are decided")
        for order in bench.orderIDs(10) { bench.push(order) }
        try bench.drain()
        for partition in 0..<2 as Range<Int32> {
            let said = bench.cluster.records(.waybills, partition).last { WaybillsKind.isInput($0.key) }?.value
            #expect(said == Array(#"{"InputOffsetNext":10,"PartitionCount":2}"#.utf8))
        }
    }
}
