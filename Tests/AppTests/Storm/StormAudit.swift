internal import Foundation
internal import KafkaLog
internal import LaneState
internal import Log
internal import Testing

@testable internal import Processor

/// What a fresh read_committed reader finds when a storm is over.
struct StormAudit {
    let site: Site
    let contenders: [Contender]
    /// librdkafka 2.0.2 may append a record twice where the node that took it dies before its answer (its issue 4953).
    /// Such a command is to the processor what a repeated push is: it has a result again, the same.
    var hasCopies = false
    /// Keys of records that are no commands, which nobody is answered for.
    var foreign: Set<String> = []
    /// Commands that were deleted before they were decided.
    var deleted: DeletedCommands?
    /// Commands whose reply was lost, since their processor or a node died; each was sent again.
    var lostCountMax = 0

    /// Stops the processors, and returns what is wrong, as sentences, with a line of figures.
    func check(_ title: String) throws -> [String] {
        for contender in contenders {
            let code = contender.service.stop()
            contender.transcript.awaitEnd()
            let said = contender.transcript.text.suffix(12_000)
            #expect(code == 0, "\(contender.name) ended with \(code ?? -99): \(said)")
        }
        let log = try site.open()
        defer { log.close() }
        let journal = try Journal(log)
        var faults = Audit.faults(
            in: journal.without(foreign, deleted), hasCopies: hasCopies, lostCountMax: lostCountMax)
        faults += foreignFaults(journal)
        faults += deletedFaults(journal)
        faults += try laneFaults(log, journal.committed)
        faults += Self.secondOpinion(site, journal)
        print(
            "\(title): \(journal.commands.count) commands, \(journal.copyCounts.count) of them different, "
                + "\(journal.results.count) results, "
                + "\(journal.waybills.count) orders, \(journal.deadLetters.count) dead letters, "
                + "\(contenders.map(\.deathCount).reduce(0, +)) processes killed")
        return faults
    }

    /// Each has one dead letter, which says where the whole record is.
    private func foreignFaults(_ journal: Journal) -> [String] {
        let places = journal.commands.filter { foreign.contains($0.keyText) }.map(\.place)
        let letters = journal.deadLetters.filter { foreign.contains($0.keyText) }
        let stillThere = letters.compactMap(\.source).filter { deleted?.holds($0) != true }
        guard letters.count == foreign.count, stillThere.count == places.count, Set(stillThere) == Set(places) else {
            return ["\(foreign.count) records of strangers have \(letters.count) dead letters, or of other places"]
        }
        return letters.filter { $0.headers.text("waybill_result_code") != "-1" }
            .map { "the dead letter of \($0.keyText) has another code than -1" }
    }

    /// One dead letter stands for all that were deleted undecided. What was deleted and has a result is not among them.
    private func deletedFaults(_ journal: Journal) -> [String] {
        let letters = journal.deadLetters.filter { $0.headers.text("ce_type") == "missing" }
        guard let deleted else { return letters.map { "\($0.place) tells of commands that nobody deleted" } }
        guard letters.count == 1, let first = letters[0].source, first.partition == deleted.partition,
            letters[0].headers.text("waybill_missing_offset_next") == "\(deleted.offsetNext)"
        else { return ["\(deleted) are told by \(letters.count) dead letters, or by one of other places"] }
        return deleted.ids.filter { ($0.offset < first.offset) != (journal.results[$0.id] != nil) }
            .map { "deleted command \($0.id) at \($0.offset): missing are said to be those from \(first.offset) on" }
    }

    /// Each lane as it was left, and as its changelog says on an empty folder. A lane that stands where the group does
    /// is compared as it is; one that was left behind, after it has read what it lacks.
    private func laneFaults(_ log: KafkaLog, _ committed: [Int32: Int64]) throws -> [String] {
        let folder = try TemporaryFolder()
        let fresh = LaneSet(store: try LMDBLaneStore(folder: folder / "lanes"), log: log)
        _ = try fresh.open(committed)
        var faults: [String] = []
        var owned: Set<Int32> = []
        for contender in contenders {
            let store = try LMDBLaneStore(folder: contender.data + "/lanes")
            for partition in committed.keys.sorted() {
                let lane = try store.open(partition: partition)
                let isCurrent = lane.position?.inputOffsetNext == committed[partition]
                let left = try Self.entries(lane)
                lane.close()
                if isCurrent {
                    owned.insert(partition)
                    if left != (try fresh.lane(partition).map(Self.entries)) {
                        faults.append("lane \(partition) of \(contender.name) is not what its changelog says")
                    }
                }
            }
            let stale = LaneSet(store: store, log: log)
            _ = try stale.open(committed)
            for partition in committed.keys.sorted() {
                if try stale.lane(partition).map(Self.entries) != fresh.lane(partition).map(Self.entries) {
                    faults.append("lane \(partition) of \(contender.name), caught up, is not what its changelog says")
                }
            }
            stale.close(stale.partitions)
        }
        fresh.close(fresh.partitions)
        let lost = committed.filter { $0.value > 0 && !owned.contains($0.key) }.keys.sorted()
        if !lost.isEmpty { faults.append("no processor has lanes \(lost) as the group left them") }
        return faults
    }

    private static func entries(_ lane: any Lane) throws -> [[UInt8]: [UInt8]] {
        var entries: [[UInt8]: [UInt8]] = [:]
        func keep(_ key: [UInt8], _ value: [UInt8]) { entries[key] = value }
        try lane.forEach(keep)
        return entries
    }

    /// kcat reads the topics in its own way: as many results and dead letters, and no key of a result twice.
    private static func secondOpinion(_ site: Site, _ journal: Journal) -> [String] {
        guard Brokers.output(of: "command -v kcat") != nil else {
            print("skipped: kcat's second opinion, since it is not installed")
            return []
        }
        func read(_ topic: Topic, _ rest: String) -> Int? {
            let text = Brokers.output(
                of: "kcat -C -q -e -o beginning -X isolation.level=read_committed -b '\(site.servers)' "
                    + "-t '\(site.prefix)\(topic.name)' -f '%k\\n' | \(rest)")
            return text.flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
        }
        var faults: [String] = []
        func expect(_ topic: Topic, _ rest: String, _ count: Int) {
            let found = read(topic, rest)
            if found != count { faults.append("kcat counts \(found ?? -1) of \(topic.name), not \(count): \(rest)") }
        }
        expect(.commands, "wc -l", journal.commands.count)
        expect(.replies, "sort -u | wc -l", journal.results.count)
        expect(.replies, "wc -l", journal.results.values.map(\.count).reduce(0, +))
        expect(.deadLetters, "wc -l", journal.deadLetters.count)
        return faults
    }
}

/// What somebody deleted of a partition of waybill.commands: all before an offset.
struct DeletedCommands: CustomStringConvertible {
    let partition: Int32
    let offsetNext: Int64
    /// Of those that are commands.
    let ids: [(offset: Int64, id: String)]

    func holds(_ place: Journal.Place) -> Bool { place.partition == partition && place.offset < offsetNext }

    var description: String { "the commands before \(offsetNext) of partition \(partition)" }
}
