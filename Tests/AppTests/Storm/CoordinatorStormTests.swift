internal import Foundation
internal import Testing

/// The coordinator of the transactions dies between a commit and its answer, which is aimed at: commits that are
/// decided or not, and nobody was told.
extension StormTests {
    private struct Plan {
        let moment: Aim.Moment
        /// Nor does another coordinator tell it, until the processor gives its transaction up.
        var isSilent = false
    }

    private static let plans = [
        Plan(moment: .answer, isSilent: true), Plan(moment: .request, isSilent: true), Plan(moment: .markers),
        Plan(moment: .answer), Plan(moment: .request), Plan(moment: .answer, isSilent: true),
    ]

    @Test(.enabled(if: Storm.isBig, "WAYBILL_STORM_COMMANDS=10000 runs it: it takes minutes"))
    func `the coordinator is killed between a commit and its answer`() throws {
        let cluster = try AimedCluster()
        let (site, folder) = try Storm.site(at: cluster.servers, copies: 3)
        defer { withExtendedLifetime(folder) {} }
        var random = Seeded(Storm.seed &+ 6)
        let contenders = [try Contender("one", on: site), try Contender("two", on: site)]
        for contender in contenders { try contender.awaitLanes() }
        // A small window makes many small transactions.
        let feed = try StormFeed(site, count: Storm.commandCount, window: 200, seed: Storm.seed &+ 6)
        let shots = Storm.scaled(Self.plans.count, 45)
        let share = Storm.commandCount / shots
        for index in 0..<shots {
            feed.allow(upTo: (index + 1) * share)
            try requireResults(index * share + 1 + Int(random.next() % UInt64(share / 4)), feed, contenders)
            let plan = Self.plans[index % Self.plans.count]
            let node = try kill(plan, cluster, contenders)
            let wanted = min((index + 1) * share, feed.resultCount + share / 4)
            try requireResults(wanted, feed, contenders, "without node \(node), killed at a commit's \(plan.moment)")
            try cluster.restart(node)
        }
        try expectAllWell(feed, "storm of coordinators", site, contenders, hasCopies: true)
        let failed = contenders.map { $0.transcript.count(of: "batch.aborted") }.reduce(0, +)
        let killed = cluster.aim.shotCounts
        print(
            "storm of coordinators: killed at a commit's answer \(killed[.answer] ?? 0), at its request "
                + "\(killed[.request] ?? 0), before its markers \(killed[.markers] ?? 0), of "
                + "\(cluster.aim.seenCommitCount) commits; \(failed) transactions failed, of "
                + "\(contenders.map(\.unknownCount).reduce(0, +)) nobody knew the outcome; refused appends: "
                + feed.refusalText)
        #expect(cluster.aim.unreadCount == 0, "a client ends its transactions in a form that the relays cannot read")
        #expect(killed[.answer] ?? 0 > 0 && killed[.request] ?? 0 > 0)
    }

    /// Returns the node that was killed.
    private func kill(_ plan: Plan, _ cluster: AimedCluster, _ contenders: [Contender]) throws -> Int {
        defer { cluster.aim.listen() }
        let unknown = contenders.map(\.unknownCount)
        let shot = try #require(
            try cluster.kill(at: plan.moment, silencing: plan.isSilent), "no commit comes to its \(plan.moment)")
        guard plan.isSilent else { return shot.node }
        let victim = try #require(contenders.firstIndex { $0.transactionName == shot.transaction })
        let givesUp = contenders[victim].transcript.awaitLines(
            unknown[victim] + 1, containing: Contender.unknownMark)
        #expect(givesUp, "\(contenders[victim].name) is told nothing, and does not give its transaction up")
        return shot.node
    }
}

extension Contender {
    fileprivate static var unknownMark: String { "cause=unknown" }

    /// Transactions whose outcome it did not hear.
    fileprivate var unknownCount: Int { transcript.count(of: Self.unknownMark) }
}
