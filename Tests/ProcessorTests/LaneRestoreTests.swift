import LaneState
import Log
import SingleRecords
import Testing

@testable import Processor
@testable import Simulation

/// What a worker reads to have its lanes, and when it does not trust one.
@Suite struct LaneRestoreTests {
    @Test func `a lane that was closed in order reads nothing again`() throws {
        let bench = try consumed(10)
        try bench.worker.run(until: { true })
        try bench.restart()
        try bench.drain()
        #expect(bench.cluster.readCount == 0)
    }

    @Test func `a lane that missed one transaction reads that one alone`() throws {
        let bench = try consumed(10)
        let before = bench.disk.lanes
        bench.push("one more") { $0.waybillID = WaybillNumber.text(100_007, Setting.given) }
        try bench.drain()
        let after = bench.disk.lanes
        bench.disk.lanes = before
        try bench.restart()
        try bench.drain()
        // The order, and which commands are decided.
        #expect(bench.cluster.readCount == 2)
        #expect(bench.disk.lanes.mapValues(\.entries) == after.mapValues(\.entries))
    }

    @Test func `a lost disk is read from the whole changelog, and the lanes are the same`() throws {
        let bench = try consumed(10)
        let before = bench.disk.lanes
        bench.disk.loseEverything()
        try bench.restart()
        try bench.drain()
        // Ten orders, and how many numbers each partition has used and which commands it has decided.
        #expect(bench.cluster.readCount == 14)
        #expect(bench.disk.lanes.mapValues(\.entries) == before.mapValues(\.entries))
        #expect(bench.disk.lanes.mapValues { $0.position?.inputOffsetNext } == [0: 5, 1: 5])
    }

    @Test func `whoever restores lanes tells the group that it stays, before each step that may take long`() throws {
        let bench = try consumed(10)
        bench.disk.loseEverything()
        let before = bench.fate.passes[Moment.beforeRestoreBatch.rawValue]
        try bench.restart()
        _ = try bench.worker.step()
        #expect(bench.laneChanges == [[0, 1]])
        // Each lane is opened, compared with the log, and looked at for its ranges; what is read comes in some batches,
        // and with an end of each partition.
        let batchCount = bench.fate.passes[Moment.beforeRestoreBatch.rawValue] - before
        #expect(batchCount >= 3)
        #expect(bench.member?.stayCount == 3 * 2 + batchCount)
    }

    @Test(arguments: [
        (value: Array("{}".utf8), rule: "OrderID"),
        (value: Array("Secret Jim".utf8), rule: "not JSON"),
    ])
    func `a changelog that holds a stranger's record stops its lane alone, and says so`(
        example: (value: [UInt8], rule: String)
    ) throws {
        let bench = try consumed(2)
        bench.cluster.append([
            NewRecord(topic: .waybills, partition: 1, timestamp: 0, key: [1], value: example.value)
        ])
        try bench.restart()
        for order in bench.orderIDs(4)[2...] { bench.push(order) }
        for _ in 0..<10 { _ = try bench.worker.step() }
        #expect(bench.cluster.committed(0) == 2 && bench.cluster.committed(1) == 1)
        let held = bench.lines.all.filter { $0.contains("event=lane.held partition=1") }
        #expect(held.count == 1)
        #expect(held.allSatisfy { $0.contains("waybill.waybills") && $0.contains(example.rule) }, "\(held)")
        #expect(!held.contains { $0.contains("Secret") })
        #expect(bench.disk.begunPartitions.isEmpty)
    }

    @Test func `partitions that are revoked are closed in order, and come back as they were`() throws {
        let bench = try consumed(4)
        bench.cluster.withGroup { $0.wanted[0] = 7 }
        _ = try bench.worker.step()
        #expect(bench.disk.openPartitions == [1])
        #expect(bench.disk.lanes[0]?.isClosed == true)
        bench.cluster.withGroup { $0.wanted[0] = 0 }
        _ = try bench.worker.step()
        #expect(bench.laneChanges == [[0, 1], [1], [0, 1]])
        #expect(bench.cluster.readCount == 0)
    }

    @Test func `nothing is written for partitions that were lost`() throws {
        let bench = try consumed(4)
        bench.push(bench.orderIDs(1)[0] + "again")
        let before = Topic.allCases.map { bench.cluster.history($0).count }
        bench.cluster.withGroup { group in
            for partition in 0..<2 as Range<Int32> {
                group.grant([partition], to: 99)
                group.wanted[partition] = 7
            }
        }
        _ = try bench.worker.step()
        #expect(bench.laneChanges == [[0, 1], []])
        #expect(bench.disk.openPartitions.isEmpty)
        _ = try bench.worker.step()
        #expect(Topic.allCases.map { bench.cluster.history($0).count } == before)
    }

    /// A bench whose worker has consumed pushes of so many orders, half of them in each partition.
    private func consumed(_ count: Int) throws -> Bench {
        let bench = try Bench()
        for order in bench.orderIDs(count) { bench.push(order) }
        try bench.drain()
        return bench
    }
}
