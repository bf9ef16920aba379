internal import Log

/// One partition and the table that holds it.
struct PartitionName: Hashable, Sendable {
    let topic: Topic
    let partition: Int32

    /// Quoted for SQL; topic names hold no quotes.
    var table: String { "\"\(topic.name)/\(partition)\"" }
}

/// The topics this log was opened with; its partitions have dense indices 0..<partitions.count.
struct Layout: Sendable {
    struct PartitionRun: Sendable {
        let first: Int
        let policy: TopicPolicy
    }

    let partitions: [PartitionName]
    let runs: [Topic: PartitionRun]
    /// By their places in the catalogue.
    private let rules: [RecordRule]

    init(_ policies: [TopicPolicy]) throws(LogError) {
        var partitions: [PartitionName] = []
        var runs: [Topic: PartitionRun] = [:]
        for policy in policies {
            guard (1...LogLimits.partitionCountMax).contains(Int(policy.partitionCount)) else {
                throw LogError(
                    .invalid,
                    "topic \(policy.topic.name): \(policy.partitionCount) partitions; "
                        + "give it 1 to \(LogLimits.partitionCountMax)")
            }
            let run = PartitionRun(first: partitions.count, policy: policy)
            guard runs.updateValue(run, forKey: policy.topic) == nil else {
                throw LogError(.invalid, "topic \(policy.topic.name) is given twice; give it once")
            }
            for partition in 0..<policy.partitionCount {
                partitions.append(PartitionName(topic: policy.topic, partition: partition))
            }
        }
        self.partitions = partitions
        self.runs = runs
        rules = Topic.allCases.map { RecordRule($0, runs[$0]?.policy) }
    }

    func policy(of topic: Topic) throws(LogError) -> TopicPolicy {
        guard let run = runs[topic] else {
            throw LogError(.invalid, "topic \(topic.name) is not among the topics this log was opened with; add it")
        }
        return run.policy
    }

    func index(of topic: Topic, _ partition: Int32) throws(LogError) -> Int {
        if let refusal = rules[topic.index].refusal(ofPartition: partition) { throw refusal }
        return (runs[topic]?.first ?? 0) + Int(partition)
    }

    /// Why this log could never take the record; nil where it can.
    func refusal(of record: NewRecord) -> LogError? {
        let (rule, size) = (rules[record.topic.index], record.byteCount)
        let isTaken = rule.takes(
            partition: record.partition, byteCount: size, timestamp: record.timestamp, hasKey: record.key != nil)
        return isTaken
            ? nil : rule.refusal(partition: record.partition, byteCount: size, timestamp: record.timestamp)
    }

    /// Refuses records that this log could never take; returns their bytes.
    func validate(_ records: [NewRecord]) throws(LogError) -> Int {
        var total = 0
        for record in records {
            if let refusal = refusal(of: record) { throw refusal }
            total += record.byteCount
        }
        guard total <= SQLiteLogLimits.pendingByteCountMax else {
            throw LogError(
                .invalid,
                "\(total) bytes in one append; it may have \(SQLiteLogLimits.pendingByteCountMax), divide it")
        }
        return total
    }
}

extension NewRecord {
    var byteCount: Int { (key?.count ?? 0) + (value?.count ?? 0) + headers.bytes.count }
}
