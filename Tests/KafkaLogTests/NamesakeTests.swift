internal import Log
internal import LogConformance
internal import SingleRecords
internal import Testing

@testable internal import KafkaLog

/// Two processes under one instance name: the one that was first is a zombie, and must not disturb its successor.
@Suite(
    "Who has a namesake", .serialized, .leavesNothing, .enabled(if: Broker.isThere, "there is no broker to start"))
struct NamesakeTests {
    private let fixture: KafkaFixture

    init() throws {
        fixture = KafkaFixture(try #require(Broker.shared))
        fixture.configuration.instance = "i"
    }

    @Test("the older of two writes nothing, loses its partitions, and hears of the conflict; the younger goes on")
    func namesake() throws {
        let (log, other) = try (fixture.open(KafkaFixture.topics), fixture.open(KafkaFixture.topics))
        let first = try log.member(of: "g", topic: .commands)
        try log.appended((0..<3).map { record("\($0)") })
        let input = try first.records(3)
        let second = try other.member(of: "g", topic: .commands)
        #expect(try second.event() == .assigned([0, 1, 2, 3]))
        guard case .fenced = failure(first, "late", input[2].offset + 1) else { return #expect(Bool(false)) }
        #expect(try log.endOffset(of: .replies, partition: 0) == other.startOffset(of: .replies, partition: 0))
        #expect(try second.records(3) == input)
        #expect(failure(second, "one", input[0].offset + 1) == nil)
        #expect(try conflict(of: first).code == .conflict)
        // The older one has not taken the name back.
        #expect(failure(second, "two", input[1].offset + 1) == nil)
        #expect(try other.reader(of: .replies, from: [0: 0]).records(2).map(\.text) == ["one", "two"])
        second.close()
    }

    @Test("who was fenced and is still the group's member settles it and goes on")
    func fencedMember() throws {
        let log = try fixture.open(KafkaFixture.topics)
        let member = try log.member(of: "g", topic: .commands)
        try log.appended((0..<2).map { record("\($0)") })
        let input = try member.records(2)
        // As a coordinator does that gives a transaction up: the producer's epoch is another's.
        let thief = try Transactions(
            fixture.configuration, Layout(KafkaFixture.topics, prefix: fixture.configuration.prefix),
            Cluster("", KafkaEvents()), id: "\(fixture.configuration.prefix)g-i-0")
        try thief.producer()
        guard case .unknown = failure(member, "one", input[0].offset + 1) else { return #expect(Bool(false)) }
        #expect(try member.records(2) == input)
        #expect(failure(member, "one", input[0].offset + 1) == nil)
        #expect(try log.reader(of: .replies, from: [0: 0]).records(1).map(\.text) == ["one"])
        member.close()
    }

    private func failure(_ member: any GroupMember, _ text: String, _ next: Int64) -> CommitFailure? {
        do throws(CommitFailure) {
            _ = try member.commit([record(text, .replies)], offsetsNext: [0: next])
            return nil
        } catch {
            return error
        }
    }

    /// What ends the member, after all that it is told before.
    private func conflict(of member: any GroupMember) throws -> LogError {
        while true {
            do {
                switch try member.event() {
                case .lost: continue
                case .records, .missing, .assigned, .revoked, .woken, .closed: throw NotInTime()
                }
            } catch let error as LogError {
                return error
            }
        }
    }
}
