import Log
import Records
import SeedParcel
import SingleRecords
import Synchronization
import Telemetry
import Testing
import Waybill

@testable import Processor
@testable import Simulation

/// Counts of used numbers belong to their range: whatever is edited, no number is issued again.
@Suite struct NumberRangeTests {
    private static let old = Setting.Numbers(
        prefix: "731", digitCount: 9, suffix: "", first: 100, last: 99_999, check: .none)
    private static let other = Setting.Numbers(
        prefix: "788", digitCount: 9, suffix: "", first: 0, last: 99_999, check: .none)

    private static func reference(_ numbers: Setting.Numbers) throws -> Reference {
        try Setting.reference(issued: ["ZTO": numbers], given: [Setting.given])
    }

    /// What the bench's orders were numbered, in the order of the log.
    private func numbers(_ bench: Bench) -> [String] {
        bench.cluster.history(.replies).compactMap { record in
            String(decoding: record.value ?? [], as: UTF8.self).firstMatch(of: /"WayBillID":"(\d+)"/).map {
                String($0.1)
            }
        }
    }

    /// As many orders of each partition.
    private func push(_ count: Int, _ name: String, to bench: Bench) throws {
        for index in 0..<count {
            for partition in 0..<2 as Range<Int32> { bench.push(order("\(name)-\(index)", in: partition)) }
        }
        try bench.drain()
    }

    private func order(_ name: String, in partition: Int32) -> String {
        (0..<1_000).lazy.map { "\(name)-\($0)" }.first {
            Partitioner.partition(of: Array($0.utf8), among: 2) == partition
        } ?? ""
    }

    @Test func `a range begins at its first number, and one that comes back goes on where it was`() throws {
        let bench = try Bench()
        for (name, numbers) in [("a", Self.old), ("b", Self.other), ("c", Self.old), ("d", Self.other)] {
            bench.reference = try Self.reference(numbers)
            // Also where the lanes are read from the changelog, in which former ranges stay.
            if name == "c" { bench.disk.loseEverything() }
            try bench.restart()
            try push(10, name, to: bench)
        }
        let all = numbers(bench)
        #expect(all.count == 80)
        #expect(Set(all).count == 80)
        #expect(all.filter { $0.hasPrefix("731") }.count == 40)
        #expect(bench.cluster.violations.isEmpty)
    }

    @Test(arguments: [0, 99, 101, 110]) func `another first is refused before anything is decided`(first: Int64) throws
    {
        let bench = try Bench()
        try push(10, "a", to: bench)
        bench.reference = try Self.reference(
            Setting.Numbers(prefix: "731", digitCount: 9, suffix: "", first: first, last: 99_999, check: .none))
        try bench.restart()
        bench.push("late")
        let before = Topic.allCases.map { bench.cluster.history($0).count }
        let error = #expect(throws: WorkerError.self) { try bench.drain() }
        guard case .ranges(let fault) = error else {
            Issue.record("not refused: \(String(describing: error))")
            return
        }
        #expect(fault.carrier == "ZTO" && fault.message.contains("20 were issued for ZTO"))
        #expect(Topic.allCases.map { bench.cluster.history($0).count } == before)
        // Set right, it goes on.
        bench.reference = try Self.reference(Self.old)
        try bench.worker.run(until: { true })
        try bench.restart()
        try bench.drain()
        #expect(Set(numbers(bench)).count == 21)
    }

    /// One worker of partition 0 alone, where nothing was issued.
    @Test func `what another partition has issued is found in the log, once for each change of the ranges`() throws {
        let bench = try Bench()
        let orders = bench.orderIDs(8)
        for (index, order) in orders.enumerated() where index % 2 == 1 { bench.push(order) }
        bench.append(.unreadable(Unreadable(fault: "no event"), sealedPayload: ""), partition: 0)
        try bench.drain()
        let witness = Witness()
        bench.witness = witness
        bench.reference = try Self.reference(Self.old)
        try restartAlone(bench)
        _ = try bench.worker.step()
        let count = bench.cluster.readCount
        #expect(count > 0 && witness.all == [0])
        try restartAlone(bench)
        _ = try bench.worker.step()
        #expect(bench.cluster.readCount == count, "it was compared before")
        bench.witness = Witness()
        bench.reference = try Self.reference(
            Setting.Numbers(prefix: "731", digitCount: 9, suffix: "", first: 0, last: 99_999, check: .none))
        try restartAlone(bench)
        #expect(throws: WorkerError.self) { _ = try bench.worker.step() }
    }

    @Test func `a lane that stood still is compared with the ranges when it is opened again`() throws {
        let bench = try Bench()
        bench.push(order("a", in: 0))
        try bench.drain()
        try bench.worker.run(until: { true })
        let witness = Witness()
        witness.check([0, 1])
        bench.witness = witness
        bench.reference = try Self.reference(
            Setting.Numbers(prefix: "731", digitCount: 9, suffix: "", first: 0, last: 99_999, check: .none))
        bench.disk.faults[0] = .beforeLaneOpen
        try bench.restart()
        for _ in 0..<5 { _ = try bench.worker.step() }
        #expect(bench.disk.openPartitions == [1])
        bench.disk.faults = [:]
        bench.pauses.pass()
        let error = #expect(throws: WorkerError.self) { for _ in 0..<5 { _ = try bench.worker.step() } }
        guard case .ranges = error else {
            Issue.record("not refused: \(String(describing: error))")
            return
        }
    }

    @Test func `a stranger's record in another partition stops nobody here, and hides no number`() throws {
        let bench = try Bench()
        bench.push(order("a", in: 1))
        try bench.drain()
        appendStranger(under: [1], to: bench)
        let witness = Witness()
        bench.witness = witness
        try restartAlone(bench)
        _ = try bench.worker.step()
        #expect(bench.disk.openPartitions == [0])
        #expect(witness.all.isEmpty, "not all was read: it is compared again at the next opening")
        bench.reference = try Self.reference(
            Setting.Numbers(prefix: "731", digitCount: 9, suffix: "", first: 0, last: 99_999, check: .none))
        try restartAlone(bench)
        let refusal = #expect(throws: WorkerError.self) { _ = try bench.worker.step() }
        #expect(refusal?.description.contains("1 were issued for ZTO") == true, "\(String(describing: refusal))")
        // Numbers may hide behind a count that cannot be read.
        appendStranger(under: Array("#serial/x".utf8), to: bench)
        bench.reference = try Self.reference(Self.old)
        try restartAlone(bench)
        let error = #expect(throws: WorkerError.self) { _ = try bench.worker.step() }
        #expect(error?.logError?.code == .corrupt)
    }

    private func appendStranger(under key: [UInt8], to bench: Bench) {
        bench.cluster.append([
            NewRecord(topic: .waybills, partition: 1, timestamp: 0, key: key, value: Array("{}".utf8))
        ])
    }

    private func restartAlone(_ bench: Bench) throws {
        try bench.worker.run(until: { true })
        try bench.restart()
        bench.cluster.withGroup { $0.wanted[1] = 7 }
    }

    @Test func `numbers that pushes brought along are not issued afterwards`() throws {
        let bench = try Bench()
        bench.push("given") { $0.waybillID = WaybillNumber.text(100_007, Setting.given) }
        try bench.drain()
        bench.reference = try Setting.reference(issued: ["ZTO": Setting.given], given: [])
        try bench.restart()
        let error = #expect(throws: WorkerError.self) { try bench.drain() }
        #expect(error?.description.contains("given by WeChat") == true, "\(String(describing: error))")
    }

    // MARK: - Records of the version before

    private func appendRangeless(_ next: UInt64, to bench: Bench, partition: Int32) {
        let entry = entry(SerialRecord(SerialCount(carrier: "ZTO", range: nil, next: next)))
        bench.cluster.append([
            NewRecord(topic: .waybills, partition: partition, timestamp: 0, key: entry.key, value: entry.value)
        ])
    }

    @Test(arguments: [true, false])
    func `a count without a range gets the one that is configured when it is first met`(readsAnew: Bool) throws {
        let bench = try Bench()
        for partition in 0..<2 as Range<Int32> { appendRangeless(50, to: bench, partition: partition) }
        // The order is of partition 0. In the other nothing is decided: its count is still without a range.
        bench.push(order("a", in: 0))
        try bench.drain()
        #expect(numbers(bench) == ["731000000200"])
        // Now it is known which range that was: the next one begins anew, also where it was not written down yet.
        bench.reference = try Self.reference(Self.other)
        if readsAnew { bench.disk.loseEverything() }
        try bench.restart()
        try push(1, "b", to: bench)
        #expect(Set(numbers(bench).dropFirst()) == ["788000000000", "788000000001"])
        bench.reference = try Self.reference(Self.old)
        try bench.restart()
        try push(1, "c", to: bench)
        #expect(Set(numbers(bench).dropFirst(3)) == ["731000000202", "731000000201"])
        // Nothing of it is lost where lanes are read anew.
        let lanes = bench.disk.lanes.mapValues(\.entries)
        bench.disk.loseEverything()
        try bench.restart()
        try bench.drain()
        #expect(bench.disk.lanes.mapValues(\.entries) == lanes)
        #expect(bench.cluster.violations.isEmpty)
    }

    @Test(arguments: [CommitFate.aborted, .unknownAborted, .unknownCommitted])
    func `a count gets its range once, however the transaction ends`(fate: CommitFate) throws {
        let bench = try Bench(commits: [fate])
        appendRangeless(50, to: bench, partition: 0)
        // Twice: after an unknown outcome nobody is told before he asks again.
        for _ in 0..<2 {
            for order in bench.orderIDs(4) { bench.push(order) }
            try bench.drain()
        }
        #expect(Set(numbers(bench)) == ["731000000200", "731000000202", "731000000101", "731000000103"])
        let adoptions = bench.cluster.history(.waybills).filter { record in
            record.headers.text("ce_id")?.hasPrefix("adoption/") == true
        }
        #expect(adoptions.count == 1)
    }

    @Test func `a carrier that is gone is told, and what it issued stays known`() throws {
        let bench = try Bench()
        try push(2, "a", to: bench)
        bench.reference = try Setting.reference(issued: ["EMS": Self.other], given: [])
        try bench.restart()
        _ = try bench.worker.step()
        let line = try #require(bench.lines.all.first { $0.contains("configuration.loaded") })
        #expect(line.hasPrefix("level=warning event=configuration.loaded carrier=ZTO message="))
        bench.reference = try Setting.reference(issued: ["EMS": Self.old], given: [])
        try bench.restart()
        _ = try bench.worker.step()
        #expect(bench.disk.openPartitions.count == 2, "the same range goes on under another name")
    }

    // MARK: - What is left

    @Test func `an operator sees what is left, and is warned before it comes to its end`() throws {
        let bench = try Bench()
        // Twenty-one for each of two partitions.
        bench.reference = try Self.reference(
            Setting.Numbers(prefix: "731", digitCount: 9, suffix: "", first: 100, last: 141, check: .none))
        try bench.restart()
        _ = try bench.worker.step()
        func left() -> [Double?] {
            let text = String(decoding: bench.registry.render(), as: UTF8.self)
            return ["waybill_numbers_left", "waybill_lane_numbers_left"].map { name in
                text.split(separator: "\n").first { $0.hasPrefix("\(name){carrier=\"ZTO\"}") }
                    .flatMap { $0.split(separator: " ").last }.flatMap { Double($0) }
            }
        }
        #expect(left() == [42, 21])
        let orders = bench.orderIDs(42).enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        for order in orders.prefix(19) { bench.push(order) }
        try bench.drain()
        #expect(left() == [23, 2])
        #expect(!bench.lines.all.contains { $0.contains("numbers.low") })
        for order in orders.suffix(2) { bench.push(order) }
        try bench.drain()
        #expect(left()[1] == 0)
        let told = bench.lines.all.filter { $0.contains("numbers.low") }
        #expect(told.count == 1)
        let part = "level=warning event=numbers.low carrier=ZTO partition=0 count=0 "
        #expect(told.first?.hasPrefix(part) == true, "\(told)")
    }
}

private final class Witness: RangeWitness {
    private let partitions = Mutex<Set<Int32>>([])

    var all: Set<Int32> { partitions.withLock { $0 } }

    func isChecked(_ partition: Int32) -> Bool { all.contains(partition) }

    func check(_ checked: [Int32]) { partitions.withLock { $0.formUnion(checked) } }
}
