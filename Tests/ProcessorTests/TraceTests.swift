import Foundation
import Log
import Testing
import Waybill

@testable import Processor
@testable import Simulation

/// Traces from a topic, where an at-least-once producer or a redrive sends some twice.
@Suite struct TraceTests {
    @Test func `a trace that comes twice stands once in waybill.traces, whatever came between and was lost`() throws {
        let bench = try Bench()
        bench.push("traced")
        try bench.drain()
        let number = try #require(try texts(bench, .waybills, "WayBillID").first)
        func scan(_ message: String) throws {
            let order = OrderName(carrier: "ZTO", bizID: "biz-a", orderID: "traced")
            let scan = Scan(order: order, waybillID: number, time: 1_785_000_100, type: 100_001, message: message)
            bench.append(Request.scan(scan).command)
            try bench.drain()
        }
        for message in ["collected", "on its way", "collected"] { try scan(message) }
        // A lane that is restored from its changelog knows them as well.
        bench.disk.loseEverything()
        try bench.restart()
        for message in ["on its way", "delivered", "collected", "delivered"] { try scan(message) }

        #expect(try texts(bench, .traces, "action_msg") == ["collected", "on its way", "delivered"])
        #expect(try texts(bench, .traces, "Sequence") == ["1", "2", "3"])
        #expect(try texts(bench, .waybills, "TraceCount").suffix(3) == ["1", "2", "3"])
        // The second is answered as the first was.
        let answers = zip(try texts(bench, .replies, "ResultCode"), try texts(bench, .replies, "WayBillID"))
        #expect(answers.map { "\($0) \($1)" } == Array(repeating: "0 \(number)", count: 8))
        #expect(bench.count(.deadLetters) == 0)
    }

    /// What all records of a topic have in that field; without those that count the carrier's numbers.
    private func texts(_ bench: Bench, _ topic: Topic, _ name: String) throws -> [String] {
        try bench.cluster.history(topic).filter { $0.key?.first != UInt8(ascii: "#") }.map { record in
            let object = try JSONSerialization.jsonObject(with: Data(record.value ?? []))
            return "\(try #require((object as? [String: Any])?[name]))"
        }
    }
}
