internal import Log
internal import Testing

@testable internal import KafkaLog

/// What a start is told where it cannot go on.
@Suite("A start that is refused says why", .leavesNothing)
struct RefusalTests {
    @Test(
        "a topic with another partition count is refused, and told why",
        .enabled(if: Broker.isThere, "there is no broker to start"))
    func otherCount() throws {
        let fixture = try KafkaFixture(#require(Broker.shared))
        try fixture.open().close()
        let wider = KafkaFixture.topics.map { policy in
            TopicPolicy(topic: policy.topic, partitionCount: policy.partitionCount + 1, cleanup: policy.cleanup)
        }
        let error = #expect(throws: LogError.self) { try fixture.open(wider) }
        #expect(error?.code == .misconfigured)
        #expect(error?.message.contains("has 4 partitions on Kafka") == true)
    }

    @Test(
        "a missing topic is named where it may not be made",
        .enabled(if: Broker.isThere, "there is no broker to start"))
    func missing() throws {
        let fixture = try KafkaFixture(#require(Broker.shared))
        fixture.configuration.makesTopics = false
        let error = #expect(throws: LogError.self) { try fixture.open() }
        #expect(error?.code == .invalid)
        #expect(error?.message.contains("waybill topics apply") == true)
    }

    @Test("a property is refused by its name, never by its value", arguments: ["sasl.pass", "linger.ms", "acks"])
    func property(_ name: String) throws {
        var configuration = KafkaConfiguration(bootstrapServers: "127.0.0.1:1")
        configuration.properties[name] = "hush-hush"
        let error = #expect(throws: LogError.self) { try KafkaLog(configuration, topics: KafkaFixture.topics) }
        #expect(error?.code == .invalid)
        #expect(error?.message.contains(name) == true)
        #expect(error?.message.contains("hush") == false)
    }

    @Test("a cluster that is not there is named, with what its ports said, and may be waited for")
    func nobody() throws {
        let error = try refusal(KafkaConfiguration(bootstrapServers: "127.0.0.1:1"))
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("127.0.0.1:1") == true)
        #expect(error?.message.contains("Connection refused") == true)
    }

    @Test("a name that nobody knows is told as such")
    func unknownName() throws {
        let error = try refusal(KafkaConfiguration(bootstrapServers: "no-such-host.invalid:9092"))
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("correct the name in --kafka") == true, "\(error?.message ?? "")")
    }

    @Test(
        "credentials and certificates that are not taken are told at once, without any secret",
        .enabled(if: Broker.isOurs, "there is no broker to start"),
        arguments: [
            (["sasl.password": "hush-hush"], "check the mechanism"), (["sasl.username": "mallory"], "the user"),
            (["sasl.mechanism": "SCRAM-SHA-256"], "sasl.mechanism"), (["ssl.ca.location": ""], "ssl.ca.location"),
        ])
    func credentials(_ changes: [String: String], _ advice: String) throws {
        let secured = try #require(Broker.shared?.secured)
        var configuration = KafkaFixture(secured).configuration
        configuration.properties.merge(changes.filter { !$0.value.isEmpty }) { $1 }
        for name in changes.filter(\.value.isEmpty).keys { configuration.properties[name] = nil }
        let error = try refusal(configuration)
        #expect(error?.code == .invalid)
        #expect(error?.message.contains(advice) == true, "\(error?.message ?? "")")
        #expect(error?.message.contains(secured.bootstrapServers) == true)
        #expect(error?.message.contains("hush") == false)
        #expect(error?.message.contains(secured.password) == false)
    }

    private func refusal(_ configuration: KafkaConfiguration) throws -> LogError? {
        #expect(throws: LogError.self) { try KafkaLog(configuration, topics: KafkaFixture.topics) }
    }

    /// What librdkafka tells of one refused connection, in either order and by either code.
    @Test(
        "a refusal is the cause, whatever the broken connection says before or after it",
        arguments: [
            [(-181, "certificate verify failed"), (-195, "Disconnected")],
            [(-195, "Disconnected"), (-181, "certificate verify failed"), (-187, "1/1 brokers are down")],
            [(-195, "error:0A000086:SSL routines::certificate verify failed"), (-195, "Disconnected")],
            [(-169, "SASL authentication error"), (-195, "Disconnected"), (-187, "1/1 brokers are down")],
        ])
    func causes(_ told: [(code: Int32, text: String)]) {
        let connectionErrors = ConnectionErrors()
        for fault in told { connectionErrors.note(KafkaFault(code: fault.code, fault.text)) }
        #expect(connectionErrors.last?.isRefusal == true)
        #expect(connectionErrors.last?.error("connecting", on: "k").code == .invalid)
        connectionErrors.clear()
        connectionErrors.note(KafkaFault(code: -195, "SSL routines::unexpected eof while reading"))
        #expect(connectionErrors.last?.isRefusal == false)
    }
}
