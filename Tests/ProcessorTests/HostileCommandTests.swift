import Log
import Testing
import Waybill

@testable import Processor
@testable import Simulation

/// Commands that strangers append straight to the topic: each is a dead letter, and the worker goes on.
@Suite struct HostileCommandTests {
    @Test(arguments: [513, 9_000, 500_000])
    func `an OrderID of any length is refused, and the worker goes on`(byteCount: Int) throws {
        try expectDeadLetter { $0.order.orderID = String(repeating: "/", count: byteCount) }
    }

    @Test(arguments: [129, 9_000, 500_000])
    func `a BizID of any length is refused, and the worker goes on`(byteCount: Int) throws {
        try expectDeadLetter { $0.order.bizID = String(repeating: "b", count: byteCount) }
    }

    @Test(arguments: [65, 9_000, 500_000])
    func `a WayBillID of any length is refused, and the worker goes on`(byteCount: Int) throws {
        try expectDeadLetter { $0.waybillID = String(repeating: "8", count: byteCount) }
    }

    @Test(arguments: [65, 9_000, 500_000])
    func `a carrier of any length is refused, and the worker goes on`(byteCount: Int) throws {
        try expectDeadLetter { $0.order.carrier = String(repeating: "Z", count: byteCount) }
    }

    @Test func `a command as long as the log takes one is still a dead letter`() throws {
        let bench = try Bench()
        var record = bench.push("good")
        let rest = LogLimits.recordByteCountMax - record.headers.bytes.count - (record.key?.count ?? 0)
        record.value = [UInt8](repeating: UInt8(ascii: "x"), count: rest)
        bench.cluster.append([record])
        try drained(bench, 1)
    }

    @Test func `a fault as long as a stranger likes is still a dead letter`() throws {
        let bench = try Bench()
        bench.append(.unreadable(Unreadable(fault: String(repeating: "f", count: 600_000))))
        bench.push("good")
        try drained(bench, 1)
    }

    private func expectDeadLetter(_ change: (inout Push) -> Void) throws {
        let bench = try Bench()
        bench.push("spoilt", change)
        bench.push("good")
        try drained(bench, 1)
    }

    private func drained(_ bench: Bench, _ deadLetterCount: Int) throws {
        try bench.drain()
        #expect(bench.isDrained)
        #expect(bench.count(.deadLetters) == deadLetterCount)
        #expect(bench.count(.tokens) == 1)
    }
}
