internal import Log
internal import LogConformance
internal import SingleRecords
internal import Testing
internal import Waiting

@testable internal import KafkaLog

/// Somebody gives a topic more partitions than its file says; Kafka cannot take them away again.
@Suite("A topic that was widened", .leavesNothing, .enabled(if: Broker.isThere, "there is no broker to start"))
struct WideTopicTests {
    private static func policies(_ partitionCount: Int32) -> [TopicPolicy] {
        KafkaFixture.topics.map { policy in
            policy.topic == .commands
                ? TopicPolicy(topic: .commands, partitionCount: partitionCount, cleanup: policy.cleanup) : policy
        }
    }

    private func widen(_ fixture: KafkaFixture, to count: Int) throws {
        let layout = try Layout(KafkaFixture.topics, prefix: fixture.configuration.prefix)
        let client = try OffsetQueries(fixture.configuration, layout).client
        let name = layout.name(.commands)
        let faults = try AdminTopics(client: client).widen([.widen(name, from: 0, to: Int32(count))])
        try #require(faults.isEmpty)
        // A node says it a moment later than the controller that did it.
        let found = try asked(
            { try KafkaInspection(fixture.configuration, topics: [.commands]).partitionCounts[.commands] },
            until: { $0 == Int32(count) })
        try #require(found == Int32(count))
    }

    /// As a neighbour whose producer knows more partitions.
    private func writeBeyond(_ fixture: KafkaFixture) throws {
        let neighbour = try KafkaLog(fixture.configuration, topics: Self.policies(8))
        try neighbour.appended([record("stray", .commands, 6)])
        try neighbour.appended([record("stray", .commands, 7)])
        neighbour.close()
    }

    @Test("while it is read: members go on with the partitions that its file says, and it is told once")
    func underWay() async throws {
        let fixture = KafkaFixture(try #require(Broker.shared))
        // How soon a member hears of it.
        fixture.configuration.properties["topic.metadata.refresh.interval.ms"] = "200"
        let widened = Heard<WideTopic>()
        fixture.events.widened = { widened.tell($0) }
        try await apart {
            let log = try fixture.open(KafkaFixture.topics)
            defer { log.close() }
            let member = try log.member(of: "g", topic: .commands)
            #expect(try member.event() == .assigned([0, 1, 2, 3]))
            #expect(widened.all.isEmpty)
            try widen(fixture, to: 8)
            try writeBeyond(fixture)
            #expect(try member.event() == .revoked([0, 1, 2, 3]))
            #expect(try member.event() == .assigned([0, 1, 2, 3]))
            let topic = try widened.next()
            #expect(topic.name == "\(fixture.configuration.prefix)waybill.commands")
            #expect(topic.partitionCount == 4 && topic.foundCount == 8)
            try log.appended((0..<4).map { record("\($0)", .commands, $0) })
            let input = try member.records(4)
            #expect(Set(input.map(\.partition)) == [0, 1, 2, 3])
            _ = try member.commit(
                [record("done", .replies)],
                offsetsNext: Dictionary(uniqueKeysWithValues: input.map { ($0.partition, $0.offset + 1) }))
            #expect(throws: LogError.self) { try log.appended(record("x", .commands, 4)) }
            #expect(widened.all.isEmpty, "once")
        }
    }

    @Test("at a start: it is told with what stands where nobody reads, and everything goes on")
    func atStart() throws {
        let fixture = KafkaFixture(try #require(Broker.shared))
        try fixture.open(KafkaFixture.topics).close()
        try widen(fixture, to: 8)
        try writeBeyond(fixture)
        let widened = Heard<WideTopic>()
        fixture.events.widened = { widened.tell($0) }
        fixture.configuration.makesTopics = false
        let log = try fixture.open(KafkaFixture.topics)
        let topic = try widened.next()
        #expect(topic.topic == .commands && topic.strayCountMax == 2)
        #expect(topic.message.contains("has 8 partitions on Kafka, and its topic file says 4"))
        #expect(topic.message.contains("up to 2 records stand in the others, which nobody reads"))
        #expect(try log.partitionCount(of: .commands) == 4)
        let member = try log.member(of: "g", topic: .commands)
        #expect(try member.event() == .assigned([0, 1, 2, 3]))
        log.close()
        #expect(widened.all.isEmpty)
        let error = #expect(throws: LogError.self) { try fixture.open(Self.policies(9)) }
        #expect(error?.message.contains("a keyed topic keeps its count for life") == true, "fewer than its file says")
    }

    @Test("a member that is given none but the new partitions has nothing to do, and says so")
    func beyondAlone() async throws {
        let fixture = KafkaFixture(try #require(Broker.shared))
        try fixture.open(KafkaFixture.topics).close()
        try widen(fixture, to: 8)
        try await apart {
            let log = try fixture.open(KafkaFixture.topics)
            defer { log.close() }
            let (isFirst, isOver) = (Heard<Void>(), Heard<Void>())
            try inParallel(2) { role in
                if role == 0 {
                    let first = try log.member(of: "g", topic: .commands)
                    #expect(try first.event() == .assigned([0, 1, 2, 3]))
                    isFirst.tell(())
                    #expect(try first.event() == .revoked([0, 1, 2, 3]))
                    #expect(try first.event() == .assigned([0, 1, 2, 3]))
                    try isOver.next()
                    first.close()
                } else {
                    try isFirst.next()
                    let second = try log.member(of: "g", topic: .commands)
                    #expect(try second.event() == .assigned([]))
                    isOver.tell(())
                    #expect(try second.event() == .assigned([0, 1, 2, 3]))
                    second.close()
                }
            }
        }
    }

    @Test("a file that says fewer partitions than hold numbers is refused before anything is decided")
    func narrowed() throws {
        let fixture = KafkaFixture(try #require(Broker.shared))
        let wide = KafkaFixture.topics.map { policy in
            policy.topic == .waybills
                ? TopicPolicy(topic: .waybills, partitionCount: 4, cleanup: policy.cleanup) : policy
        }
        let log = try fixture.open(wide)
        try log.appended(record("a", .waybills, 0, key: "a"))
        log.close()
        let narrow = try fixture.open(KafkaFixture.topics)
        _ = try narrow.checkCompaction()
        narrow.close()
        let again = try fixture.open(wide)
        try again.appended(record("b", .waybills, 3, key: "b"))
        again.close()
        let other = try fixture.open(KafkaFixture.topics)
        defer { other.close() }
        let error = #expect(throws: LogError.self) { _ = try other.checkCompaction() }
        #expect(error?.code == .misconfigured)
        #expect(error?.message.contains("its topic file says 1, and records of ours stand in the others") == true)
    }

    @Test("topics check explains it as no difference, topics apply goes on, and replies may be taken over")
    func plan() throws {
        let fixture = KafkaFixture(try #require(Broker.shared))
        try fixture.open(KafkaFixture.topics).close()
        try widen(fixture, to: 8)
        let cluster = try TopicsOnCluster(fixture.configuration, topics: KafkaFixture.topics)
        let plan = try cluster.plan()
        #expect(plan.isEmpty && plan.differences.isEmpty && plan.warnings.count == 1)
        #expect(plan.warnings.first?.contains("leave the file as it is") == true)
        try cluster.apply(plan) { _ in Issue.record("there was something to do") }
    }
}
