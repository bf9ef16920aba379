internal import Foundation
internal import KafkaNodes
internal import Log
internal import LogConformance

@testable internal import KafkaLog

/// Topics and groups of its own on the broker.
// Unchecked: what a test changes, it changes before it opens the log.
final class KafkaFixture: LogFixture, @unchecked Sendable {
    var configuration: KafkaConfiguration
    var events = KafkaEvents()
    /// What has to live as long as the fixture.
    private var mock: MockCluster?

    convenience init(_ broker: Broker) { self.init(servers: broker.bootstrapServers) }

    /// On three nodes, which all have to have what is acknowledged, but for one.
    convenience init(replicated broker: Broker) {
        self.init(broker)
        configuration.replicationFactor = 3
        configuration.minimumInSyncReplicas = 2
    }

    init(servers: String) { configuration = Self.configuration(servers) }

    init(_ secured: Broker.Secured) {
        configuration = Self.configuration(secured.bootstrapServers)
        configuration.properties.merge([
            "security.protocol": "SASL_SSL", "sasl.mechanism": "PLAIN", "sasl.username": secured.user,
            "sasl.password": secured.password, "ssl.ca.location": secured.authorityFile,
        ]) { $1 }
    }

    /// Topics that nobody has to make: mock brokers cannot.
    init(_ mock: MockCluster) {
        configuration = Self.configuration(mock.bootstrapServers)
        configuration.makesTopics = false
        // Its sockets answer late otherwise.
        configuration.properties["socket.nagle.disable"] = "false"
        mock.make(Self.topics, prefix: configuration.prefix)
        self.mock = mock
    }

    private static func configuration(_ servers: String) -> KafkaConfiguration {
        var configuration = KafkaConfiguration(bootstrapServers: servers)
        configuration.prefix = "\(UUID().uuidString.prefix(8))-"
        configuration.properties = ["heartbeat.interval.ms": "100", "fetch.wait.max.ms": "10"]
        return configuration
    }

    /// The promises write records of 1970, which a retention by time would remove.
    static let topics = LogPromise.topics.map { policy in
        guard case .delete = policy.cleanup else { return policy }
        return TopicPolicy(
            topic: policy.topic, partitionCount: policy.partitionCount,
            cleanup: .delete(retention: .seconds(Int64.max)))
    }

    func open() throws -> any Log {
        try open(Self.topics)
    }

    func open(_ topics: [TopicPolicy]) throws -> KafkaLog {
        try KafkaLog(configuration, topics: topics, events: events)
    }

    func delete(_ topic: Topic, _ partition: Int32, before offset: Int64) throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        let name = configuration.prefix + topic.name
        let wish = #"{"partitions": [{"topic": "\#(name)", "partition": \#(partition), "offset": \#(offset)}]}"#
        try Data(wish.utf8).write(to: file)
        let tool = "org.apache.kafka.tools.DeleteRecordsCommand --offset-json-file '\(file.path)'"
        guard KafkaNodes.tool("\(tool) --bootstrap-server \(configuration.bootstrapServers)") else { throw NotInTime() }
    }

    /// Kafka applies them by itself.
    func retain(_ log: any Log, now: Int64) throws {}
}
