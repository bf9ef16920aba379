internal import Foundation
internal import KafkaLog
internal import Log
internal import Testing
internal import Waiting

/// One of two processors hangs in the middle of a transaction, as long as it likes: the orders of the other are
/// answered all the while.
extension StormTests {
    @Test func `a processor that hangs in a transaction silences no orders but its own`() throws {
        let (site, folder) = try Storm.site(.one())
        // So long that neither session nor transaction ends meanwhile: what is shown does not rest on that.
        try folder.write("session.timeout.ms=120000\ntransaction.timeout.ms=600000\n", to: "properties")
        let ingress = try Service("ingress", on: folder, site.arguments)
        _ = ingress.transcript.line(containing: "log.opened")
        let (living, hanging) = (try Contender("one", on: site), try Contender("two", on: site))
        for contender in [living, hanging] { try contender.awaitLanes() }
        let (count, port) = (try Self.partitionCount(site), try ingress.port())
        let (his, hers) = try Self.shares(living, hanging, of: count)
        let others = OrderLoad(port, "other", of: his, among: count)
        let own = OrderLoad(port, "own", of: hers, among: count)
        defer { for load in [others, own] { load.end() } }

        let begun = try hang(hanging, under: own, site)
        #expect(!begun.partitions.contains("waybill.replies"), "a reply is in it: \(begun.partitions)")
        others.forgetWaits()
        try #require(others.awaitAnswers(Self.answerCount), "\(others.faults)")
        let waits = others.waits
        let after = try #require(Brokers.transaction(hanging.transactionName, on: site.servers))
        #expect(after == begun, "it was to be open until the others were answered")

        hanging.service.signal(SIGCONT)
        try #require(own.awaitAnswers(1), "its own orders are not answered when it goes on: \(own.faults)")
        for load in [others, own] { load.end() }
        #expect(others.faults.isEmpty, "\(others.faults)")
        #expect(ingress.stop() == 0)
        let faults = try StormAudit(site: site, contenders: [living, hanging]).check("hanging processor")
        #expect(faults.isEmpty, "\(faults)")
        let p99 = waits.sorted()[waits.count * 99 / 100]
        print("hanging processor: \(waits.count) orders of the other were answered meanwhile, p99 \(p99)")
    }

    private static let answerCount = 200
    /// Most of its time a processor under load has a transaction open; a stop may come in the rest all the same.
    private static let stopCountMax = 50

    /// The lanes of both, once the group has divided them: who came first had all of them for a while.
    private static func shares(
        _ first: Contender, _ second: Contender, of count: Int32
    ) throws -> (Set<Int32>, Set<Int32>) {
        let shares = try asked(
            { (try first.lanes(), try second.lanes()) },
            until: { $0.isDisjoint(with: $1) && $0.union($1).count == Int(count) && !$0.isEmpty && !$1.isEmpty })
        try #require(shares.0.isDisjoint(with: shares.1), "the lanes are not divided: \(shares)")
        return shares
    }

    private static func partitionCount(_ site: Site) throws -> Int32 {
        let log = try site.open()
        defer { log.close() }
        return try log.partitionCount(of: .commands)
    }

    /// Stops it, again and again, until it had a transaction open that its outputs are in.
    private func hang(_ contender: Contender, under load: OrderLoad, _ site: Site) throws -> Brokers.Transaction {
        for _ in 0..<Self.stopCountMax {
            try #require(load.awaitAnswers(10), "\(load.faults)")
            contender.service.signal(SIGSTOP)
            let found = Brokers.transaction(contender.transactionName, on: site.servers)
            if let found, found.isOpen, found.partitions.contains("waybill.waybills") { return found }
            contender.service.signal(SIGCONT)
        }
        throw NoTransaction()
    }

    private struct NoTransaction: Error {}
}

extension Contender {
    /// Those that it opened last.
    fileprivate func lanes() throws -> Set<Int32> {
        let lists = transcript.text.matches(of: /lane\.opened partitions=([0-9,]+)/)
        let last = try #require(lists.last, "\(transcript.text.suffix(2_000))")
        return Set(last.1.split(separator: ",").compactMap { Int32($0) })
    }
}

/// Merchants who push orders of some partitions, one after the other, until they are told to end.
// Unchecked: all that changes is reached under the condition.
private final class OrderLoad: @unchecked Sendable {
    private let condition = NSCondition()
    private let threads = DispatchGroup()
    private var answeredCount = 0
    private var foundFaults: [String] = []
    private var foundWaits: [Duration] = []
    private var isOver = false
    private static let threadCount = 4

    init(_ port: UInt16, _ name: String, of partitions: Set<Int32>, among count: Int32) {
        for number in 0..<Self.threadCount {
            threads.enter()
            Thread.detachNewThread { [self] in
                push(port, "\(name)-\(number)") { partitions.contains(Partitioner.partition(of: $0, among: count)) }
                threads.leave()
            }
        }
    }

    var faults: [String] { condition.withLock { foundFaults } }

    /// How long each answer took.
    var waits: [Duration] { condition.withLock { foundWaits } }

    func forgetWaits() { condition.withLock { foundWaits = [] } }

    /// Waits for so many more answers; false where one is none, or where none comes any more.
    func awaitAnswers(_ count: Int) -> Bool {
        let end = Date(timeIntervalSinceNow: patience)
        condition.lock()
        defer { condition.unlock() }
        let wanted = answeredCount + count
        while answeredCount < wanted, foundFaults.isEmpty {
            guard condition.wait(until: end) else { return false }
        }
        return foundFaults.isEmpty
    }

    /// What is under way is answered before.
    func end() {
        condition.withLock { isOver = true }
        threads.wait()
    }

    private func push(_ port: UInt16, _ name: String, _ isWanted: ([UInt8]) -> Bool) {
        guard let wire = Wire(port) else { return note("\(name) finds no ingress", nil) }
        var number = 0
        while !condition.withLock({ isOver }) {
            number += 1
            let order = "\(name)-\(number)"
            guard isWanted(Array(order.utf8)) else { continue }
            let begin = ContinuousClock.now
            let answer = wire.push(.add(order))
            let isIssued = answer?.issued != nil
            note(isIssued ? nil : "\(order): \(answer?.status ?? 0) \(answer?.body ?? "no answer")", .now - begin)
            if answer == nil { return }
        }
    }

    private func note(_ fault: String?, _ wait: Duration?) {
        condition.withLock {
            if let fault { foundFaults.append(fault) } else { answeredCount += 1 }
            if let wait { foundWaits.append(wait) }
            condition.broadcast()
        }
    }
}
