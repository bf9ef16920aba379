internal import CRdKafka
internal import Log

/// Makes the topics that are missing, and refuses those that differ where it matters.
struct TopicsOnCluster {
    let configuration: KafkaConfiguration
    let layout: Layout
    let client: Client

    func settle() throws(LogError) {
        var missing: [TopicPolicy] = []
        for policy in layout.policies {
            guard let count = try partitionCount(policy.topic) else {
                missing.append(policy)
                continue
            }
            try check(policy, count)
        }
        guard !missing.isEmpty else { return }
        guard configuration.makesTopics else {
            let names = missing.map { layout.name($0.topic) }.joined(separator: ", ")
            throw LogError(.invalid, "Kafka at \(client.servers) has no topic \(names); run waybill topics apply")
        }
        try make(missing)
        // Another process may have been first, with other counts; and a broker learns of a topic a moment later than
        // the controller that made it.
        for policy in missing { try check(policy, awaitPartitionCount(policy.topic)) }
    }

    /// Asks until the topic is known. Each question is a round trip; nothing else paces them.
    private func awaitPartitionCount(_ topic: Topic) throws(LogError) -> Int32 {
        let deadline = Deadline(milliseconds: KafkaLogLimits.questionTimeout)
        while true {
            if let count = try partitionCount(topic) { return count }
            guard !deadline.isPassed else {
                throw LogError(
                    .unavailable,
                    "topic \(layout.name(topic)) was made, but Kafka at \(client.servers) does not know it")
            }
        }
    }

    private func check(_ policy: TopicPolicy, _ count: Int32) throws(LogError) {
        guard count == policy.partitionCount else {
            throw LogError(
                .invalid,
                "topic \(layout.name(policy.topic)) has \(count) partitions on Kafka, and its file in topics/ says "
                    + "\(policy.partitionCount): a keyed topic keeps its count for life, since with another one its "
                    + "keys, and the lanes' state with them, would lie in other partitions; correct the file, or use "
                    + "another prefix")
        }
    }

    /// Nil where there is no such topic.
    private func partitionCount(_ topic: Topic) throws(LogError) -> Int32? {
        let deadline = Deadline(milliseconds: KafkaLogLimits.questionTimeout)
        while true {
            var metadata: UnsafePointer<rd_kafka_metadata>?
            // Asks for this topic only; the answer is ours to destroy.
            let code = unsafe rd_kafka_metadata(
                client.handle, 0, client.topic(topic), &metadata, deadline.step)
            if let fault = KafkaFault.of(code) {
                if deadline.isPassed { throw fault.error("asking for topic \(layout.name(topic))", on: client.servers) }
                continue
            }
            guard let metadata = unsafe metadata else { return nil }
            defer { unsafe rd_kafka_metadata_destroy(metadata) }
            guard unsafe metadata.pointee.topic_cnt == 1, let row = unsafe metadata.pointee.topics?.pointee else {
                return nil
            }
            switch unsafe row.err {
            case RD_KAFKA_RESP_ERR_NO_ERROR: return unsafe row.partition_cnt
            case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART: return nil
            case RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE where !deadline.isPassed: continue
            default:
                throw KafkaFault(unsafe row.err).error("asking for topic \(layout.name(topic))", on: client.servers)
            }
        }
    }

    private func make(_ policies: [TopicPolicy]) throws(LogError) {
        // Each is ours until it is destroyed below; librdkafka copies them for the request.
        var topics: [OpaquePointer?] = unsafe []
        defer { for index in unsafe topics.indices { unsafe rd_kafka_NewTopic_destroy(topics[index]) } }
        var text = [CChar](repeating: 0, count: 256)
        for policy in policies {
            guard
                let topic = unsafe rd_kafka_NewTopic_new(
                    layout.name(policy.topic), policy.partitionCount, configuration.replicationFactor ?? -1, &text,
                    text.count)
            else { throw LogError(.invalid, "topic \(layout.name(policy.topic)): \(Client.string(text))") }
            unsafe topics.append(topic)
            for (name, value) in settings(of: policy) { _ = unsafe rd_kafka_NewTopic_set_config(topic, name, value) }
        }
        let options = unsafe rd_kafka_AdminOptions_new(client.handle, RD_KAFKA_ADMIN_OP_CREATETOPICS)
        let queue = unsafe rd_kafka_queue_new(client.handle)
        defer {
            unsafe rd_kafka_AdminOptions_destroy(options)
            unsafe rd_kafka_queue_destroy(queue)
        }
        let timeout = Int32(KafkaLogLimits.questionTimeout)
        _ = unsafe rd_kafka_AdminOptions_set_request_timeout(options, timeout, &text, text.count)
        _ = unsafe rd_kafka_AdminOptions_set_operation_timeout(options, timeout, &text, text.count)
        unsafe rd_kafka_CreateTopics(client.handle, &topics, topics.count, options, queue)
        // The request's own timeout makes an event in any case.
        guard let event = unsafe rd_kafka_queue_poll(queue, -1) else { return }
        defer { unsafe rd_kafka_event_destroy(event) }
        if let fault = KafkaFault.of(unsafe rd_kafka_event_error(event)) {
            throw fault.error("making topics", on: client.servers)
        }
        try unsafe readAnswers(event)
    }

    @unsafe private func readAnswers(_ event: OpaquePointer) throws(LogError) {
        // Results live as long as their event.
        var count = 0
        guard let result = unsafe rd_kafka_event_CreateTopics_result(event),
            let rows = unsafe rd_kafka_CreateTopics_result_topics(result, &count)
        else { return }
        for index in 0..<count {
            let code = unsafe rd_kafka_topic_result_error(rows[index])
            // Another process was first.
            guard let fault = KafkaFault.of(code), code != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS else { continue }
            let name = unsafe rd_kafka_topic_result_name(rows[index]).map { unsafe String(cString: $0) } ?? ""
            throw fault.error("making topic \(name)", on: client.servers)
        }
    }

    private func settings(of policy: TopicPolicy) -> [(String, String)] {
        let sizeMax = LogLimits.byteCountMax(of: policy.topic) + KafkaLogLimits.framingByteCountMax
        var settings = [
            ("max.message.bytes", "\(sizeMax)"),
            ("message.timestamp.type", "CreateTime"),
            // A record's time is its appender's word; retention by it is ours to answer for.
            ("message.timestamp.before.max.ms", "\(Int64.max)"),
            ("message.timestamp.after.max.ms", "\(Int64.max)"),
            ("unclean.leader.election.enable", "false"),
        ]
        if let count = configuration.minimumInSyncReplicas { settings.append(("min.insync.replicas", "\(count)")) }
        switch policy.cleanup {
        case .delete(let retention):
            settings += [("cleanup.policy", "delete"), ("retention.ms", Self.milliseconds(retention) ?? "-1")]
        case .compact(let retention):
            settings += [
                ("cleanup.policy", "compact"),
                ("delete.retention.ms", Self.milliseconds(retention) ?? "\(Int64.max)"),
            ]
        }
        return settings
    }

    /// Nil for what is longer than milliseconds can say.
    private static func milliseconds(_ duration: Duration) -> String? {
        let (product, overflow) = duration.components.seconds.multipliedReportingOverflow(by: 1_000)
        return overflow ? nil : "\(product)"
    }
}
