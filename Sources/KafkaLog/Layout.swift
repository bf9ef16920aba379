internal import Log

/// The topics this log was opened with, and what they take.
struct Layout: Sendable {
    let policies: [TopicPolicy]
    let prefix: String
    /// By their places in the catalogue.
    private let byTopic: [TopicPolicy?]
    /// What every record is checked against, flat; 0 partitions where a topic is not ours.
    private let limits: [(partitionCount: Int32, byteCountMax: Int, needsKey: Bool)]

    init(_ policies: [TopicPolicy], prefix: String) throws(LogError) {
        var byTopic = [TopicPolicy?](repeating: nil, count: Topic.allCases.count)
        for policy in policies {
            guard (1...KafkaLogLimits.partitionCountMax).contains(policy.partitionCount) else {
                throw LogError(
                    .invalid,
                    "topic \(policy.topic.name): \(policy.partitionCount) partitions; "
                        + "give it 1 to \(KafkaLogLimits.partitionCountMax)")
            }
            guard byTopic[policy.topic.place] == nil else {
                throw LogError(.invalid, "topic \(policy.topic.name) is given twice; give it once")
            }
            byTopic[policy.topic.place] = policy
        }
        self.policies = policies
        self.prefix = prefix
        self.byTopic = byTopic
        limits = Topic.allCases.map { topic in
            guard let policy = byTopic[topic.place] else { return (0, 0, false) }
            let needsKey = if case .compact = policy.cleanup { true } else { false }
            return (policy.partitionCount, LogLimits.byteCountMax(of: topic), needsKey)
        }
    }

    /// The topic's name on the cluster.
    func name(_ topic: Topic) -> String { prefix + topic.name }

    func policy(of topic: Topic) throws(LogError) -> TopicPolicy {
        guard let policy = byTopic[topic.place] else {
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
    func validate(_ records: NewRecords) throws(LogError) {
        for place in records.places {
            let limit = limits[place.topic.place]
            let fits =
                place.partition >= 0 && place.partition < limit.partitionCount && place.byteCount <= limit.byteCountMax
            // librdkafka takes a time of 0 for now.
            if !fits || place.timestamp <= 0 || (limit.needsKey && !place.hasKey) {
                throw try refusal(of: place, limit.byteCountMax)
            }
        }
    }

    private func refusal(of record: NewRecords.Place, _ sizeMax: Int) throws(LogError) -> LogError {
        try check(record.topic, record.partition)
        let (name, size) = (record.topic.name, record.byteCount)
        if size > sizeMax {
            return LogError(
                .invalid,
                "a record of \(size) bytes for topic \(name); key, value and headers may have \(sizeMax) together")
        }
        if record.timestamp <= 0 {
            return LogError(
                .invalid, "a record for topic \(name) with timestamp \(record.timestamp); it must be after 1970")
        }
        return LogError(.invalid, "a record without a key for the compacted topic \(name); give it one")
    }
}
