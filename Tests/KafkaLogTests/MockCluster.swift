import CRdKafka
import Log

@testable import KafkaLog

/// librdkafka's own brokers inside the process, for tests of how the engine takes errors that a real broker gives only
/// by chance. It holds no transaction back, fences nobody, and compacts nothing.
// Unchecked: the handle does not change, and what it points to has its own locks.
@safe
final class MockCluster: @unchecked Sendable {
    /// Requests by their numbers in Kafka's protocol.
    enum Request: Int16, Sendable {
        case produce = 0
        case fetchOffsets = 9
        case initProducerID = 22
        case addPartitions = 24
        case addOffsets = 25
        case endTransaction = 26
        case commitOffsets = 28
    }

    let bootstrapServers: String
    /// Lends the cluster its threads.
    private let client: Client
    private let handle: OpaquePointer

    init(brokerCount: Int32 = 1) throws(LogError) {
        client = try unsafe Client(RD_KAFKA_PRODUCER, ["client.id": "mock"])
        guard let handle = unsafe rd_kafka_mock_cluster_new(client.handle, brokerCount) else {
            throw LogError(.unavailable, "no memory for a mock cluster")
        }
        unsafe self.handle = handle
        // The text lives as long as the cluster.
        bootstrapServers = unsafe String(cString: rd_kafka_mock_cluster_bootstraps(handle))
    }

    deinit {
        // Before the client whose threads it runs on.
        unsafe rd_kafka_mock_cluster_destroy(handle)
    }

    func make(_ topics: [TopicPolicy], prefix: String) {
        for policy in topics {
            _ = unsafe rd_kafka_mock_topic_create(handle, prefix + policy.topic.name, policy.partitionCount, 1)
        }
    }

    /// The next requests of the kind are answered with these of Kafka's error codes, one each; 0 is none, and -195 an
    /// end of the connection.
    func answer(_ request: Request, _ codes: [Int32]) {
        let codes = codes.map { rd_kafka_resp_err_t(rawValue: $0) }
        unsafe rd_kafka_mock_push_request_errors_array(handle, request.rawValue, codes.count, codes)
    }

    /// Ends all connections and takes no new ones, until they are up again.
    func setDown(_ isDown: Bool) {
        _ = unsafe isDown ? rd_kafka_mock_broker_set_down(handle, -1) : rd_kafka_mock_broker_set_up(handle, -1)
    }

    /// Each answer comes so much later: brokers that hang.
    func delay(milliseconds: Int32) {
        _ = unsafe rd_kafka_mock_broker_set_rtt(handle, -1, milliseconds)
    }
}

extension KafkaFault {
    init(code: Int32, _ text: String) { self.init(rd_kafka_resp_err_t(code), text) }
}

extension Client {
    /// Whether librdkafka has no clients and no threads in this process; waits for those that are ending.
    static func areNoneLeft(milliseconds: Int32) -> Bool { rd_kafka_wait_destroyed(milliseconds) == 0 }
}
