internal import Foundation
internal import KafkaLog
internal import Log
internal import Testing
internal import Waiting

/// What may be lost beside the processes: the group's offsets, lanes, a lane's newest state, commands that nobody has
/// decided; and what others do to the topics: records that cannot be written as they are, more partitions. Each under
/// load, one after the other, on one and the same topics.
extension StormTests {
    @Test func `offsets, lanes and commands are lost, strangers write, and a topic is widened`() throws {
        let (site, folder) = try Storm.site(.one())
        defer { withExtendedLifetime(folder) {} }
        var random = Seeded(Storm.seed &+ 6)
        let (one, two) = (try Contender("one", on: site), try Contender("two", on: site))
        for contender in [one, two] { try contender.awaitLanes() }
        let feed = try StormFeed(site, count: Storm.commandCount, window: 1_000, seed: Storm.seed &+ 6)
        let moments = Storm.moments(4, &random)
        // Some are left for the time in which nobody decides.
        feed.allow(upTo: Storm.commandCount * 9 / 10)

        try requireResults(moments[0], feed, [one, two])
        let foreign = try writeForeign(to: site, folder)
        one.stop()
        let backup = one.folder / "backup"
        // A lane's file is as long as its map, and nearly all of it a hole.
        let copied = Brokers.output(of: "cp -a --sparse=always '\(one.data)/lanes' '\(backup)'")
        try #require(copied != nil, "the lanes cannot be copied")
        try one.restart()
        try one.awaitLanes()

        try requireResults(moments[1], feed, [one, two])
        for contender in [one, two] { contender.stop() }
        try FileManager.default.removeItem(atPath: one.data + "/lanes")
        try FileManager.default.moveItem(atPath: backup, toPath: one.data + "/lanes")
        try FileManager.default.removeItem(atPath: two.data + "/lanes")
        for contender in [one, two] { try contender.restart() }
        for contender in [one, two] { try contender.awaitLanes() }

        try requireResults(moments[2], feed, [one, two])
        for contender in [one, two] { contender.stop() }
        try site.deleteGroup()
        for contender in [one, two] { try contender.restart() }
        for contender in [one, two] { try contender.awaitLanes() }
        let passed = [one, two].map { $0.transcript.count(of: "commands.passed") }.reduce(0, +)
        #expect(passed > 0, "nobody says that the group's offsets are gone")

        try requireResults(moments[3], feed, [one, two])
        for contender in [one, two] { contender.stop() }
        let deleted = try deleteUndecided(of: site) { feed.allow(upTo: Storm.commandCount) }
        for contender in [one, two] { try contender.restart() }
        for contender in [one, two] { try contender.awaitLanes() }
        try site.widen([.commands, .waybills], to: 24)

        try expectAllWell(feed, "storm of losses", site, [one, two], foreign: foreign, deleted: deleted)
        let told = [one, two].map { $0.transcript.count(of: "commands.missing") }.reduce(0, +)
        #expect(told == 1, "\(deleted) are told once")
        print("storm of losses: \(foreign.count) strangers' records, a backup, lost lanes, a deleted group, \(deleted)")
    }

    /// While nobody decides: all that stands in a partition up to the middle of what comes meanwhile.
    private func deleteUndecided(of site: Site, _ appendMore: () -> Void) throws -> DeletedCommands {
        let log = try site.open()
        defer { log.close() }
        let before = try Self.ends(log)
        appendMore()
        let after = try asked({ try Self.ends(log) }, until: { zip($0, before).contains { $0 - $1 > 1 } })
        let partition = try #require(after.indices.max { after[$0] - before[$0] < after[$1] - before[$1] })
        let offsetNext = (before[partition] + after[partition]) / 2
        let ids = try Journal.records(of: .commands, log)
            .filter { Int($0.partition) == partition && $0.offset < offsetNext && $0.headers.text("ce_id") != nil }
            .map { ($0.offset, $0.commandID) }
        try site.delete(.commands, Int32(partition), before: offsetNext)
        return DeletedCommands(partition: Int32(partition), offsetNext: offsetNext, ids: ids)
    }

    private static func ends(_ log: KafkaLog) throws -> [Int64] {
        try (0..<log.partitionCount(of: .commands)).map { try log.endOffset(of: .commands, partition: $0) }
    }

    /// Records of 3 MB that compression makes small, which any broker takes: no command, and too large for a dead
    /// letter. Returns their keys.
    private func writeForeign(to site: Site, _ folder: TemporaryFolder) throws -> Set<String> {
        try folder.write(String(repeating: "A", count: 3_000_000), to: "large")
        let keys: Set = ["foreign-0", "foreign-1", "foreign-2"]
        for (partition, key) in keys.sorted().enumerated() {
            let written = Brokers.output(
                of: "kcat -P -b '\(site.servers)' -t '\(site.prefix)\(Topic.commands.name)' -p \(partition) -k \(key) "
                    + "-z gzip -X message.max.bytes=20000000 '\(folder / "large")'")
            try #require(written != nil, "kcat does not write the strangers' records")
        }
        return keys
    }
}
