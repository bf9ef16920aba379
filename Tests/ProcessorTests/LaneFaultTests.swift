import LaneState
import Log
import Telemetry
import Testing

@testable import Processor
@testable import Simulation

/// A lane at fault stands still alone, and is tried again.
@Suite struct LaneFaultTests {
    @Test(arguments: [Moment.beforeLaneOpen, .beforeLaneBegin, .beforeSetValue, .beforeLaneCommit])
    func `whatever a lane's disk refuses, the other lanes go on, and the lane does once it is well`(
        moment: Moment
    ) throws {
        let bench = try Bench()
        let orders = bench.orderIDs(6)
        for order in orders[..<2] { bench.push(order) }
        try bench.drain()
        try bench.worker.run(until: { true })
        try bench.restart()
        bench.disk.faults[0] = moment
        for order in orders[2...] { bench.push(order) }
        for _ in 0..<10 { _ = try bench.worker.step() }
        #expect(bench.cluster.committed(1) == 3, "all of partition 1")
        #expect(bench.disk.openPartitions == [1])
        #expect(bench.laneChanges.last == [1])
        let held = bench.lines.all.filter { $0.contains("event=lane.held") }
        #expect(
            held.count == 1 && held.allSatisfy { $0.contains("partition=0") && $0.contains("\(moment)") }, "\(held)")
        #expect(bench.registry.counters("waybill_lane_faults_total", "", labels: ["partition"])["0"].value == 1)
        #expect(bench.registry.gauge("waybill_lanes", "").value == 1)

        // Not yet well: it is tried again, and stands still.
        bench.pauses.pass()
        for _ in 0..<5 { _ = try bench.worker.step() }
        #expect(bench.disk.openPartitions == [1])

        bench.disk.faults = [:]
        bench.pauses.pass()
        try bench.drain()
        #expect(bench.isDrained)
        #expect(bench.count(.replies) == 6 && bench.count(.tokens) == 6)
        #expect(bench.cluster.violations.isEmpty, "\(bench.cluster.violations)")
        #expect(bench.laneChanges.last == [0, 1])
        #expect(bench.lines.all.contains { $0.contains("event=lane.released partition=0") })
        #expect(bench.registry.gauge("waybill_lanes", "").value == 2)
    }

    @Test func `an order whose state is damaged stops its lane and no other`() throws {
        let bench = try Bench()
        let orders = bench.orderIDs(2)
        for order in orders { bench.push(order) }
        try bench.drain()
        let before = bench.disk.lanes
        for key in bench.disk.lanes[0]?.entries.keys.filter({ $0.first == UInt8(ascii: "o") }) ?? [] {
            bench.disk.lanes[0]?.entries[key] = [1]
        }
        for order in orders { bench.push(order) }
        for _ in 0..<5 { _ = try bench.worker.step() }
        #expect(bench.count(.replies) == 3)
        #expect(bench.lines.all.contains { $0.contains("event=lane.held partition=0 reason=\"an order's state") })
        bench.disk.lanes = before
        bench.pauses.pass()
        try bench.drain()
        #expect(bench.isDrained && bench.count(.replies) == 4)
    }

    @Test func `a lane whose counts of numbers cannot be read stops alone, and goes on once they can`() throws {
        let bench = try Bench()
        let orders = bench.orderIDs(6)
        for order in orders[..<2] { bench.push(order) }
        try bench.drain()
        try bench.worker.run(until: { true })
        let before = bench.disk.lanes[0]
        for key in bench.disk.lanes[0]?.entries.keys.filter({ $0.first == UInt8(ascii: "r") }) ?? [] {
            bench.disk.lanes[0]?.entries[key] = [1]
        }
        try bench.restart()
        for order in orders[2...] { bench.push(order) }
        for _ in 0..<10 { _ = try bench.worker.step() }
        #expect(bench.cluster.committed(0) == 1 && bench.cluster.committed(1) == 3)
        let reason = "a count of numbers in the lane cannot be read"
        #expect(bench.lines.all.contains { $0.contains("event=lane.held partition=0 reason=\"\(reason)") })
        #expect(bench.registry.gauge("waybill_lanes", "").value == 1)

        // Not yet well: it is tried again, and stands still.
        bench.pauses.pass()
        for _ in 0..<5 { _ = try bench.worker.step() }
        #expect(bench.disk.openPartitions == [1])
        #expect(bench.cluster.committed(0) == 1)

        bench.disk.lanes[0] = before
        bench.pauses.pass()
        try bench.drain()
        #expect(bench.isDrained)
        #expect(bench.count(.replies) == 6 && bench.count(.tokens) == 6)
        #expect(bench.cluster.violations.isEmpty, "\(bench.cluster.violations)")
        #expect(bench.registry.gauge("waybill_lanes", "").value == 2)
    }

    @Test func `the pauses grow up to the longest, and begin anew once something was committed`() throws {
        let bench = try Bench()
        bench.disk.faults[0] = .beforeLaneOpen
        for _ in 0..<9 {
            for _ in 0..<3 { _ = try bench.worker.step() }
            bench.pauses.pass()
        }
        #expect(bench.pauses.passed.prefix(6).map(\.components.seconds) == [1, 2, 4, 8, 16, 30])
        #expect(bench.pauses.passed.allSatisfy { $0 <= ProcessorLimits.laneRetryPauseMax })
        bench.disk.faults = [:]
        bench.push(bench.orderIDs(1)[0])
        try bench.drain()
        #expect(bench.isDrained)
        bench.disk.faults[0] = .beforeLaneBegin
        bench.push(bench.orderIDs(1)[0])
        for _ in 0..<3 { _ = try bench.worker.step() }
        bench.pauses.pass()
        #expect(bench.pauses.passed.last == ProcessorLimits.laneRetryPauseMin)
    }

    @Test func `a lane that goes to another while it stands still is forgotten here`() throws {
        let bench = try Bench()
        bench.disk.faults[0] = .beforeLaneOpen
        for _ in 0..<3 { _ = try bench.worker.step() }
        bench.disk.faults = [:]
        bench.cluster.withGroup { $0.wanted[0] = 7 }
        _ = try bench.worker.step()
        bench.pauses.pass()
        for _ in 0..<3 { _ = try bench.worker.step() }
        #expect(bench.disk.openPartitions == [1])
        bench.cluster.withGroup { $0.wanted[0] = 0 }
        for _ in 0..<3 { _ = try bench.worker.step() }
        #expect(bench.disk.openPartitions == [0, 1])
        #expect(bench.cluster.violations.isEmpty)
    }
}
