internal import Foundation
internal import KafkaNodes
internal import Log
internal import LogConformance
internal import SingleRecords
internal import Synchronization
internal import Testing

@testable internal import KafkaLog

/// What becomes of replies that a cluster does not take, by librdkafka's mock brokers.
@Suite("Replies that cannot be sent", .leavesNothing)
struct ReplyTests {
    private let mock: MockCluster
    private let fixture: KafkaFixture
    private let lost = Heard<(Int, LogError)>()
    /// Who waits for replies is woken by each loss.
    private let woken = Woken()

    init() throws {
        mock = try MockCluster()
        fixture = KafkaFixture(mock)
    }

    @Test("those that find no room are lost at once, the others in their time; each is told, and nobody waits")
    func hang() async throws {
        fixture.configuration.properties["queue.buffering.max.messages"] = "10"
        let sender = try sender(fixture)
        mock.delay(milliseconds: 120_000)
        sender.send(replies(12))
        // Before the call returned.
        let refused = try #require(lost.all.first)
        #expect(refused.0 == 2 && refused.1.code == .overloaded)
        _ = try lost.next()
        for _ in 0..<10 {
            let (count, reason) = try await apart { [lost] in try lost.next() }
            #expect(count == 1 && reason.code == .unavailable, "\(reason)")
        }
        sender.send(replies(1))
        sender.close(until: Deadline(milliseconds: 0))
        #expect(try lost.next().0 == 1, "what is taken back at the end is lost, too")
    }

    @Test("a reply that a broker refuses is lost and told")
    func refused() throws {
        let sender = try sender(fixture)
        mock.answer(.produce, [29])
        sender.send(replies(1))
        let (count, reason) = try lost.next()
        #expect(count == 1 && reason.code == .invalid, "\(reason)")
        sender.close(until: Deadline(milliseconds: KafkaLogLimits.closeTimeout))
    }

    @Test(
        "after replies that a broker refused, or that it had no time for while it hung, others are sent",
        .enabled(if: Broker.isOurs, "there is no broker to start"))
    func goesOn() async throws {
        try await apart { try goOn() }
    }

    private func goOn() throws {
        let nodes = try KafkaNodes()
        let fixture = KafkaFixture(servers: nodes.servers)
        let log = try fixture.open(KafkaFixture.topics)
        defer { log.close() }
        let sender = try sender(fixture)
        defer { sender.close(until: Deadline(milliseconds: KafkaLogLimits.closeTimeout)) }
        let topic = "\(fixture.configuration.prefix)waybill.replies"
        // As an operator can, against what the topic was made with.
        let isNarrow = KafkaNodes.tool(
            "configs --bootstrap-server \(nodes.servers) --alter --topic \(topic) --add-config max.message.bytes=2000")
        try #require(isNarrow)
        sender.send([record(String(repeating: "x", count: 3_000), .replies)])
        #expect(try lost.next().0 == 1)
        sender.send([record("after the refusal", .replies)])
        let reader = try log.reader(of: .replies, from: [0: 0])
        #expect(try reader.records(1).map(\.text) == ["after the refusal"])

        #expect(nodes.signal(SIGSTOP))
        defer { _ = nodes.signal(SIGCONT) }
        sender.send(replies(10))
        for _ in 0..<10 { #expect(try lost.next().0 == 1) }
        #expect(nodes.signal(SIGCONT))
        // What the broker had in hand it may write late; what is sent from now on has to come, as soon as it can: what
        // is lost before is sent again.
        woken.waker.withLock { $0 = reader.waker }
        var found: [String?] = []
        sender.send([record("after the hang", .replies)])
        while !found.contains("after the hang") {
            switch try reader.event() {
            case .records(let records): found += records.map(\.text)
            case .woken: sender.send([record("after the hang", .replies)])
            case .caughtUp, .closed: break
            }
        }
    }

    private func sender(_ fixture: KafkaFixture) throws -> ReplySender {
        let losses = LostReplies()
        losses.tell { [lost, woken] in
            lost.tell(($0, $1))
            woken.waker.withLock { $0 }?.wake()
        }
        return try ReplySender(
            fixture.configuration, Layout(KafkaFixture.topics, prefix: fixture.configuration.prefix),
            Cluster("", KafkaEvents()), losses)
    }

    private func replies(_ count: Int) -> NewRecords { NewRecords((0..<count).map { record("\($0)", .replies) }) }
}

private final class Woken: Sendable {
    let waker = Mutex<(any Waker)?>(nil)
}

/// What the engine's bounds have to be to each other.
@Suite("The engine's bounds fit together")
struct BoundsTests {
    @Test("the transaction of a member that died ends before its session does")
    func transaction() {
        // How often Kafka's coordinators look for transactions whose time is over, unless
        // `transaction.abort.timed.out.transaction.cleanup.interval.ms` says otherwise.
        let lookInterval = 10_000
        let end = KafkaLogLimits.transactionTimeout + lookInterval
        #expect(end <= KafkaLogLimits.sessionTimeout)
    }

    @Test("a cluster that hangs counts as gone within 19 s, by what its clients are told")
    func hang() throws {
        // A question comes, times out, and the one that it puts in doubt has no answer. librdkafka looks for timeouts
        // each second.
        let hangTimeout =
            KafkaLogLimits.metadataInterval + KafkaLogLimits.questionTimeout + KafkaLogLimits.doubtTimeout
            + 3 * KafkaLogLimits.stepTimeout
        #expect(hangTimeout <= 19_000)
        let configuration = KafkaConfiguration(bootstrapServers: "")
        for role in [
            ClientProperties.queries, ClientProperties.appender, ClientProperties.replies, ClientProperties.reader,
            ClientProperties.member(group: "g", instance: nil),
        ] {
            let properties = try configuration.properties(of: role, name: "")
            #expect(properties["topic.metadata.refresh.interval.ms"] == "\(KafkaLogLimits.metadataInterval)")
            #expect(properties["socket.timeout.ms"] == "\(KafkaLogLimits.questionTimeout)")
        }
    }

    @Test("a member is not put out while it waits for what the cluster may take")
    func poll() throws {
        let waits = 3 * KafkaLogLimits.settleTimeout + 3 * KafkaLogLimits.questionTimeout
        #expect(KafkaLogLimits.pollInterval > waits)
        let properties = try KafkaConfiguration(bootstrapServers: "").properties(
            of: ClientProperties.member(group: "g", instance: nil), name: "")
        #expect(properties["max.poll.interval.ms"] == "\(KafkaLogLimits.pollInterval)")
    }
}
