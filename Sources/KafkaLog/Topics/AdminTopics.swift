internal import CRdKafka
internal import Log

/// Carries out a plan's steps, those of one kind by one request. What could not be done is told by the topic's name.
struct AdminTopics {
    let client: Client
    /// The cluster only checks what it is asked to do.
    var validatesOnly = false

    /// A topic that is there already is no fault, since another process may have been first.
    func make(_ steps: [TopicsPlan.Step]) throws(LogError) -> [String: KafkaFault] {
        let faults = try unsafe request(RD_KAFKA_ADMIN_OP_CREATETOPICS, "making topics").answer(
            about: steps, handle: Self.handle(of:), destroy: rd_kafka_NewTopic_destroy, send: rd_kafka_CreateTopics,
            result: rd_kafka_event_CreateTopics_result, rows: rd_kafka_CreateTopics_result_topics, read: Self.faults)
        return faults.filter { $0.value.code != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS }
    }

    func widen(_ steps: [TopicsPlan.Step]) throws(LogError) -> [String: KafkaFault] {
        try unsafe request(RD_KAFKA_ADMIN_OP_CREATEPARTITIONS, "adding partitions").answer(
            about: steps, handle: Self.handle(of:), destroy: rd_kafka_NewPartitions_destroy,
            send: rd_kafka_CreatePartitions, result: rd_kafka_event_CreatePartitions_result,
            rows: rd_kafka_CreatePartitions_result_topics, read: Self.faults)
    }

    func set(_ steps: [TopicsPlan.Step]) throws(LogError) -> [String: KafkaFault] {
        try unsafe request(RD_KAFKA_ADMIN_OP_ALTERCONFIGS, "setting the topics' settings").answer(
            about: steps, handle: Self.handle(of:), destroy: rd_kafka_ConfigResource_destroy,
            send: rd_kafka_AlterConfigs, result: rd_kafka_event_AlterConfigs_result,
            rows: rd_kafka_AlterConfigs_result_resources
        ) { rows in
            unsafe AdminRequest.faults(
                rows, name: rd_kafka_ConfigResource_name, code: rd_kafka_ConfigResource_error,
                text: rd_kafka_ConfigResource_error_string)
        }
    }

    private func request(_ operation: rd_kafka_admin_op_t, _ attempt: String) -> AdminRequest {
        AdminRequest(client: client, operation: operation, attempt: attempt, validatesOnly: validatesOnly)
    }

    /// What librdkafka's function is given for a step; it copies all names and values.
    @unsafe private static func handle(of step: TopicsPlan.Step) throws(LogError) -> OpaquePointer? {
        var text = [CChar](repeating: 0, count: KafkaLogLimits.faultByteCountMax)
        let handle: OpaquePointer?
        switch step {
        case .make(let name, let count, let factor, let settings):
            unsafe handle = rd_kafka_NewTopic_new(name, count, factor ?? -1, &text, text.count)
            for (name, value) in settings.sorted(by: { $0.key < $1.key }) where unsafe handle != nil {
                _ = unsafe rd_kafka_NewTopic_set_config(handle, name, value)
            }
        case .widen(let name, _, let count):
            unsafe handle = rd_kafka_NewPartitions_new(name, Int(count), &text, text.count)
        case .set(let name, let changes, let others):
            unsafe handle = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, name)
            let values = others.merging(changes.map { ($0.name, $0.becomes) }) { $1 }
            for (name, value) in values.sorted(by: { $0.key < $1.key }) where unsafe handle != nil {
                // Refuses nothing but an empty name, which no topic has and no file gives.
                _ = unsafe rd_kafka_ConfigResource_set_config(handle, name, value)
            }
        }
        guard let handle = unsafe handle else {
            throw LogError(.invalid, "topic \(step.topicName): \(Client.string(text))")
        }
        return unsafe handle
    }

    @unsafe private static func faults(_ rows: [OpaquePointer]) -> [String: KafkaFault] {
        unsafe AdminRequest.faults(
            rows, name: rd_kafka_topic_result_name, code: rd_kafka_topic_result_error,
            text: rd_kafka_topic_result_error_string)
    }
}
