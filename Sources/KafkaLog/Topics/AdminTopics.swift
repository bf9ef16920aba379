internal import CRdKafka
internal import Log

/// Making topics and widening them.
struct AdminTopics {
    let client: Client

    struct NewTopic {
        let name: String
        let partitionCount: Int32
        /// Nil is the cluster's default.
        let replicationFactor: Int32?
        let settings: [String: String]
    }

    /// Makes topics. What could not be made is told by its name; a topic that is there already is no fault, since
    /// another process may have been first.
    func make(_ topics: [NewTopic], validatesOnly: Bool = false) throws(LogError) -> [String: KafkaFault] {
        guard !topics.isEmpty else { return [:] }
        var handles = unsafe AdminHandles { unsafe rd_kafka_NewTopic_destroy($0) }
        for topic in topics { try unsafe handles.append(Self.handle(of: topic)) }
        let request = AdminRequest(
            client: client, operation: RD_KAFKA_ADMIN_OP_CREATETOPICS, attempt: "making topics",
            validatesOnly: validatesOnly)
        let faults = try unsafe request.answer(
            to: handles, send: rd_kafka_CreateTopics, result: rd_kafka_event_CreateTopics_result,
            rows: rd_kafka_CreateTopics_result_topics, read: Self.faults)
        return faults.filter { $0.value.code != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS }
    }

    struct PartitionIncrease {
        let name: String
        let partitionCount: Int32
    }

    /// Gives topics more partitions. What could not be widened is told by its name.
    func widen(_ topics: [PartitionIncrease], validatesOnly: Bool = false) throws(LogError) -> [String: KafkaFault] {
        guard !topics.isEmpty else { return [:] }
        var handles = unsafe AdminHandles { unsafe rd_kafka_NewPartitions_destroy($0) }
        var text = [CChar](repeating: 0, count: AdminLimits.faultByteCountMax)
        for topic in topics {
            let count = Int(topic.partitionCount)
            guard let handle = unsafe rd_kafka_NewPartitions_new(topic.name, count, &text, text.count) else {
                throw LogError(.invalid, "topic \(topic.name): \(Client.string(text))")
            }
            unsafe handles.append(handle)
        }
        let request = AdminRequest(
            client: client, operation: RD_KAFKA_ADMIN_OP_CREATEPARTITIONS, attempt: "adding partitions",
            validatesOnly: validatesOnly)
        return try unsafe request.answer(
            to: handles, send: rd_kafka_CreatePartitions, result: rd_kafka_event_CreatePartitions_result,
            rows: rd_kafka_CreatePartitions_result_topics, read: Self.faults)
    }

    @unsafe private static func handle(of topic: NewTopic) throws(LogError) -> OpaquePointer {
        var text = [CChar](repeating: 0, count: AdminLimits.faultByteCountMax)
        guard
            let handle = unsafe rd_kafka_NewTopic_new(
                topic.name, topic.partitionCount, topic.replicationFactor ?? -1, &text, text.count)
        else { throw LogError(.invalid, "topic \(topic.name): \(Client.string(text))") }
        for (name, value) in topic.settings.sorted(by: { $0.key < $1.key }) {
            // librdkafka copies both.
            _ = unsafe rd_kafka_NewTopic_set_config(handle, name, value)
        }
        return unsafe handle
    }

    @unsafe private static func faults(_ rows: [OpaquePointer]) -> [String: KafkaFault] {
        unsafe AdminRequest.faults(
            rows, name: rd_kafka_topic_result_name, code: rd_kafka_topic_result_error,
            text: rd_kafka_topic_result_error_string)
    }
}
