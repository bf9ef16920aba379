import LaneState
import Log
import Records
import SingleRecords
import Telemetry
import Testing
import Waybill

@testable import Processor
@testable import Simulation

/// What a worker does after each loss: it goes on rightly, or it stops and says what was found. It never decides a
/// command twice, and never issues a number twice.
@Suite struct LossTests {
    /// What becomes of the lanes besides.
    enum LaneFate: CaseIterable, Sendable {
        /// They are there.
        case kept
        /// The machine died while they were open: only their witnesses are left.
        case rebooted
        /// Another machine, or a new folder.
        case lost

        func strike(_ disk: SimulatedDisk) {
            switch self {
            case .kept: break
            case .rebooted: disk.loseOpenLanes()
            case .lost: disk.loseEverything()
            }
        }
    }

    enum Ending: Sendable {
        case goesOn
        /// With these words about what was found.
        case stops(String)
    }

    struct Loss: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let lanes: [LaneFate]
        let ending: Ending
        let strike: @Sendable (Bench) -> Void
    }

    private static let all = LaneFate.allCases
    private static let known: [LaneFate] = [.kept, .rebooted]

    /// The processor has decided two batches of ten commands each, five to a partition.
    static let losses: [Loss] = [
        Loss(testDescription: "nothing is lost", lanes: all, ending: .goesOn) { _ in },
        Loss(
            testDescription: "the changelog was made anew", lanes: known,
            ending: .stops("partition 0 of waybill.waybills ends at 0, and lane 0 has read it up to")
        ) { $0.cluster.recreate(.waybills) },
        Loss(
            testDescription: "the changelog was made anew", lanes: [.lost],
            ending: .stops("knows commands that were decided up to 0, and the group has committed 10")
        ) { $0.cluster.recreate(.waybills) },
        Loss(
            testDescription: "the changelog is an older copy", lanes: known,
            ending: .stops("partition 1 of waybill.waybills ends at")
        ) { $0.cluster.cut(.waybills, 1, from: $0.firstBatchEnd(1)) },
        Loss(
            testDescription: "the changelog is an older copy", lanes: [.lost],
            ending: .stops("knows commands that were decided up to 5, and the group has committed 10")
        ) { $0.cluster.cut(.waybills, 1, from: $0.firstBatchEnd(1)) },
        Loss(testDescription: "records of the changelog were deleted by age", lanes: [.kept], ending: .goesOn) {
            $0.cluster.delete(.waybills, 1, before: $0.firstBatchEnd(1))
        },
        Loss(
            testDescription: "records of the changelog were deleted by age", lanes: [.rebooted, .lost],
            ending: .stops("lane 1 has to read it from 0 on: records were deleted")
        ) { $0.cluster.delete(.waybills, 1, before: $0.firstBatchEnd(1)) },
        Loss(
            testDescription: "the commands were made anew, and with them the group's offsets", lanes: all,
            ending: .stops("of waybill.commands ends at 0, and")
        ) { bench in
            bench.cluster.recreate(.commands)
            for partition in 0..<2 as Range<Int32> { bench.cluster.setCommitted(partition, nil) }
        },
        Loss(
            testDescription: "the commands were cut off", lanes: all,
            ending: .stops("partition 1 of waybill.commands ends at 9, and")
        ) { $0.cluster.cut(.commands, 1, from: 9) },
        Loss(testDescription: "the group's offsets are gone", lanes: all, ending: .goesOn) { bench in
            for partition in 0..<2 as Range<Int32> { bench.cluster.setCommitted(partition, nil) }
        },
        Loss(testDescription: "the group's offsets were set back", lanes: all, ending: .goesOn) {
            $0.cluster.setCommitted(1, 3)
        },
        Loss(
            testDescription: "the group's offsets were set forward", lanes: all,
            ending: .stops("decided up to 10, and the group has committed 11")
        ) { bench in
            bench.push(bench.orderIDs(22)[21])
            bench.cluster.setCommitted(1, 11)
        },
        Loss(
            testDescription: "the whole log is an older copy", lanes: known,
            ending: .stops("the log is an older copy")
        ) { bench in
            for partition in 0..<2 as Range<Int32> {
                bench.cluster.cut(.waybills, partition, from: bench.firstBatchEnd(partition))
                bench.cluster.cut(.commands, partition, from: 5)
                bench.cluster.setCommitted(partition, 5)
            }
        },
        Loss(
            testDescription: "the lanes are of another log, which had decided more", lanes: known,
            ending: .stops("lane 1 has decided commands up to 10, the group has committed only 5, and")
        ) { bench in
            bench.cluster.cut(.waybills, 1, from: bench.firstBatchEnd(1))
            bench.cluster.setCommitted(1, 5)
            bench.cluster.append(
                (0..<9).map { index in
                    NewRecord(
                        topic: .waybills, partition: 1, timestamp: 0, key: Array("ZTO/gone/\(index)".utf8), value: nil)
                })
        },
    ]

    private static let cases = losses.flatMap { loss in loss.lanes.map { (loss, $0) } }

    @Test(arguments: cases)
    func `after a loss a worker goes on rightly, or stops and says what was found`(
        example: (loss: Loss, lanes: LaneFate)
    ) throws {
        let bench = try decided()
        let before = (replies: bench.count(.replies), waybills: bench.numbers)
        example.loss.strike(bench)
        example.lanes.strike(bench.disk)
        let (lanes, written) = (bench.disk.lanes, Topic.allCases.map { bench.cluster.history($0).count })
        try bench.restart()
        switch example.loss.ending {
        case .stops(let words):
            let error = #expect(throws: WorkerError.self) { try bench.drain() }
            guard case .contradiction(let cause) = error else {
                Issue.record("stopped for another reason: \(error?.description ?? "none")")
                return
            }
            #expect(cause.code == .conflict)
            #expect(cause.message.contains(words), "\(cause.message)")
            #expect(Topic.allCases.map { bench.cluster.history($0).count } == written)
            guard example.lanes == .kept else { break }
            #expect(bench.disk.lanes.mapValues(\.entries) == lanes.mapValues(\.entries), "nothing is dropped")
        case .goesOn:
            try bench.drain()
            #expect(bench.count(.replies) == before.replies, "nothing is decided a second time")
            for order in bench.orderIDs(20) { bench.push(order) }
            bench.push("a new order")
            try bench.drain()
            let after = bench.numbers
            for (order, numbers) in before.waybills { #expect(after[order] == numbers, "\(order)") }
            let issued = after.values.flatMap(\.self)
            #expect(Set(issued).count == issued.count && issued.count == 21)
            #expect((0..<2).allSatisfy { bench.cluster.committed($0) == bench.cluster.everCommitted($0) })
        }
        #expect(bench.cluster.violations.isEmpty)
    }

    @Test func `what is passed over is counted, and told once`() throws {
        let bench = try decided()
        bench.cluster.setCommitted(0, nil)
        bench.disk.loseEverything()
        try bench.restart()
        try bench.drain()
        #expect(
            String(decoding: bench.registry.render(), as: UTF8.self).contains("\nwaybill_passed_commands_total 10\n"))
        let told = bench.lines.all.filter { $0.contains("event=commands.passed") }
        #expect(told.count == 1)
        #expect(told.first?.contains("partition=0 offset=0 limit=10") == true, "\(told)")
        #expect(bench.cluster.committed(0) == 10)
    }

    @Test func `a changelog of the version before, which knows of no decided input, is read as before`() throws {
        let bench = try decided()
        let inputs = bench.cluster.history(.waybills).filter { $0.key == Array("#input".utf8) }
        #expect(inputs.count == 4)
        bench.cluster.forget(.waybills) { $0.key == Array("#input".utf8) }
        bench.disk.loseEverything()
        try bench.restart()
        try bench.drain()
        #expect(bench.disk.lanes.mapValues { $0.position?.inputOffsetNext } == [0: 10, 1: 10])
        // It cannot tell that the group has forgotten; the lane can, and then nobody knows what is true.
        bench.cluster.setCommitted(0, nil)
        try bench.restart()
        let error = #expect(throws: WorkerError.self) { try bench.drain() }
        #expect(error?.description.contains("waybill.waybills knows nothing of it") == true)
    }

    @Test func `a partition without an order goes on with its lane, as the version before left it`() throws {
        let bench = try Bench()
        bench.append(.unreadable(Unreadable(fault: "no event"), sealedPayload: ""), partition: 0)
        try bench.drain()
        bench.cluster.recreate(.waybills)
        bench.disk.lanes[0]?.entries = [:]
        let position = LanePosition(inputOffsetNext: 1, changelogOffsetNext: 0)
        bench.disk.lanes[0]?.position = position
        bench.disk.lanes[0]?.witness = position
        try bench.restart()
        try bench.drain()
        #expect(bench.disk.lanes[0]?.position == position)
    }

    @Test(arguments: [LaneFate.kept, .rebooted, .lost])
    func `a lane that is older than a tombstone which is gone issues no number twice`(lanes: LaneFate) throws {
        let bench = try decided()
        let key = OrderName(carrier: "ZTO", bizID: "biz-a", orderID: bench.orderIDs(1)[0]).key.bytes
        let before = bench.numbers
        // An operator removed the order; tombstone and order went by their age while this lane was away.
        bench.cluster.append([NewRecord(topic: .waybills, partition: 0, timestamp: 1, key: key, value: nil)])
        bench.cluster.forget(.waybills) { $0.key == key }
        lanes.strike(bench.disk)
        try bench.restart()
        for order in bench.orderIDs(20) { bench.push(order) }
        try bench.drain()
        let removed = String(decoding: key, as: UTF8.self)
        let after = bench.numbers
        for (order, numbers) in before where order != removed { #expect(after[order] == numbers) }
        let isKnown = lanes == .kept
        #expect((after[removed] == nil) == isKnown, "the lane still has the order, or a new push is a first one")
        let issued = after.values.flatMap(\.self) + (isKnown ? before[removed] ?? [] : [])
        #expect(Set(issued).count == issued.count && issued.count == 20)
        if let old = before[removed], !isKnown { #expect(after[removed]?.isDisjoint(with: old) == true) }
    }

    private func decided() throws -> Bench {
        let bench = try Bench()
        for half in [bench.orderIDs(20).prefix(10), bench.orderIDs(20).suffix(10)] {
            for order in half { bench.push(order) }
            try bench.drain()
        }
        return bench
    }
}

extension Bench {
    /// Where the changelog of a partition ended after the first batch.
    fileprivate func firstBatchEnd(_ partition: Int32) -> Int64 {
        let inputs = cluster.history(.waybills).filter { $0.partition == partition && $0.key == Array("#input".utf8) }
        return (inputs.first?.offset ?? 0) + 1
    }

    /// The numbers that each order ever had, as the ingress was told them.
    fileprivate var numbers: [String: Set<String>] {
        var numbers: [String: Set<String>] = [:]
        for record in cluster.history(.waybills) {
            guard let key = record.key, key.first != UInt8(ascii: "#"), let value = record.value,
                let number = String(decoding: value, as: UTF8.self).firstMatch(of: /"WayBillID":"(\d+)"/)?.1
            else { continue }
            numbers[String(decoding: key, as: UTF8.self), default: []].insert(String(number))
        }
        return numbers
    }
}
