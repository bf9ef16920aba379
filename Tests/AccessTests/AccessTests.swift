internal import KafkaLog
internal import Log
internal import LogConformance
internal import SingleRecords
internal import Testing

@testable internal import Program

/// Each role does its work with just the rights that `waybill topics access` names, and is told what it lacks.
@Suite(
    "Rights on a cluster", .serialized,
    .enabled(if: AuthorizingBroker.shared != nil, "there is no broker to start"))
struct AccessTests {
    static let topics = Topic.allCases.map { topic in
        TopicPolicy(
            topic: topic, partitionCount: 1,
            cleanup: topic.mustBeCompacted
                ? .compact(tombstoneRetention: .seconds(60)) : .delete(retention: .seconds(86_400)))
    }
    static let group = "workers"

    let broker: AuthorizingBroker

    /// Rights and topics are there once, whichever test comes first.
    private static let isReady = Result { try ready(#require(AuthorizingBroker.shared)) }

    init() throws {
        broker = try #require(AuthorizingBroker.shared)
        try Self.isReady.get()
    }

    private static func ready(_ broker: AuthorizingBroker) throws {
        let cluster = try AccessOnCluster(broker.configuration("admin"))
        for role in AccessRight.roleNames {
            let rights = AccessRight.all(of: role, AccessNames(prefix: broker.prefix, group: Self.group))
            let principal = "User:\(role)"
            for right in try cluster.give(rights, to: principal) {
                let isGiven = broker.runTool(right.shellCommand(principal: principal, servers: cluster.servers))
                try #require(isGiven)
            }
        }
        let topics = try TopicsOnCluster(broker.configuration("operator"), topics: Self.topics)
        try topics.apply(topics.plan()) { _ in }
    }

    @Test("An operator applies, checks and looks; what is not his he may not read")
    func operates() throws {
        let configuration = broker.configuration("operator")
        #expect(try TopicsOnCluster(configuration, topics: Self.topics).plan().isEmpty)
        let contents = try KafkaInspection(configuration, topics: Topic.allCases)
        #expect(contents.partitionCounts.count == Topic.allCases.count)
        let ingress = try KafkaLog(broker.configuration("ingress"), topics: Self.topics)
        defer { ingress.close() }
        try ingress.appended(Self.record(.commands))
        try contents.forEach(of: .deadLetters) { _ in }
        let error = #expect(throws: LogError.self) { try contents.forEach(of: .commands) { _ in } }
        #expect(error?.code == .invalid)
        #expect(error?.message.contains("\(broker.prefix)waybill.commands") == true)
    }

    @Test("An ingress appends commands, waits for replies, sees what was decided, and reads and writes nothing else")
    func takes() throws {
        let log = try KafkaLog(broker.configuration("ingress"), topics: Self.topics)
        defer { log.close() }
        #expect(try log.appended([Self.record(.commands)]).count == 1)
        for topic in [Topic.replies, .waybills] {
            let reader = try log.reader(of: topic, from: [0: log.startOffset(of: topic, partition: 0)])
            while true {
                if case .caughtUp = try reader.next(recordCountMax: 10) { break }
            }
        }
        let error = #expect(throws: LogError.self) { try log.appended([Self.record(.waybills)]) }
        #expect(error?.code == .invalid)
        let commands = try log.reader(of: .commands, from: [0: 0])
        #expect(throws: LogError.self) { while true { _ = try commands.next(recordCountMax: 10) } }
        // How many commands wait it may tell, and is no member for that; of another group it learns nothing.
        _ = try log.committedOffset(of: Self.group, topic: .commands, partition: 0)
        // It could not tell whether numbers are deleted; nothing of its own rests on that.
        let unseen = try log.checkCompaction()
        #expect(unseen.count == 3 && unseen.allSatisfy { $0.contains("this user may not see its settings") })
        for _ in 0..<2 {
            let refusal = #expect(throws: LogError.self) {
                try log.committedOffset(of: "another", topic: .commands, partition: 0)
            }
            #expect(refusal?.code == .invalid)
        }
    }

    @Test("A processor takes commands and commits all its outputs with their offsets")
    func decides() throws {
        let ingress = try KafkaLog(broker.configuration("ingress"), topics: Self.topics)
        try ingress.appended(Self.record(.commands))
        ingress.close()
        let log = try KafkaLog(broker.configuration("processor"), topics: Self.topics)
        defer { log.close() }
        #expect(try log.checkCompaction().isEmpty, "its role may see what it has to")
        let member = try log.member(of: Self.group, topic: .commands)
        defer { member.close() }
        var next: Int64?
        while next == nil {
            if case .records(let records) = try member.next(recordCountMax: 100) {
                next = records.last.map { $0.offset + 1 }
            }
        }
        let outputs = [Topic.waybills, .tokens, .traces, .deadLetters].map(Self.record)
        let offsetNext = try #require(next)
        let offsets = try member.commit(
            NewRecords(outputs), replies: [Self.record(.replies)], offsetsNext: [0: offsetNext])
        #expect(offsets.count == outputs.count)
        try expectReply()
        #expect(try log.committedOffset(of: Self.group, topic: .commands, partition: 0) == offsetNext)
        #expect(try log.startOffset(of: .waybills, partition: 0) == 0)
        let changelog = try log.reader(of: .waybills, from: [0: 0])
        guard case .records(let records) = try changelog.next(recordCountMax: 1) else { throw Failure() }
        #expect(records.map(\.key) == [Self.record(.waybills).key])
    }

    /// As the ingress sees it.
    private func expectReply() throws {
        let log = try KafkaLog(broker.configuration("ingress"), topics: Self.topics)
        defer { log.close() }
        let reader = try log.reader(of: .replies, from: [0: log.startOffset(of: .replies, partition: 0)])
        while true {
            guard case .records(let replies) = try reader.next(recordCountMax: 1) else { continue }
            #expect(replies.map(\.key) == [Self.record(.replies).key])
            return
        }
    }

    @Test("A user without rights is told each topic that he may not see, and what to do")
    func nobody() throws {
        let error = #expect(throws: LogError.self) {
            try KafkaLog(broker.configuration("nobody"), topics: Self.topics)
        }
        #expect(error?.code == .invalid)
        let lines = (error?.message ?? "").split(separator: "\n")
        #expect(lines.count == Self.topics.count)
        for (line, policy) in zip(lines, Self.topics) {
            #expect(line.contains("topic \(broker.prefix)\(policy.topic.name) on Kafka"))
            #expect(line.contains("waybill topics access"))
        }
    }

    @Test("Who may not give rights is told so")
    func administers() throws {
        let rights = AccessRight.all(of: "ingress", AccessNames(prefix: broker.prefix, group: Self.group))
        let cluster = try AccessOnCluster(broker.configuration("nobody"))
        let error = #expect(throws: LogError.self) { try cluster.give(rights, to: "User:nobody") }
        #expect(error?.message.contains("Alter on the cluster") == true)
    }

    private struct Failure: Error {}

    /// Of now: what is older than its topic's retention the broker takes away, half a minute after its start.
    private static func record(_ topic: Topic) -> NewRecord {
        NewRecord(topic: topic, partition: 0, timestamp: timeOfTests, key: Array(topic.name.utf8), value: [1])
    }
}
