internal import KafkaLog
internal import Log
internal import Testing

@Suite(.serialized, .enabled(if: Broker.shared != nil, "there is no broker to start"))
struct RefusalTests {
    @Test("a topic with another partition count is refused, and told why")
    func otherCount() throws {
        let fixture = try KafkaFixture(#require(Broker.shared))
        try fixture.open().close()
        let wider = KafkaFixture.topics.map { policy in
            TopicPolicy(topic: policy.topic, partitionCount: policy.partitionCount + 1, cleanup: policy.cleanup)
        }
        let error = #expect(throws: LogError.self) { try fixture.open(wider) }
        #expect(error?.code == .invalid)
        #expect(error?.message.contains("has 4 partitions on Kafka") == true)
    }

    @Test("a missing topic is named where it may not be made")
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

    @Test("a cluster that is not there is named within the bound of a question")
    func nobody() throws {
        let configuration = KafkaConfiguration(bootstrapServers: "127.0.0.1:1")
        let error = #expect(throws: LogError.self) { try KafkaLog(configuration, topics: KafkaFixture.topics) }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("127.0.0.1:1") == true)
    }
}
