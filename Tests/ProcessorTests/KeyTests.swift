import Log
import Records
import Synchronization
import Testing
import Waybill

@testable import Processor
@testable import Simulation

/// What came in under other keys is not decided, and a log that was decided under others is not decided on.
@Suite struct KeyTests {
    private static let ours = KnownKeys(sealing: [("k1", 0x11)], digest: [0x21])
    private static let others = KnownKeys(sealing: [("k1", 0x12)], digest: [0x22])

    /// A worker with keys of its own, and commands under the same.
    private func bench(_ keys: KnownKeys? = ours) throws -> Bench {
        let bench = try Bench()
        try take(keys, in: bench)
        return bench
    }

    private func take(_ keys: KnownKeys?, in bench: Bench) throws {
        (bench.keys, bench.commandKeys) = (keys, keys?.current.description)
        try bench.worker.run(until: { true })
        try bench.restart()
    }

    /// One order in each partition.
    private func push(_ name: String, to bench: Bench) throws {
        for order in bench.orderIDs(2) { bench.push("\(order)\(name)") }
        for index in 0..<50 { bench.push("\(name)-\(index)") }
        try bench.drain()
    }

    private func results(_ bench: Bench) -> [String] {
        bench.cluster.history(.replies).map { String(decoding: $0.value ?? [], as: UTF8.self) }
    }

    /// What each partition's changelog says last.
    private func marks(_ bench: Bench) -> [Int32: KeyFingerprints] {
        var marks: [Int32: KeyFingerprints] = [:]
        for record in bench.cluster.history(.waybills) where record.key == Array("#input".utf8) {
            let text = String(decoding: record.value ?? [], as: UTF8.self).firstMatch(of: /"Keys":"(.{33})"/)
            marks[record.partition] = text.flatMap { KeyFingerprints(Array($0.1.utf8)[...]) }
        }
        return marks
    }

    private func refusal(_ bench: Bench) -> KeyFault? {
        let error = #expect(throws: WorkerError.self) { try bench.drain() }
        guard case .keys(let fault) = error else {
            Issue.record("not refused: \(String(describing: error))")
            return nil
        }
        return fault
    }

    @Test func `a command under other keys is a dead letter that blames no merchant, and changes nothing`() throws {
        let bench = try bench()
        try push("a", to: bench)
        let before = (marks(bench), bench.count(.waybills), bench.count(.tokens))
        bench.commandKeys = Self.others.current.description
        bench.push("late")
        try bench.drain()
        let reply = try #require(results(bench).last)
        #expect(reply.contains(#""WayBillID":"","ResultCode":-1,"ResultMsg":"the carrier is set up wrongly, and "#))
        #expect(reply.contains(#""Keys":"\#(Self.ours.current)""#), "the ingress is told whose keys refused it")
        let letter = try #require(bench.cluster.history(.deadLetters).last)
        let reason = letter.headers.text("waybill_result_msg") ?? ""
        for part in ["the sealing key 0000000000000012 and the digest key 0000000000000022", "k1 0000000000000011"] {
            #expect(reason.contains(part), "\(reason)")
        }
        #expect(letter.headers.text("waybill_keys") == Self.others.current.description)
        #expect(bench.count(.deadLetters) == 1 && bench.count(.tokens) == before.2)
        #expect(bench.count(.waybills) == before.1 + 1, "only how far the partition is decided")
        #expect(marks(bench) == before.0, "what is refused says nothing of the log's keys")
        #expect(bench.lines.all.contains { $0.hasPrefix("level=error event=keys.differ keys=0000000000000012/") })
        // The same order under the right ones is a first push.
        bench.commandKeys = Self.ours.current.description
        bench.push("late")
        try bench.drain()
        #expect(results(bench).last?.contains(#""ResultCode":0"#) == true)
        #expect(results(bench).last?.contains("Keys") == false)
    }

    @Test(arguments: [(0x12, 0x21), (0x11, 0x22)] as [(UInt64, UInt64)])
    func `one key that differs is enough`(sealing: UInt64, digest: UInt64) throws {
        let bench = try bench()
        bench.commandKeys = KeyFingerprints(sealing: sealing, digest: digest).description
        bench.push("a")
        try bench.drain()
        #expect(bench.count(.deadLetters) == 1 && bench.count(.tokens) == 0)
    }

    @Test(arguments: ["", "0000000000000011", "0000000000000011/000000000000002x", "+00000000000011/000000000000021"])
    func `a header that is no fingerprints is refused as such`(text: String) throws {
        let bench = try bench()
        bench.commandKeys = text
        bench.push("a")
        try bench.drain()
        #expect(results(bench).last?.contains("the header waybill_keys is not the fingerprints of") == true)
    }

    @Test func `what does not say its keys is decided, and a log that knows none gets those of the first that does`()
        throws
    {
        let bench = try bench()
        bench.commandKeys = nil
        try push("a", to: bench)
        #expect(bench.count(.deadLetters) == 0)
        #expect(marks(bench).isEmpty, "nothing is known by them")
        // A log of the version before is taken with any keys, and gets a mark with the first command that has one.
        try take(Self.others, in: bench)
        try push("b", to: bench)
        #expect(bench.count(.deadLetters) == 0)
        #expect(marks(bench) == [0: Self.others.current, 1: Self.others.current])
        bench.commandKeys = nil
        try push("c", to: bench)
        #expect(marks(bench) == [0: Self.others.current, 1: Self.others.current], "a mark stays")
    }

    @Test(arguments: [false, true])
    func `a log that was decided under other keys is refused before anything is decided`(isLaneLost: Bool) throws {
        let bench = try bench()
        try push("a", to: bench)
        if isLaneLost { bench.disk.loseEverything() }
        try take(Self.others, in: bench)
        bench.push("late")
        let before = Topic.allCases.map { bench.count($0) }
        let message = try #require(refusal(bench)).message
        for part in ["partition 0 was last decided under the sealing key 0000000000000011", "--keys"] {
            #expect(message.contains(part), "\(message)")
        }
        #expect(Topic.allCases.map { bench.count($0) } == before)
        // The right ones go on, and the command that came in meanwhile is told why not.
        try take(Self.ours, in: bench)
        try bench.drain()
        #expect(bench.count(.deadLetters) == 1)
    }

    @Test func `a worker of partitions that say nothing is refused by what others say`() throws {
        let bench = try bench()
        let orders = bench.orderIDs(2)
        bench.push(orders[1])
        try bench.drain()
        bench.witness = Witness()
        // A start that was refused has checked nothing.
        for _ in 0..<2 {
            try take(Self.others, in: bench)
            bench.cluster.withGroup { $0.wanted[1] = 7 }
            #expect(refusal(bench)?.message.contains("partition 1 was last decided") == true)
        }
    }

    @Test func `keys are replaced in steps, each of which a running neighbour takes`() throws {
        let both = KnownKeys(sealing: [("k1", 0x11), ("k2", 0x12)], digest: [0x21])
        let turned = KnownKeys(sealing: [("k2", 0x12), ("k1", 0x11)], digest: [0x22, 0x21])
        let done = KnownKeys(sealing: [("k2", 0x12)], digest: [0x22])
        let bench = try bench()
        try push("a", to: bench)
        try take(both, in: bench)
        try push("b", to: bench)
        #expect(marks(bench)[0] == Self.ours.current, "the former key is still the one that seals")
        try take(turned, in: bench)
        // Of an ingress that was not started anew yet.
        bench.commandKeys = both.current.description
        try push("c", to: bench)
        bench.commandKeys = turned.current.description
        try push("d", to: bench)
        #expect(marks(bench) == [0: turned.current, 1: turned.current])
        try take(done, in: bench)
        try push("e", to: bench)
        #expect(bench.count(.deadLetters) == 0)
        // Not back: what was sealed under the new key could not be opened.
        for keys in [Self.ours, both] {
            try take(keys, in: bench)
            #expect(refusal(bench) != nil)
        }
    }

    @Test func `a key that is taken out before every partition knows the new one is missed`() throws {
        let bench = try bench()
        let orders = bench.orderIDs(2)
        for order in orders { bench.push(order) }
        try bench.drain()
        try take(KnownKeys(sealing: [("k2", 0x12), ("k1", 0x11)], digest: [0x21]), in: bench)
        bench.push(orders[0])
        try bench.drain()
        try take(KnownKeys(sealing: [("k2", 0x12)], digest: [0x21]), in: bench)
        #expect(refusal(bench)?.message.contains("partition 1 was last decided") == true)
    }
}

private final class Witness: RangeWitness {
    private let partitions = Mutex<Set<Int32>>([])

    func isChecked(_ partition: Int32) -> Bool { partitions.withLock { $0.contains(partition) } }

    func check(_ checked: [Int32]) { partitions.withLock { $0.formUnion(checked) } }
}
