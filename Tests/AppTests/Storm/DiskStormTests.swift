internal import Foundation
internal import Testing
internal import Waiting

/// A full disk below the lanes, on a small file system in memory, which only root may mount.
extension StormTests {
    @Test func `a full disk stops a processor, and room lets it go on`() throws {
        let disk = try TemporaryFolder()
        guard Brokers.output(of: "mount -t tmpfs -o size=\(Self.smallSize) tmpfs '\(disk.path)'") != nil else {
            print("skipped: a full disk on the worker's side, since a tmpfs cannot be mounted here")
            return
        }
        defer { _ = Brokers.output(of: "umount -l '\(disk.path)'") }
        let (site, folder) = try Storm.site(.one())
        defer { withExtendedLifetime(folder) {} }
        let contender = try Contender("one", on: site, data: disk / "data")
        // Lanes that are still opened set aside what they need: only then is what is left known.
        try contender.service.awaitReady()
        try fill(disk / "filler")
        // The lanes use up what was set aside for them, and ask for more.
        let count = max(Storm.commandCount, 20_000)
        let feed = try StormFeed(site, count: count, window: 1_000, seed: Storm.seed &+ 4)
        let full = contender.transcript.line(containing: "the disk is full")
        #expect(full?.contains("lane.held") == true, "\(contender.transcript.text.suffix(1_000))")
        let operations = try contender.service.operations()
        let body = asked({ operations.get("/ready")?.body ?? "" }, until: { $0.contains("the disk is full") })
        #expect(body.contains("stands still and is tried again: "), "\(body)")
        #expect(operations.get("/live")?.status == 200)
        let stuck = feed.resultCount
        _ = Brokers.output(of: "mount -o remount,size=1g '\(disk.path)'")
        try expectAllWell(feed, "storm on a full disk", site, [contender])
        print("storm on a full disk: it was full after \(stuck) results, and went on by itself")
    }

    private static let smallSize = "16m"

    /// Takes all that is left.
    private func fill(_ path: String) throws {
        let free = try FileManager.default.attributesOfFileSystem(forPath: (path as NSString).deletingLastPathComponent)
        let count = try #require(free[.systemFreeSize] as? Int)
        try Data(repeating: 1, count: max(0, count)).write(to: URL(fileURLWithPath: path))
    }
}
