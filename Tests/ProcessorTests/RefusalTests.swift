import Log
import SingleRecords
import Testing

@testable import Processor
@testable import Simulation

/// A log that refuses for good what follows from one record: the record becomes a dead letter, and all others go on.
@Suite struct RefusalTests {
    @Test(arguments: [1, 7, 300])
    func `one record that cannot be written for becomes a dead letter, and the others are decided`(
        othersCount: Int
    ) throws {
        let bench = try Bench()
        // These ask for no service, however many there are.
        let blanks = String(repeating: " ", count: 3_000)
        // As a broker does whose operator has made the topic narrower than it was made.
        bench.cluster.bound(.waybills, to: 3_000)
        for number in 0..<othersCount {
            if number == othersCount / 2 { bench.push("large") { $0.parcel.serviceName += blanks } }
            bench.push("order-\(number)")
        }
        try bench.drain()
        #expect(bench.isDrained)
        #expect(bench.count(.tokens) == othersCount && bench.count(.replies) == othersCount + 1)
        let letters = bench.cluster.history(.deadLetters)
        #expect(letters.map(\.key) == [Array("large".utf8)])
        #expect(letters.first?.headers.text("waybill_result_msg")?.contains("cannot be written") == true)
        #expect(bench.cluster.violations.isEmpty)
        // Halved until one is alone, and doubled again.
        #expect(bench.fate.passes[Moment.beforeLogBegin.rawValue] <= 40)
    }

    @Test func `a dead letter that is refused is cut to the least`() throws {
        let bench = try Bench()
        bench.cluster.bound(.deadLetters, to: 20_000)
        var record = bench.push("template")
        record.value = [UInt8](repeating: UInt8(ascii: "x"), count: 200_000)
        bench.cluster.append([record])
        bench.push("good")
        try bench.drain()
        #expect(bench.isDrained && bench.count(.tokens) == 2)
        let letter = try #require(bench.cluster.history(.deadLetters).first)
        #expect(bench.count(.deadLetters) == 1)
        #expect(letter.headers.text("waybill_value_bytes") == "200000")
        #expect(letter.headers.text("__streams.errors.offset") != nil)
    }

    @Test func `where not even that is taken the lane stands still, and goes on when it is`() throws {
        let bench = try Bench()
        bench.cluster.bound(.deadLetters, to: 10)
        let orders = bench.orderIDs(4)
        bench.push(orders[0]) { $0.password += "?" }
        for order in orders[1...] { bench.push(order) }
        for _ in 0..<40 { _ = try bench.worker.step() }
        #expect(bench.disk.openPartitions == [1])
        #expect(bench.cluster.committed(1) == 2 && bench.cluster.committed(0) == 0)
        let commitCount = bench.fate.passes[Moment.beforeLogBegin.rawValue]
        for _ in 0..<40 { _ = try bench.worker.step() }
        #expect(bench.fate.passes[Moment.beforeLogBegin.rawValue] == commitCount, "it does not try again at once")
        bench.cluster.bound(.deadLetters, to: .max)
        bench.pauses.pass()
        try bench.drain()
        #expect(bench.isDrained && bench.count(.deadLetters) == 1 && bench.count(.tokens) == 3)
    }
}
