import LaneState
import Log
import SingleRecords
import Telemetry
import Testing

@testable import Processor
@testable import Simulation

/// Commands that were deleted before they were decided: nothing of them is skipped in silence, each gap is told once,
/// and everything else goes on.
@Suite struct MissingTests {
    struct Gap: CustomTestStringConvertible, Sendable {
        let testDescription: String
        /// Offsets of partition 1: of ten commands five are decided.
        let missing: [Range<Int64>]
        let strike: @Sendable (Bench) -> Void
    }

    static let gaps = [
        Gap(testDescription: "none", missing: []) { _ in },
        Gap(testDescription: "what is decided was deleted", missing: []) { $0.cluster.delete(.commands, 1, before: 5) },
        Gap(testDescription: "some were deleted undecided", missing: [5..<8]) {
            $0.cluster.delete(.commands, 1, before: 8)
        },
        Gap(testDescription: "all were deleted undecided", missing: [5..<10]) {
            $0.cluster.delete(.commands, 1, before: 10)
        },
        Gap(testDescription: "the group's offset expired with them", missing: [5..<8]) { bench in
            bench.cluster.setCommitted(1, nil)
            bench.cluster.delete(.commands, 1, before: 8)
        },
        Gap(testDescription: "the group's offset expired, and what is decided was deleted", missing: []) { bench in
            bench.cluster.setCommitted(1, nil)
            bench.cluster.delete(.commands, 1, before: 4)
        },
        Gap(testDescription: "the group's offset was set back to what is deleted", missing: []) { bench in
            bench.cluster.setCommitted(1, 1)
            bench.cluster.delete(.commands, 1, before: 3)
        },
    ]

    private static let cases = gaps.flatMap { gap in LossTests.LaneFate.allCases.map { (gap, $0) } }

    @Test(arguments: cases)
    func `each gap is one dead letter, whatever became of the lanes, and the rest is decided once`(
        example: (gap: Gap, lanes: LossTests.LaneFate)
    ) throws {
        let bench = try halfDecided()
        example.gap.strike(bench)
        example.lanes.strike(bench.disk)
        let missing = example.gap.missing
        // Again and again: what was told stays told.
        for _ in 0..<3 {
            try bench.restart()
            try bench.drain()
            #expect(bench.missing == missing.map { MissingRecords($0, in: 1) })
        }
        let goneCount = missing.reduce(0) { $0 + $1.count }
        #expect(bench.count(.replies) == 20 - goneCount && bench.count(.tokens) == 20 - goneCount)
        #expect(bench.cluster.committed(1) == 10 && bench.disk.lanes[1]?.position?.inputOffsetNext == 10)
        #expect(bench.cluster.violations.isEmpty)
        // A merchant who pushes again gets a number now.
        for order in bench.orderIDs(20) { bench.push(order) }
        try bench.drain()
        #expect(bench.count(.tokens) == 40 - goneCount && bench.missing.count == missing.count)
    }

    @Test func `commands that were deleted before the first processor came are told from the first on`() throws {
        let bench = try Bench()
        for order in bench.orderIDs(12) { bench.push(order) }
        bench.cluster.delete(.commands, 0, before: 4)
        try bench.drain()
        #expect(bench.missing == [MissingRecords(0..<4, in: 0)])
        #expect(bench.count(.tokens) == 8)
    }

    @Test func `what is deleted while the worker is at work is told, too, each gap for itself`() throws {
        let bench = try halfDecided()
        bench.cluster.delete(.commands, 1, before: 7)
        try bench.drain()
        for order in bench.orderIDs(30).suffix(10) { bench.push(order) }
        bench.cluster.delete(.commands, 1, before: 12)
        try bench.drain()
        #expect(bench.missing == [MissingRecords(5..<7, in: 1), MissingRecords(10..<12, in: 1)])
    }

    @Test func `a gap is told by an error, a counter and a dead letter that say what is gone and what to do`() throws {
        let bench = try halfDecided()
        bench.cluster.delete(.commands, 1, before: 8)
        try bench.drain()
        let told = bench.lines.all.filter { $0.contains("event=commands.missing") }
        #expect(told.count == 1)
        let parts = ["topic=waybill.commands", "partition=1", "offset=5", "limit=8", "count=3", "push again"]
        for part in parts { #expect(told.first?.contains(part) == true, "\(part): \(told)") }
        let metrics = String(decoding: bench.registry.render(), as: UTF8.self)
        #expect(metrics.contains("\nwaybill_missing_commands_total 3\n"))
        #expect(metrics.contains("waybill_dead_letters_total{code=\"-1\"} 1\n"))
        let letter = try #require(bench.cluster.history(.deadLetters).first)
        let message = letter.headers.text("waybill_result_msg") ?? ""
        #expect(message.hasPrefix("offsets 5 to 7 of partition 1 of waybill.commands are gone, commands at most 3"))
        #expect(message.contains("nothing to feed again"))
        #expect(letter.partition == 1 && letter.headers.text("__streams.errors.topic") == "waybill.commands")
        #expect(letter.headers.text("__streams.errors.partition") == "1")
        #expect(letter.text.contains("\"Offset\":5,\"OffsetNext\":8"), "\(letter.text)")
    }

    @Test func `who feeds such a dead letter again is told that there is nothing to decide`() throws {
        let bench = try halfDecided()
        bench.cluster.delete(.commands, 1, before: 8)
        try bench.drain()
        let letter = try #require(bench.cluster.history(.deadLetters).first)
        bench.cluster.append([
            NewRecord(
                topic: .commands, partition: 1, timestamp: 1, key: letter.key, value: letter.value,
                headers: letter.headers)
        ])
        try bench.drain()
        let again = bench.cluster.history(.deadLetters).suffix(1).map(\.headers)
        #expect(bench.count(.deadLetters) == 2)
        #expect(again.first?.text("waybill_result_msg")?.contains("holds none that could be decided") == true)
        #expect(again.first?.text("waybill_missing_offset_next") == nil, "it stands for a record, and for no gap")
    }

    @Test(arguments: CommitFate.allCases)
    func `a transaction that ends otherwise leaves one dead letter all the same`(fate: CommitFate) throws {
        // Two batches are decided before the gap, of ten commands each.
        let bench = try Bench(commits: [.committed, fate])
        for order in bench.orderIDs(10) { bench.push(order) }
        try bench.drain()
        for order in bench.orderIDs(20).suffix(10) { bench.push(order) }
        bench.cluster.delete(.commands, 1, before: 8)
        do { try bench.drain() } catch { try bench.restart() }
        try bench.drain()
        #expect(bench.missing == [MissingRecords(5..<8, in: 1)])
        #expect(bench.count(.tokens) == 17 && bench.cluster.violations.isEmpty)
    }

    @Test(arguments: Moment.allCases)
    func `a process may die here, at any pass, while it tells of a gap`(moment: Moment) throws {
        func run(_ death: (moment: Moment, pass: Int)?) throws -> (bench: Bench, first: Int) {
            let bench = try Bench(death: death)
            for order in bench.orderIDs(10) { bench.push(order) }
            try bench.drain()
            let first = bench.fate.passes[moment.rawValue] + 1
            for order in bench.orderIDs(20).suffix(10) { bench.push(order) }
            bench.cluster.delete(.commands, 1, before: 8)
            try bench.restart()
            do { try bench.drain() } catch { try bench.restart() }
            try bench.drain()
            return (bench, first)
        }
        let calm = try run(nil)
        let last = calm.bench.fate.passes[moment.rawValue]
        for pass in stride(from: calm.first, through: last, by: 1) {
            let bench = try run((moment, pass)).bench
            #expect(bench.missing == [MissingRecords(5..<8, in: 1)], "dying at pass \(pass)")
            #expect(bench.count(.tokens) == 17 && bench.cluster.violations.isEmpty, "dying at pass \(pass)")
            #expect(bench.fate.crashes[moment.rawValue] == 1)
        }
    }

    @Test func `where its dead letter is not taken the lane stands still, and goes on when it is`() throws {
        let bench = try halfDecided()
        bench.cluster.bound(.deadLetters, to: 10)
        bench.cluster.delete(.commands, 1, before: 8)
        for _ in 0..<20 { _ = try bench.worker.step() }
        #expect(bench.disk.openPartitions == [0] && bench.cluster.committed(0) == 10)
        #expect(bench.cluster.committed(1) == 5 && bench.missing.isEmpty)
        bench.cluster.bound(.deadLetters, to: .max)
        bench.pauses.pass()
        try bench.drain()
        #expect(bench.isDrained && bench.missing == [MissingRecords(5..<8, in: 1)])
    }

    /// Ten commands are decided, five in each partition, and as many wait.
    private func halfDecided() throws -> Bench {
        let bench = try Bench()
        for order in bench.orderIDs(10) { bench.push(order) }
        try bench.drain()
        for order in bench.orderIDs(20).suffix(10) { bench.push(order) }
        return bench
    }
}

extension MissingRecords {
    fileprivate init(_ offsets: Range<Int64>, in partition: Int32) {
        self.init(partition: partition, offset: offsets.lowerBound, offsetNext: offsets.upperBound)
    }
}

extension Record {
    fileprivate var text: String { String(decoding: value ?? [], as: UTF8.self) }
}

extension Bench {
    /// What the dead letters say is missing.
    fileprivate var missing: [MissingRecords] {
        cluster.history(.deadLetters).filter { $0.headers.text("waybill_missing_offset_next") != nil }.map { letter in
            MissingRecords(
                partition: letter.partition,
                offset: letter.headers.text("__streams.errors.offset").flatMap { Int64($0) } ?? -1,
                offsetNext: letter.headers.text("waybill_missing_offset_next").flatMap { Int64($0) } ?? -1)
        }
    }
}
