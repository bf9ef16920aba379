internal import Foundation
internal import KafkaLog
internal import Log
internal import LogConformance
internal import SingleRecords
internal import Testing

@Suite(
    "Topics on a cluster", .serialized, .leavesNothing,
    .enabled(if: Broker.shared != nil, "there is no broker to start"))
struct TopicsTests {
    let configuration: KafkaConfiguration

    init() throws {
        configuration = KafkaFixture(try #require(Broker.shared)).configuration
    }

    static let commands = TopicPolicy(
        topic: .commands, partitionCount: 3, cleanup: .delete(retention: .seconds(86_400)),
        settings: ["min.insync.replicas": "1", "segment.ms": "600000"])
    static let replies = TopicPolicy(topic: .replies, partitionCount: 2, cleanup: .delete(retention: .seconds(60)))

    private func plan(_ topics: [TopicPolicy]) throws -> TopicsPlan {
        try TopicsOnCluster(configuration, topics: topics).plan()
    }

    @discardableResult
    private func apply(_ topics: [TopicPolicy]) throws -> [String] {
        let cluster = try TopicsOnCluster(configuration, topics: topics)
        var lines: [String] = []
        try cluster.apply(cluster.plan()) { lines.append($0) }
        return lines
    }

    private func shapes(_ topics: [Topic]) throws -> [Topic: Int32] {
        try KafkaInspection(configuration, topics: topics).partitionCounts
    }

    @Test("A plan changes nothing; what is applied is told as planned, and then nothing differs")
    func makes() throws {
        let topics = [Self.commands, Self.replies]
        let lines = try plan(topics).steps.flatMap(\.lines)
        #expect(try shapes([.commands, .replies]).isEmpty)
        #expect(try apply(topics) == lines)
        #expect(lines.count == 2)
        #expect(try shapes([.commands, .replies]) == [.commands: 3, .replies: 2])
        #expect(try plan(topics).isEmpty)
        #expect(try plan(topics).notes.isEmpty)
        #expect(try apply(topics).isEmpty)
    }

    @Test("A setting is altered alone: what an operator set besides stays and is noted")
    func alters() throws {
        try apply([Self.commands])
        let busy = TopicPolicy(
            topic: .commands, partitionCount: 3, cleanup: .delete(retention: .seconds(3_600)),
            settings: ["min.insync.replicas": "1"])
        let name = configuration.prefix + Topic.commands.name
        #expect(try apply([busy]) == ["changed: \(name), retention.ms=3600000 (was 86400000)"])
        let after = try plan([busy])
        #expect(after.isEmpty)
        #expect(after.notes == ["\(name) has segment.ms=600000, of which its file says nothing"])
    }

    @Test("Replies get more partitions; a keyed topic's count is refused, and then nothing at all is changed")
    func partitions() throws {
        try apply([Self.commands, Self.replies])
        let wider = { (policy: TopicPolicy) in
            TopicPolicy(
                topic: policy.topic, partitionCount: policy.partitionCount + 2, cleanup: policy.cleanup,
                settings: policy.settings)
        }
        let error = #expect(throws: LogError.self) { try apply([wider(Self.commands), wider(Self.replies)]) }
        #expect(error?.message.contains("a keyed topic keeps its count for life") == true)
        #expect(try shapes([.commands, .replies]) == [.commands: 3, .replies: 2])
        let brief = TopicPolicy(topic: .replies, partitionCount: 4, cleanup: .delete(retention: .seconds(30)))
        let lines = try plan([Self.commands, brief]).steps.flatMap(\.lines)
        #expect(lines.count == 2)
        #expect(try apply([Self.commands, brief]) == lines)
        #expect(try plan([Self.commands, brief]).isEmpty)
        #expect(try shapes([.commands, .replies]) == [.commands: 3, .replies: 4])
    }

    @Test("What the cluster itself refuses is found before anything is made")
    func validated() throws {
        let odd = TopicPolicy(
            topic: .tokens, partitionCount: 1, cleanup: .compact(tombstoneRetention: .seconds(60)),
            settings: ["segment.ms": "soon"])
        let refusal = try #require(try plan([Self.commands, odd]).refusal)
        #expect(refusal.code == .invalid)
        #expect(refusal.message.contains("segment.ms"))
        #expect(refusal.message.contains(Topic.tokens.name))
        #expect(throws: LogError.self) { try apply([Self.commands, odd]) }
        #expect(try shapes([.commands, .tokens]).isEmpty)
    }

    @Test("More in-sync replicas than a lone broker can have are refused")
    func unwritable() throws {
        var configuration = configuration
        configuration.minimumInSyncReplicas = 2
        let refusal = try TopicsOnCluster(configuration, topics: [Self.commands]).plan().refusal
        #expect(refusal?.message.contains("min.insync.replicas=2 with replication factor 1") == true)
        configuration.replicationFactor = 2
        let other = try TopicsOnCluster(configuration, topics: [Self.commands]).plan().refusal
        #expect(other?.message.contains("1 of the cluster's are up") == true)
    }

    @Test("A log that may not make topics names each that is wrong, and what to do")
    func start() throws {
        try apply([Self.commands, Self.replies])
        var configuration = configuration
        configuration.makesTopics = false
        try KafkaLog(configuration, topics: [Self.commands, Self.replies]).close()
        let other = TopicPolicy(topic: .commands, partitionCount: 4, cleanup: Self.commands.cleanup)
        let wide = TopicPolicy(topic: .replies, partitionCount: 5, cleanup: Self.replies.cleanup)
        let tokens = TopicPolicy(
            topic: .tokens, partitionCount: 1, cleanup: .compact(tombstoneRetention: .seconds(60)))
        let error = #expect(throws: LogError.self) { try KafkaLog(configuration, topics: [other, wide, tokens]) }
        #expect(error?.code == .misconfigured)
        let lines = (error?.message ?? "").split(separator: "\n")
        let wanted = [
            ["waybill.commands has 3 partitions", "correct the file"],
            ["waybill.replies has 2 partitions", "run waybill topics apply"],
            ["no topic \(configuration.prefix)waybill.tokens", "for a new system make them, by waybill topics apply"],
        ]
        #expect(lines.count == wanted.count)
        for (line, parts) in zip(lines, wanted) { for part in parts { #expect(line.contains(part)) } }
    }

    @Test(
        "A prefix that no topic may have is refused by name",
        arguments: ["a b", "p/", String(repeating: "x", count: 250)])
    func prefix(_ prefix: String) throws {
        var configuration = configuration
        configuration.prefix = prefix
        let error = #expect(throws: LogError.self) {
            try TopicsOnCluster(configuration, topics: [Self.commands]).plan()
        }
        #expect(error?.code == .invalid)
        #expect(error?.message.contains("--kafka-prefix") == true)
    }

    @Test("An inspection finds every committed record, and each by its place")
    func inspection() throws {
        try apply([Self.commands])
        let log = try KafkaLog(configuration, topics: [Self.commands])
        defer { log.close() }
        let records = (0..<250).map { index in
            NewRecord(
                topic: .commands, partition: Int32(index % 2), timestamp: timeOfTests, key: Array("k\(index)".utf8),
                value: nil)
        }
        let offsets = try log.appended(records)
        let contents = try KafkaInspection(configuration, topics: [.commands, .replies])
        var found: [Int32: [Record]] = [:]
        try contents.forEach(of: .commands) { found[$0.partition, default: []].append($0) }
        for partition: Int32 in [0, 1] {
            #expect(found[partition]?.map(\.key) == records.filter { $0.partition == partition }.map(\.key))
        }
        #expect(found[2] == nil)
        #expect(try contents.record(of: .commands, partition: 1, offset: offsets[7])?.key == records[7].key)
        let end = try contents.endOffset(of: .commands, partition: 0)
        #expect(try contents.record(of: .commands, partition: 0, offset: end) == nil)
        #expect(try contents.record(of: .commands, partition: 9, offset: 0) == nil)
        try contents.forEach(of: .replies) { _ in Issue.record("a topic that was not made holds a record") }
    }

    @Test(
        "Rights are refused by a cluster without an authorizer, in words that say what to do",
        .enabled(if: ProcessInfo.processInfo.environment["KAFKA"] == nil, "this cluster may have one"))
    func noAuthorizer() throws {
        let names = AccessNames(prefix: "p.", group: "g")
        let rights = [AccessRight(role: "ingress", row: (names.topic(.commands), .write, "append commands"))]
        let cluster = try AccessOnCluster(configuration)
        let error = #expect(throws: LogError.self) { try cluster.give(rights, to: "User:in") }
        #expect(error?.message.contains("authorizer.class.name") == true)
        let wrong = #expect(throws: LogError.self) { try cluster.give(rights, to: "in") }
        #expect(wrong?.message.contains("--principal") == true)
    }
}
