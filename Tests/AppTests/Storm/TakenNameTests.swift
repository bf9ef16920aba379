internal import Foundation
internal import Testing

/// Two processes with one name in the group: the one that came first has to go, in whatever state it is.
extension StormTests {
    @Test func `a stopped processor whose name another took gives it up`() throws {
        let (site, folder) = try Storm.site(.one())
        defer { withExtendedLifetime(folder) {} }
        let zombie = try Contender("one", on: site)
        try zombie.awaitLanes()
        let count = min(Storm.commandCount, 10_000)
        let feed = try StormFeed(site, count: count, window: 500, seed: Storm.seed &+ 5)
        try requireResults(count / 4, feed, [zombie])
        zombie.service.signal(SIGSTOP)
        // Elsewhere, on an empty disk, as a pod that was moved.
        let heir = try Contender("one", on: site)
        try heir.awaitLanes()
        try requireResults(count / 2, feed, [heir], "from the heir")
        zombie.service.signal(SIGCONT)
        let code = zombie.service.exitCode()
        #expect(code == 1, "\(zombie.transcript.text.suffix(2_000))")
        zombie.transcript.awaitEnd()
        #expect(zombie.transcript.text.contains("another process has this instance's name"))
        try expectAllWell(feed, "storm of names", site, [heir])
        let failed = zombie.transcript.count(of: "lane.failed")
        print("storm of names: \(count) commands; the zombie was put out \(failed) times")
    }
}
