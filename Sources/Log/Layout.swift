/// The topics that a log was opened with, and what they take: the same on every engine.
package struct Layout: Sendable {
    package let policies: [TopicPolicy]
    private let prefix: String
    /// By their indexes in the catalogue.
    private let byTopic: [TopicPolicy?]
    /// By their indexes in the catalogue.
    private let rules: [RecordRule]

    /// `prefix` stands before the topics' names where several logs share what holds them.
    package init(_ policies: [TopicPolicy], prefix: String = "") throws(LogError) {
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

    /// The topic's name with the log's prefix.
    package func name(_ topic: Topic) -> String { prefix + topic.name }

    package func policy(of topic: Topic) throws(LogError) -> TopicPolicy {
        guard let policy = byTopic[topic.index] else {
            throw LogError(.invalid, "topic \(topic.name) is not among the topics this log was opened with; add it")
        }
        return policy
    }

    package func isCompacted(_ topic: Topic) -> Bool { byTopic[topic.index].map { !$0.deletesByAge } ?? false }

    /// Refuses a partition that the topic has not by its file.
    package func check(_ topic: Topic, _ partition: Int32) throws(LogError) {
        if let refusal = rules[topic.index].refusal(ofPartition: partition) { throw refusal }
    }

    /// Refuses an offset that no reader can begin at, of a partition that ends at `end`.
    package func check(start offset: Int64, of topic: Topic, _ partition: Int32, end: Int64) throws(LogError) {
        guard offset >= 0, offset <= end else {
            throw LogError(
                .invalid,
                "offset \(offset) of partition \(partition) of \(topic.name): it ends at \(end); read from 0 to there")
        }
    }

    /// Why this log could never take the record; nil where it can.
    package func refusal(of entry: NewRecords.Entry) -> LogError? {
        let rule = rules[entry.topic.index]
        return rule.takes(entry) ? nil : rule.refusal(of: entry)
    }

    /// Refuses records that this log could never take.
    package func validate(_ records: NewRecords) throws(LogError) {
        for entry in records.entries {
            if let refusal = refusal(of: entry) { throw refusal }
        }
    }
}

extension Layout {
    /// Refuses a member's commit of partitions that are not there, of those of other members, which it adds to `lost`,
    /// and of offsets beyond what the member `reached`: the one behind the last that it was handed, 0 where it was
    /// handed nothing.
    package func checkCommit(
        of offsetsNext: [Int32: Int64], _ topic: Topic, by group: String, owned: Set<Int32>, lost: inout Set<Int32>,
        reached: (Int32) -> Int64
    ) throws(CommitFailure) {
        do throws(LogError) {
            for partition in offsetsNext.keys { try check(topic, partition) }
        } catch {
            throw .aborted(error)
        }
        let others = Set(offsetsNext.keys).subtracting(owned)
        if !others.isEmpty {
            lost.formUnion(others)
            let list = others.sorted().map(String.init).joined(separator: ", ")
            throw .fenced(
                LogError(.conflict, "partitions \(list) of \(topic.name) belong to another member of \(group)"))
        }
        for (partition, next) in offsetsNext where next < 0 || next > reached(partition) {
            throw .aborted(
                LogError(
                    .invalid,
                    "offset \(next) of partition \(partition) of \(topic.name) lies beyond what this member was handed"
                ))
        }
    }
}
