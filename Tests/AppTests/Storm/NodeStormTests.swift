internal import Foundation
internal import Testing

/// Three nodes, three copies of everything, of which two must have a record: nodes are killed under load, among them
/// those that coordinate the transactions and the group.
extension StormTests {
    @Test func `nodes of the cluster are killed`() throws {
        let brokers = try Brokers(nodeCount: 3)
        let (site, folder) = try Storm.site(brokers, copies: 3)
        defer { withExtendedLifetime(folder) {} }
        var random = Seeded(Storm.seed &+ 3)
        let contenders = [try Contender("one", on: site), try Contender("two", on: site)]
        for contender in contenders { try contender.awaitLanes() }
        // A small window makes many small transactions: a kill finds one between commit and answer.
        let feed = try StormFeed(site, count: Storm.commandCount, window: 200, seed: Storm.seed &+ 3)
        var killed: [String: Int] = [:]
        let kills = Storm.scaled(1, 15)
        let share = Storm.commandCount / kills
        for index in 0..<kills {
            feed.allow(upTo: (index + 1) * share)
            try requireResults(index * share + 1 + Int(random.next() % UInt64(share / 2)), feed, contenders)
            let (role, node) = victim(index, brokers, site, contenders, &random)
            brokers.kill(node)
            killed[role, default: 0] += 1
            // Two of three go on alone.
            let wanted = min((index + 1) * share, feed.resultCount + 250)
            try requireResults(wanted, feed, contenders, "without node \(node), \(role)")
            try brokers.restart(node)
            #expect(Brokers.areInSync(site.servers), "node \(node) does not catch up")
        }
        try expectAllWell(feed, "storm of nodes", site, contenders, hasCopies: true)
        let failed = contenders.map { $0.transcript.count(of: "batch.aborted") }.reduce(0, +)
        let unknown = contenders.map { $0.transcript.count(of: "cause=unknown") }.reduce(0, +)
        print(
            "storm of nodes: killed \(killed.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }), \(failed) "
                + "transactions failed, of \(unknown) nobody knew the outcome; refused appends: \(feed.refusalText)")
    }

    private func victim(
        _ index: Int, _ brokers: Brokers, _ site: Site, _ contenders: [Contender], _ random: inout Seeded
    ) -> (String, Int) {
        let any = 1 + Int(random.next() % 3)
        // A short storm has one kill: which, the seed says.
        switch (index + Int(Storm.seed % 3)) % 3 {
        case 0:
            let name = contenders[index / 3 % 2].transactionName
            return ("of transactions", brokers.coordinator(of: name, in: "__transaction_state") ?? any)
        case 1:
            let group = "\(site.prefix)waybill-processor"
            return ("of the group", brokers.coordinator(of: group, in: "__consumer_offsets") ?? any)
        default: return ("any", any)
        }
    }
}
