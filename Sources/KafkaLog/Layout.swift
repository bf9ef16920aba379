internal import Log

/// The topics this log was opened with, and what they take.
struct Layout: Sendable {
    let policies: [TopicPolicy]
    let prefix: String
    /// By their indexes in the catalogue.
    private let byTopic: [TopicPolicy?]
    /// By their indexes in the catalogue.
    private let rules: [RecordRule]

    init(_ policies: [TopicPolicy], prefix: String) throws(LogError) {
        var byTopic = [TopicPolicy?](repeating: nil, count: Topic.allCases.count)
        for policy in policies {
            guard (1...LogLimits.partitionCountMax).contains(Int(policy.partitionCount)) else {
                throw LogError(
                    .invalid,
                    "topic \(policy.topic.name): \(policy.partitionCount) partitions; "
                        + "give it 1 to \(LogLimits.partitionCountMax)")
            }
            guard byTopic[policy.topic.index] == nil else {
                throw LogError(.invalid, "topic \(policy.topic.name) is given twice; give it once")
            }
            byTopic[policy.topic.index] = policy
        }
        self.policies = policies
        self.prefix = prefix
        self.byTopic = byTopic
        rules = Topic.allCases.map { RecordRule($0, byTopic[$0.index]) }
    }

    /// The topic's name on the cluster.
    func name(_ topic: Topic) -> String { prefix + topic.name }

    func policy(of topic: Topic) throws(LogError) -> TopicPolicy {
        guard let policy = byTopic[topic.index] else {
            throw LogError(.invalid, "topic \(topic.name) is not among the topics this log was opened with; add it")
        }
        return policy
    }

    func isCompacted(_ topic: Topic) -> Bool { byTopic[topic.index].map { !$0.deletesByAge } ?? false }

    /// Whether the topic has that partition by its file.
    func holds(_ topic: Topic, _ partition: Int32) -> Bool {
        rules[topic.index].refusal(ofPartition: partition) == nil
    }

    func check(_ topic: Topic, _ partition: Int32) throws(LogError) {
        if let refusal = rules[topic.index].refusal(ofPartition: partition) { throw refusal }
    }

    /// Why this log could never take the record; nil where it can.
    func refusal(of entry: NewRecords.Entry) -> LogError? {
        let rule = rules[entry.topic.index]
        return rule.takes(entry) ? nil : rule.refusal(of: entry)
    }

    /// Refuses records that this log could never take.
    func validate(_ records: NewRecords) throws(LogError) {
        for entry in records.entries {
            if let refusal = refusal(of: entry) { throw refusal }
        }
    }
}
