internal import Foundation
internal import KafkaLog
internal import Log
internal import LogConformance

/// Topics and groups of its own on the broker.
// Unchecked: what a test changes, it changes before it opens the log.
final class KafkaFixture: LogFixture, @unchecked Sendable {
    var configuration: KafkaConfiguration

    init(_ broker: Broker) {
        var configuration = KafkaConfiguration(bootstrapServers: broker.bootstrapServers)
        configuration.prefix = "\(UUID().uuidString.prefix(8))-"
        configuration.properties = ["heartbeat.interval.ms": "100", "fetch.wait.max.ms": "10"]
        self.configuration = configuration
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
        try KafkaLog(configuration, topics: topics)
    }

    /// Kafka applies them by itself.
    func retain(_ log: any Log, now: Int64) throws {}
}
