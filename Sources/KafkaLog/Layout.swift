internal import Log

/// The topics this log was opened with, and what they take.
struct Layout: Sendable {
    let policies: [TopicPolicy]
    let prefix: String
    private let byTopic: [Topic: TopicPolicy]

    init(_ policies: [TopicPolicy], prefix: String) throws(LogError) {
        var byTopic: [Topic: TopicPolicy] = [:]
        for policy in policies {
            guard (1...KafkaLogLimits.partitionCountMax).contains(policy.partitionCount) else {
                throw LogError(
                    .invalid,
                    "topic \(policy.topic.name): \(policy.partitionCount) partitions; "
                        + "give it 1 to \(KafkaLogLimits.partitionCountMax)")
            }
            guard byTopic.updateValue(policy, forKey: policy.topic) == nil else {
                throw LogError(.invalid, "topic \(policy.topic.name) is given twice; give it once")
            }
        }
        self.policies = policies
        self.prefix = prefix
        self.byTopic = byTopic
    }

    /// The topic's name on the cluster.
    func name(_ topic: Topic) -> String { prefix + topic.name }

    func policy(of topic: Topic) throws(LogError) -> TopicPolicy {
        guard let policy = byTopic[topic] else {
            throw LogError(.invalid, "topic \(topic.name) is not among the topics this log was opened with; add it")
        }
        return policy
    }

    func check(_ topic: Topic, _ partition: Int32) throws(LogError) {
        let policy = try policy(of: topic)
        guard partition >= 0, partition < policy.partitionCount else {
            throw LogError(
                .invalid,
                "topic \(topic.name) has no partition \(partition); it has 0 to \(policy.partitionCount - 1)")
        }
    }

    /// Refuses records that this log could never take.
    func validate(_ records: [NewRecord]) throws(LogError) {
        for record in records {
            try check(record.topic, record.partition)
            let size = (record.key?.count ?? 0) + (record.value?.count ?? 0) + record.headers.bytes.count
            let sizeMax = LogLimits.byteCountMax(of: record.topic)
            guard size <= sizeMax else {
                throw LogError(
                    .invalid,
                    "a record of \(size) bytes for topic \(record.topic.name); "
                        + "key, value and headers may have \(sizeMax) together")
            }
            // librdkafka takes 0 for now.
            guard record.timestamp > 0 else {
                throw LogError(
                    .invalid,
                    "a record for topic \(record.topic.name) with timestamp \(record.timestamp); "
                        + "it must be after 1970")
            }
            if record.key == nil, case .compact = byTopic[record.topic]?.cleanup {
                throw LogError(
                    .invalid, "a record without a key for the compacted topic \(record.topic.name); give it one")
            }
        }
    }
}
