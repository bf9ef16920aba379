internal import Log
internal import Testing

@testable import KafkaLog

@Suite("What is to be done on a cluster")
struct TopicsPlanTests {
    static let tokens = TopicPolicy(
        topic: .tokens, partitionCount: 4, cleanup: .compact(tombstoneRetention: .seconds(60)),
        settings: ["min.insync.replicas": "2", "min.cleanable.dirty.ratio": "0.10"])
    static let replies = TopicPolicy(topic: .replies, partitionCount: 4, cleanup: .delete(retention: .seconds(60)))

    /// Settings as a cluster tells them: these on the topic itself, the others by default.
    static func entries(
        _ policy: TopicPolicy, own: [String: String?] = [:], without: Set<String> = []
    ) -> [String: AdminSettings.Entry] {
        var entries = policy.settingsOnCluster(nil).mapValues { AdminSettings.Entry(value: $0, isOwn: true) }
        entries["compression.type"] = AdminSettings.Entry(value: "producer", isOwn: false)
        for (name, value) in own { entries[name] = AdminSettings.Entry(value: value, isOwn: true) }
        for name in without { entries[name] = nil }
        return entries
    }

    static func view(
        _ policy: TopicPolicy, partitions: Int32 = 4, replicas: Int32 = 3, own: [String: String?] = [:]
    ) -> TopicsView {
        var view = TopicsView(brokers: [1, 2, 3])
        view.topics[policy.topic] = TopicsView.Found(
            partitionCount: partitions, replicationFactor: replicas, settings: entries(policy, own: own))
        return view
    }

    static func plan(
        _ policy: TopicPolicy, _ view: TopicsView, factor: Int32? = nil, inSync: Int32? = nil, keepsInSync: Bool = false
    ) throws -> TopicsPlan {
        TopicsComparison(
            layout: try Layout([policy], prefix: "p."), replicationFactor: factor, minimumInSyncReplicas: inSync,
            keepsInSyncReplicas: keepsInSync, view: view
        ).plan()
    }

    @Test("A topic that is as its file says needs nothing, also where Kafka writes a number in another way")
    func agreement() throws {
        let plan = try Self.plan(Self.tokens, Self.view(Self.tokens, own: ["min.cleanable.dirty.ratio": "0.1"]))
        #expect(plan.isEmpty)
        #expect(plan.notes.isEmpty)
    }

    @Test("A missing topic is made with all that its file and the log's promises ask for")
    func missing() throws {
        var view = TopicsView(brokers: [1, 2, 3])
        view.defaultReplicationFactor = 3
        let plan = try Self.plan(Self.tokens, view)
        #expect(plan.differences == ["p.waybill.tokens is missing"])
        let line = try #require(plan.steps.flatMap(\.lines).first)
        let wanted = [
            "made: p.waybill.tokens", "partitions 4", "replication factor 3", "cleanup.policy=compact",
            "delete.retention.ms=60000", "min.insync.replicas=2", "min.cleanable.dirty.ratio=0.10",
        ]
        for part in wanted { #expect(line.contains(part)) }
        guard case .make(_, _, _, let settings) = plan.steps.first else { throw Failure() }
        #expect(settings["unclean.leader.election.enable"] == "false")
        #expect(settings["message.timestamp.type"] == "CreateTime")
    }

    @Test("A setting that differs is set, and what the topic has besides stays")
    func setting() throws {
        let own: [String: String?] = ["min.insync.replicas": "1", "segment.bytes": "1048576"]
        let plan = try Self.plan(Self.tokens, Self.view(Self.tokens, own: own))
        #expect(plan.steps.flatMap(\.lines) == ["changed: p.waybill.tokens, min.insync.replicas=2 (was 1)"])
        #expect(plan.differences == ["p.waybill.tokens has min.insync.replicas=1, it should be 2"])
        guard case .set(_, _, let others) = plan.steps.first else { throw Failure() }
        #expect(others["segment.bytes"] == "1048576")
        #expect(others["cleanup.policy"] == "compact")
        #expect(others["compression.type"] == nil)
        #expect(others["min.insync.replicas"] == nil)
    }

    @Test("A topic's own number of in-sync replicas is kept where that is asked for, and noted", arguments: [1, 3])
    func keptInSync(replicas: Int32) throws {
        let view = Self.view(Self.tokens, replicas: replicas, own: ["min.insync.replicas": "1"])
        let kept = try Self.plan(Self.tokens, view, keepsInSync: true)
        #expect(kept.isEmpty)
        let note = "p.waybill.tokens: min.insync.replicas=1 was chosen by an operator, and the files say 2"
        #expect(kept.notes.count == 1 && kept.notes.allSatisfy { $0.hasPrefix(note) })
        #expect(try !Self.plan(Self.tokens, view).isEmpty)
        // As the file says: nothing to note.
        let agreed = try Self.plan(Self.tokens, Self.view(Self.tokens), keepsInSync: true)
        #expect(agreed.isEmpty && agreed.notes.isEmpty)
        // A default of the broker's is nobody's choice.
        var view2 = view
        view2.topics[.tokens]?.settings?["min.insync.replicas"] = AdminSettings.Entry(value: "1", isOwn: false)
        #expect(try !Self.plan(Self.tokens, view2, keepsInSync: true).isEmpty)
    }

    @Test("What somebody set besides is noted, and no difference")
    func stranger() throws {
        let plan = try Self.plan(Self.tokens, Self.view(Self.tokens, own: ["segment.bytes": "1048576"]))
        #expect(plan.isEmpty)
        #expect(plan.notes == ["p.waybill.tokens has segment.bytes=1048576, of which its file says nothing"])
    }

    @Test("A value that the cluster hides would be lost with any other: refused")
    func hidden() throws {
        let own: [String: String?] = ["min.insync.replicas": "1", "custom.secret": nil]
        let plan = try Self.plan(Self.tokens, Self.view(Self.tokens, own: own))
        #expect(plan.steps.isEmpty)
        #expect(plan.refusal?.message.contains("custom.secret") == true)
    }

    @Test("Only replies get more partitions; a topic that has more than its file says goes on, with a warning")
    func partitions() throws {
        let narrow = try Self.plan(Self.tokens, Self.view(Self.tokens, partitions: 2))
        #expect(narrow.refusal?.message.contains("a keyed topic keeps its count for life") == true)
        let replies = try Self.plan(Self.replies, Self.view(Self.replies, partitions: 2))
        #expect(replies.steps == [.widen("p.waybill.replies", from: 2, to: 4)] && replies.refusals.isEmpty)
        for (policy, advice) in [(Self.tokens, "leave the file as it is"), (Self.replies, "its file may say 8")] {
            let wide = try Self.plan(policy, Self.view(policy, partitions: 8))
            #expect(wide.isEmpty && wide.warnings.count == 1)
            let head = "topic p.\(policy.topic.name) has 8 partitions on Kafka, and its topic file says 4"
            #expect(wide.warnings.allSatisfy { $0.hasPrefix(head) && $0.contains(advice) }, "\(wide.warnings)")
        }
    }

    /// What is asked for, on a topic that is missing or has so many replicas; what the refusal names.
    struct Replicas: Sendable {
        var found: Int32?
        var factor: Int32?
        var inSync: Int32?
        var fallback: Int32?
        let refusal: String?
    }

    @Test(
        "Replicas that nothing could be written with, or that nobody can give, are refused",
        arguments: [
            Replicas(found: 2, refusal: nil),
            Replicas(found: 1, refusal: "min.insync.replicas=2 with replication factor 1 would let nothing be written"),
            Replicas(found: 1, inSync: 1, refusal: nil),
            Replicas(found: 3, inSync: 4, refusal: "--min-in-sync"),
            Replicas(found: 3, factor: 2, refusal: "kafka-reassign-partitions"),
            Replicas(fallback: 1, refusal: "replication factor 1 would let nothing be written to p.waybill.tokens"),
            Replicas(factor: 3, fallback: 1, refusal: nil),
            Replicas(factor: 4, refusal: "needs as many brokers, and 3 of the cluster's are up"),
            Replicas(refusal: "say --replication-factor"),
            Replicas(inSync: 1, refusal: nil),
        ])
    func replicas(_ replicas: Replicas) throws {
        var view = TopicsView(brokers: [1, 2, 3])
        view.defaultReplicationFactor = replicas.fallback
        if let found = replicas.found {
            view = Self.view(
                Self.tokens, replicas: found, own: ["min.insync.replicas": replicas.inSync.map(String.init) ?? "2"])
        }
        let plan = try Self.plan(Self.tokens, view, factor: replicas.factor, inSync: replicas.inSync)
        if let part = replicas.refusal {
            #expect(plan.refusal?.message.contains(part) == true, "\(plan.refusal?.message ?? "nothing was refused")")
        } else {
            #expect(plan.refusals.isEmpty)
        }
    }

    @Test("A topic that the user may not see is refused, and not made")
    func unseen() throws {
        var view = TopicsView(brokers: [1])
        view.faults[.tokens] = LogError(.invalid, "no right")
        let plan = try Self.plan(Self.tokens, view)
        #expect(plan.steps.isEmpty)
        #expect(plan.refusals == [LogError(.invalid, "no right")])
    }

    @Test(
        "Whoever listens without speaking Kafka is told of, by both of librdkafka's texts",
        arguments: [
            (
                "h:80/bootstrap: ApiVersionRequest failed: Local: Timed out: probably due to broker version < 0.10",
                true
            ),
            ("Disconnected while requesting ApiVersion: might be caused by incorrect security.protocol", true),
            ("127.0.0.1:1/bootstrap: Connect to ipv4#127.0.0.1:1 failed: Connection refused", false),
        ] as [(String, Bool)])
    func stranger(text: String, isStranger: Bool) {
        #expect(
            (KafkaFault.strangerAdvice(text)?.contains("a Kafka broker listens on that port") == true) == isStranger)
    }

    @Test("What is ours to set is refused in a file's config", arguments: [tokens, replies])
    func ruled(_ policy: TopicPolicy) {
        let ours = Set(policy.settingsOnCluster(nil).keys).subtracting(policy.settings.keys)
        #expect(ours.isSubset(of: TopicPolicy.reservedSettings))
    }

    private struct Failure: Error {}
}
