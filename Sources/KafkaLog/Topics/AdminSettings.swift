internal import CRdKafka
internal import Log

/// What a cluster has set, and setting it.
struct AdminSettings {
    let client: Client

    enum Resource: Hashable {
        case topic(String)
        case broker(Int32)

        fileprivate var name: String {
            switch self {
            case .topic(let name): name
            case .broker(let id): String(id)
            }
        }
    }

    struct Entry: Equatable {
        /// Nil where it has none or the cluster keeps it to itself.
        let value: String?
        /// Set on the topic itself, not a default.
        let isOwn: Bool
    }

    enum Answer {
        case entries([String: Entry])
        case fault(KafkaFault)
    }

    /// What is in force for each resource. `broker` is who is asked.
    func entries(of resources: [Resource], broker: Int32? = nil) throws(LogError) -> [Resource: Answer] {
        guard !resources.isEmpty else { return [:] }
        var handles = unsafe AdminHandles { unsafe rd_kafka_ConfigResource_destroy($0) }
        for resource in resources { try unsafe handles.append(Self.handle(of: resource)) }
        let request = AdminRequest(
            client: client, operation: RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, attempt: "asking for settings",
            broker: broker)
        return try unsafe request.answer(
            to: handles, send: rd_kafka_DescribeConfigs, result: rd_kafka_event_DescribeConfigs_result,
            rows: rd_kafka_DescribeConfigs_result_resources
        ) { rows in unsafe Self.answers(rows, resources) }
    }

    struct SettingsChange {
        let topic: String
        /// All that is to be set on the topic: what is not among them is reset to the default.
        let values: [String: String]
    }

    /// Sets what is wished for. What could not be is told by its topic.
    func set(_ changes: [SettingsChange], validatesOnly: Bool) throws(LogError) -> [String: KafkaFault] {
        guard !changes.isEmpty else { return [:] }
        var handles = unsafe AdminHandles { unsafe rd_kafka_ConfigResource_destroy($0) }
        for wish in changes {
            let handle = try unsafe Self.handle(of: .topic(wish.topic))
            unsafe handles.append(handle)
            for (name, value) in wish.values.sorted(by: { $0.key < $1.key }) {
                // Refuses nothing but an empty name, which no topic has and no file gives.
                _ = unsafe rd_kafka_ConfigResource_set_config(handle, name, value)
            }
        }
        let request = AdminRequest(
            client: client, operation: RD_KAFKA_ADMIN_OP_ALTERCONFIGS, attempt: "setting the topics' settings",
            validatesOnly: validatesOnly)
        return try unsafe request.answer(
            to: handles, send: rd_kafka_AlterConfigs, result: rd_kafka_event_AlterConfigs_result,
            rows: rd_kafka_AlterConfigs_result_resources
        ) { rows in
            unsafe AdminRequest.faults(
                rows, name: rd_kafka_ConfigResource_name, code: rd_kafka_ConfigResource_error,
                text: rd_kafka_ConfigResource_error_string)
        }
    }

    @unsafe private static func handle(of resource: Resource) throws(LogError) -> OpaquePointer {
        let type =
            switch resource {
            case .topic: RD_KAFKA_RESOURCE_TOPIC
            case .broker: RD_KAFKA_RESOURCE_BROKER
            }
        guard let handle = unsafe rd_kafka_ConfigResource_new(type, resource.name) else {
            throw LogError(.invalid, "a topic needs a name; see topics/ and --kafka-prefix")
        }
        return unsafe handle
    }

    @unsafe private static func answers(_ rows: [OpaquePointer], _ resources: [Resource]) -> [Resource: Answer] {
        var answers: [Resource: Answer] = [:]
        for index in unsafe rows.indices {
            let row = unsafe rows[index]
            guard let name = unsafe text(rd_kafka_ConfigResource_name(row)),
                let resource = resources.first(where: { $0.name == name })
            else { continue }
            let fault = unsafe KafkaFault.of(
                rd_kafka_ConfigResource_error(row), text: rd_kafka_ConfigResource_error_string(row))
            answers[resource] = unsafe fault.map { .fault($0) } ?? .entries(entries(row))
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
