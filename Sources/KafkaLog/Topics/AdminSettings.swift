internal import CRdKafka
internal import Log

/// What a cluster has set.
struct AdminSettings {
    let client: Client

    struct Entry: Equatable {
        /// Nil where it has none or the cluster keeps it to itself.
        let value: String?
        /// Set on the topic itself, not a default.
        let isOwn: Bool
    }

    typealias Answer = Result<[String: Entry], KafkaFault>

    /// What is in force for topics, or for brokers by their numbers. `broker` is who is asked.
    func entries(
        of names: [String], _ kind: rd_kafka_ResourceType_t = RD_KAFKA_RESOURCE_TOPIC, broker: Int32? = nil
    ) throws(LogError) -> [String: Answer] {
        let request = AdminRequest(
            client: client, operation: RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, attempt: "asking for settings",
            broker: broker)
        return try unsafe request.answer(
            about: names, handle: { unsafe rd_kafka_ConfigResource_new(kind, $0) },
            destroy: rd_kafka_ConfigResource_destroy, send: rd_kafka_DescribeConfigs,
            result: rd_kafka_event_DescribeConfigs_result, rows: rd_kafka_DescribeConfigs_result_resources,
            read: Self.answers)
    }

    /// Why nobody tells what is set on a topic, for an operator.
    func error(_ answer: Answer?, topic name: String) -> LogError {
        if case .failure(let fault) = answer {
            return fault.error("describe the settings of", topic: name, on: client.servers)
        }
        return LogError(
            .unavailable, "Kafka at \(client.servers) does not tell the settings of topic \(name); try again")
    }

    @unsafe private static func answers(_ rows: [OpaquePointer]) -> [String: Answer] {
        var answers: [String: Answer] = [:]
        for index in unsafe rows.indices {
            let row = unsafe rows[index]
            guard let name = unsafe text(rd_kafka_ConfigResource_name(row)) else { continue }
            let fault = unsafe KafkaFault.of(
                rd_kafka_ConfigResource_error(row), text: rd_kafka_ConfigResource_error_string(row))
            answers[name] = unsafe fault.map { .failure($0) } ?? .success(entries(row))
        }
        return answers
    }

    @unsafe private static func entries(_ row: OpaquePointer) -> [String: Entry] {
        var entries: [String: Entry] = [:]
        let rows = unsafe AdminRequest.rows(of: row, rd_kafka_ConfigResource_configs)
        for index in unsafe rows.indices {
            let entry = unsafe rows[index]
            guard let name = unsafe text(rd_kafka_ConfigEntry_name(entry)) else { continue }
            let source = unsafe rd_kafka_ConfigEntry_source(entry)
            entries[name] = Entry(
                value: unsafe text(rd_kafka_ConfigEntry_value(entry)),
                isOwn: source == RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG)
        }
        return entries
    }

    @unsafe private static func text(_ start: UnsafePointer<CChar>?) -> String? {
        unsafe start.map { unsafe String(cString: $0) }
    }
}
