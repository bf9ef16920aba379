internal import Dispatch
internal import Foundation
internal import KafkaLog
internal import LaneState
internal import Log
internal import LogConformance
internal import SingleRecords
internal import Synchronization
internal import Testing
internal import Waiting

@testable internal import Processor

/// Lanes that take longer to restore than a member of the group may be silent.
extension StormTests {
    @Test func `who restores lanes longer than the poll interval keeps them`() throws {
        let (site, folder) = try Storm.site(.one())
        try decide(300, site, folder)
        // The shortest that a broker's session allows.
        let properties = ["session.timeout.ms": "6000", "max.poll.interval.ms": "6000"]
        let laterProperties = ["session.timeout.ms": "6000", "max.poll.interval.ms": "9000"]
        let changes = Mutex<[GroupChange]>([])
        var events = KafkaEvents()
        events.rebalanced = { change in changes.withLock { $0.append(change) } }
        let log = try site.open(properties, events: events)
        defer { log.close() }
        let member = try log.member(of: "restoring", topic: .commands)
        guard case .assigned(let partitions) = try member.event() else { throw NotInTime() }
        var positions: [Int32: Int64] = [:]
        for partition in partitions { positions[partition] = try member.position(of: partition) ?? 0 }
        // He asks for the last time after the other did, and may be silent longer: when he is out, the other's time is
        // over, too.
        let silent = try Silence(site.open(laterProperties))
        defer { silent.close() }
        let held = AlteredLog(log) { make throws(LogError) in HeldReader(try make(), until: silent) }
        let lanes = LaneSet(
            store: try LMDBLaneStore(folder: folder / "restored"), log: held, stay: { member.stay() })
        #expect(try lanes.open(positions) > 300)
        #expect(silent.isOut, "nobody was put out meanwhile: the restore was not long enough")

        let input = try member.records(300)
        var next: [Int32: Int64] = [:]
        for record in input { next[record.partition] = record.offset + 1 }
        _ = try member.commit([], offsetsNext: next)
        #expect(changes.withLock { $0 } == [.assigned])
        lanes.close(partitions)
    }

    /// A changelog of so many commands.
    private func decide(_ count: Int, _ site: Site, _ folder: TemporaryFolder) throws {
        let contender = try Contender("one", on: site)
        try contender.awaitLanes()
        let feed = try StormFeed(site, count: count, window: 100, seed: Storm.seed &+ 8)
        try requireResults(count, feed, [contender])
        for fault in feed.finish() { Issue.record("\(fault)") }
        #expect(contender.service.stop() == 0)
    }
}

/// A member of another group that is given its partitions and is silent then, until it is put out: by the same clock as
/// any other. That it is out, its successor hears, who has all of them then.
private final class Silence: Sendable {
    private let log: KafkaLog
    private let member: HandedMember
    private let out = DispatchSemaphore(value: 0)
    private let found = Mutex(false)

    init(_ log: KafkaLog) throws {
        self.log = log
        member = HandedMember(try log.member(of: "silent", topic: .commands))
        guard case .assigned(let all) = try member.value.event() else { throw NotInTime() }
        let successor = HandedMember(try log.member(of: "silent", topic: .commands))
        Thread.detachNewThread { [out] in
            while let event = try? successor.value.event() {
                switch event {
                case .assigned(all):
                    out.signal()
                    successor.value.close()
                    return
                case .closed, .woken: return
                default: continue
                }
            }
        }
    }

    /// Waits for it, but not for long.
    var isOut: Bool {
        if found.withLock({ $0 }) { return true }
        guard out.wait(timeout: .now() + 0.5) == .success else { return false }
        found.withLock { $0 = true }
        return true
    }

    func close() { log.close() }

    /// On its way to its only owner.
    private final class HandedMember: @unchecked Sendable {
        let value: any GroupMember
        init(_ value: any GroupMember) { self.value = value }
    }
}

/// A reader that has nothing to say before the silent one is out, and comes back empty until then.
private final class HeldReader: LogReader {
    private let reader: any LogReader
    private let silence: Silence
    private let end = ContinuousClock.now + .seconds(patience)

    init(_ reader: any LogReader, until silence: Silence) { (self.reader, self.silence) = (reader, silence) }

    var waker: any Waker { reader.waker }

    func next(recordCountMax: Int) throws(LogError) -> ReadEvent {
        guard silence.isOut || .now > end else { return .woken }
        return try reader.next(recordCountMax: recordCountMax)
    }
}
