internal import Log
internal import LogConformance
internal import SingleRecords
internal import Synchronization
internal import Testing

@testable internal import KafkaLog

/// One after the other: the last takes a node away for a while.
@Suite(
    "The engine on three nodes", .serialized, .leavesNothing,
    .enabled(if: Broker.isOurs, "there is no broker to start"))
struct ThreeNodeTests {
    @Test("keeps the contract", arguments: LogPromise.all(.blockingCompletion))
    func promises(_ promise: LogPromise) throws {
        try promise.check(KafkaFixture(replicated: #require(Broker.three)))
    }

    @Test("who asks where groups are waits for their new coordinator when a node dies, and is told the truth")
    func coordinatorDies() async throws {
        let broker = try #require(Broker.three)
        try await apart { try loseCoordinator(of: broker) }
    }

    /// So many that the node coordinates some of them, as good as certainly.
    private static let groups = (0..<8).map { "g\($0)" }

    private func loseCoordinator(of broker: Broker) throws {
        let fixture = KafkaFixture(replicated: broker)
        let log = try fixture.open(KafkaFixture.topics)
        defer { log.close() }
        try log.appended(record("a"))
        // Half of them have been somewhere.
        let offsets: [Int64?] = try Self.groups.indices.map { try $0 % 2 == 0 ? commit(Self.groups[$0], log) : nil }
        let isKilled = Atomic(false)
        let areAsking = Self.groups.map { _ in LogConformance.Answer<Void>() }
        defer { #expect(broker.start(node: 1)) }
        // The last one kills; each of the others asks on until it was answered after that.
        try inParallel(Self.groups.count + 1) { role in
            guard role < Self.groups.count else {
                for isAsking in areAsking { try isAsking.wait() }
                #expect(broker.kill(node: 1))
                return isKilled.store(true, ordering: .releasing)
            }
            var isLast = false
            repeat {
                isLast = isKilled.load(ordering: .acquiring)
                let offset = try log.committedOffset(of: Self.groups[role], topic: .commands, partition: 0)
                #expect(offset == offsets[role])
                areAsking[role].give(())
            } while !isLast
        }
    }

    private func commit(_ group: String, _ log: KafkaLog) throws -> Int64 {
        let member = try log.member(of: group, topic: .commands)
        defer { member.close() }
        let next = try member.records(1)[0].offset + 1
        _ = try member.commit([], offsetsNext: [0: next])
        return next
    }
}
