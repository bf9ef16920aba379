internal import Foundation
internal import KafkaLog
internal import Log
internal import Testing

/// Issue 5, "Killed for real, on the real broker". Whatever happens to processes and brokers, at the end a fresh
/// read_committed reader finds for each command exactly one result,
/// or none where its reply was lost and it was sent again, one waybill id an order and no id twice, one dead
/// letter for each failure, the group at the end of the commands, and each lane equal to its changelog, byte for byte.
@Suite(.serialized, .enabled(if: Brokers.isWanted, "WAYBILL_KAFKA=1 runs storms on a real Kafka"))
struct StormTests {
    @Test func `processors are killed in turn`() throws {
        let (site, folder) = try Storm.site(.one())
        defer { withExtendedLifetime(folder) {} }
        var random = Seeded(Storm.seed)
        let contenders = [try Contender("one", on: site), try Contender("two", on: site)]
        for contender in contenders { try contender.awaitLanes() }
        let feed = try StormFeed(site, count: Storm.commandCount, window: 1_000, seed: Storm.seed)
        var longest = Duration.zero
        for (index, moment) in Storm.moments(Storm.scaled(4, 40), &random).enumerated() {
            try requireResults(moment, feed, contenders)
            let victim = contenders[index % 2]
            let begin = ContinuousClock.now
            victim.kill()
            try victim.restart()
            try victim.awaitLanes()
            longest = max(longest, .now - begin)
        }
        try expectAllWell(feed, "storm of kills", site, contenders)
        print("storm of kills: lanes open again within \(longest); refused appends: \(feed.refusalText)")
    }

    @Test func `a stopped processor is a zombie that writes nothing`() throws {
        let (site, folder) = try Storm.site(.one())
        defer { withExtendedLifetime(folder) {} }
        var random = Seeded(Storm.seed &+ 1)
        let contenders = [try Contender("one", on: site), try Contender("two", on: site)]
        for contender in contenders { try contender.awaitLanes() }
        let feed = try StormFeed(site, count: Storm.commandCount, window: 1_000, seed: Storm.seed &+ 1)
        for (index, moment) in Storm.moments(Storm.scaled(1, 6), &random).enumerated() {
            try requireResults(moment, feed, contenders)
            let (zombie, heir) = (contenders[index % 2], contenders[1 - index % 2])
            let opened = heir.transcript.count(of: "lane.opened")
            let lost = zombie.transcript.count(of: "lane.lost")
            let rejoined = zombie.transcript.count(of: "lane.opened")
            zombie.service.signal(SIGSTOP)
            #expect(heir.transcript.awaitLines(opened + 1, containing: "lane.opened"), "nobody takes over")
            // More than could be under way: also the zombie's partitions go on.
            let wanted = min(Storm.commandCount, feed.resultCount + 1_100)
            try requireResults(wanted, feed, contenders, "after the takeover")
            zombie.service.signal(SIGCONT)
            #expect(zombie.transcript.awaitLines(lost + 1, containing: "lane.lost"), "it does not know what it lost")
            #expect(zombie.transcript.awaitLines(rejoined + 1, containing: "lane.opened"), "it does not join again")
        }
        try expectAllWell(feed, "storm of zombies", site, contenders)
        let fenced = contenders.map { $0.transcript.count(of: "cause=fenced") }.reduce(0, +)
        print("storm of zombies: \(Storm.scaled(1, 6)) stopped past their session, \(fenced) of their batches fenced")
    }

    @Test func `lanes move all the time`() throws {
        let (site, folder) = try Storm.site(.one())
        defer { withExtendedLifetime(folder) {} }
        var random = Seeded(Storm.seed &+ 2)
        let contenders = [try Contender("one", on: site), try Contender("two", on: site)]
        for contender in contenders { try contender.awaitLanes() }
        let feed = try StormFeed(site, count: Storm.commandCount, window: 1_000, seed: Storm.seed &+ 2)
        let guests = try site.open(["session.timeout.ms": "6000"])
        let rounds = Storm.moments(Storm.scaled(3, 30), &random)
        // A third process, which is killed in every second round and comes again, beside a guest in every round.
        let third = try Contender("three", on: site)
        try third.awaitLanes()
        for (index, moment) in rounds.enumerated() {
            try requireResults(moment, feed, contenders + [third])
            if index.isMultiple(of: 2) {
                third.kill()
                try visit(guests)
            } else {
                try visit(guests)
                try third.restart()
                try third.awaitLanes()
            }
        }
        guests.close()
        if !third.isAlive {
            try third.restart()
            try third.awaitLanes()
        }
        try expectAllWell(feed, "storm of rebalances", site, contenders + [third])
        let opened = contenders.map { $0.transcript.count(of: "lane.opened") }.reduce(0, +)
        print(
            "storm of rebalances: a guest came and went \(rounds.count) times, a third process died "
                + "\(third.deathCount) times, the lanes of the others were opened \(opened) times")
        #expect(opened >= 2 * rounds.count)
    }

    /// A member without a fixed name joins, is given its share, and leaves at once.
    private func visit(_ guests: KafkaLog) throws {
        let guest = try guests.member(of: "waybill-processor", topic: .commands)
        defer { guest.close() }
        while true {
            switch try guest.next(recordCountMax: 1) {
            case .assigned(let partitions) where !partitions.isEmpty: return
            case .closed: throw LogError(.closed, "the guest was put out")
            default: break
            }
        }
    }
}

extension StormTests {
    /// Waits for so many results; where none comes any more, what the processors said last is in the message.
    func requireResults(
        _ count: Int, _ feed: StormFeed, _ contenders: [Contender], _ when: String = "any more"
    ) throws {
        let goesOn = feed.awaitResults(count)
        let said =
            feed.faults.prefix(5).map { "\($0)\n" }.joined()
            + contenders.map { "\($0.name): \($0.transcript.text.suffix(2_000))" }.joined(separator: "\n")
        try #require(
            goesOn, "no results \(when), after \(feed.resultCount) of \(count)\n\(feed.refusalText)\n\(said)")
    }

    func expectAllWell(
        _ feed: StormFeed, _ title: String, _ site: Site, _ contenders: [Contender], hasCopies: Bool = false,
        foreign: Set<String> = [], deleted: DeletedCommands? = nil
    ) throws {
        let seed = "WAYBILL_SEED=\(Storm.seed)"
        for fault in feed.finish() { Issue.record("\(title), \(seed): \(fault)") }
        let audit = StormAudit(
            site: site, contenders: contenders, hasCopies: hasCopies, foreign: foreign, deleted: deleted,
            lostCountMax: feed.unansweredCount)
        for fault in try audit.check(title) { Issue.record("\(title), \(seed): \(fault)") }
        print("\(title): \(feed.unansweredCount) commands were sent again for want of a reply")
    }
}
