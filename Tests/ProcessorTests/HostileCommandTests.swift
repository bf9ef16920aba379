import Log
import Records
import SingleRecords
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
        bench.append(.unreadable(Unreadable(fault: String(repeating: "f", count: 600_000)), sealedPayload: ""))
        bench.push("good")
        try drained(bench, 1)
    }

    /// What a topic takes and no dead letter could hold: the broker compresses, and counts in its own encoding.
    @Test(arguments: Hostile.all)
    func `whatever stands in the topic becomes a dead letter, and the worker goes on`(hostile: Hostile) throws {
        let bench = try Bench()
        var record = bench.push("template")
        hostile.change(&record)
        bench.cluster.append([record])
        bench.push("good")
        try bench.drain()
        #expect(bench.isDrained)
        #expect(bench.count(.deadLetters) == 1)
        #expect(bench.count(.tokens) == 2)
    }

    struct Hostile: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let change: @Sendable (inout NewRecord) -> Void

        static let all = [
            Hostile(testDescription: "written at time 0") { ($0.timestamp, $0.value) = (0, [1]) },
            Hostile(testDescription: "written at time -1") { ($0.timestamp, $0.value) = (-1, [1]) },
            Hostile(testDescription: "a value that compression made small") {
                $0.value = [UInt8](repeating: 0, count: 3_000_000)
            },
            Hostile(testDescription: "a key that compression made small") {
                $0.key = [UInt8](repeating: 0, count: 3_000_000)
                $0.value = [1]
            },
            Hostile(testDescription: "headers without end") { record in
                for _ in 0..<160_000 { record.headers.append("a", "") }
                record.value = [1]
            },
            Hostile(testDescription: "one header larger than a dead letter") { record in
                record.headers.append("a", [UInt8](repeating: 0, count: 2_000_000)[...])
                record.value = [1]
            },
        ]
    }

    @Test func `a good order whose document would be too large is refused, and nothing of it is kept`() throws {
        let bench = try Bench()
        let plain = bench.push("plain")
        let byteCount = NewRecords([plain]).entries[0].byteCount
        // Blanks ask for no service, however many there are.
        let blanks = String(repeating: " ", count: LogLimits.recordByteCountMax - byteCount)
        bench.push("large") { $0.parcel.serviceName = "Standard" + blanks }
        bench.push("good")
        try bench.drain()
        #expect(bench.isDrained)
        #expect(bench.count(.tokens) == 2 && bench.count(.replies) == 3 && bench.count(.deadLetters) == 1)
        let letter = try #require(bench.cluster.history(.deadLetters).first)
        #expect(letter.key == Array("large".utf8))
        let message = letter.headers.text("waybill_result_msg") ?? ""
        #expect(message.contains("\(Topic.waybills.name)") && message.contains("\(LogLimits.recordByteCountMax)"))
        let keys = bench.cluster.history(.waybills).map { String(decoding: $0.key ?? [], as: UTF8.self) }
        #expect(!keys.contains { $0.contains("large") }, "\(keys)")
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
