internal import Log

/// One partition and the table that holds it.
struct PartitionName: Hashable, Sendable {
    let topic: Topic
    let partition: Int32

    /// Quoted for SQL; topic names hold no quotes.
    var table: String { "\"\(topic.name)/\(partition)\"" }

    /// Its rows of a table that holds one for each partition.
    var condition: String { "topic='\(topic.name)' AND partition=\(partition)" }
}

extension Layout {
    /// Those of all topics, one topic behind the other.
    var partitions: [PartitionName] {
        policies.flatMap { policy in
            (0..<policy.partitionCount).map { PartitionName(topic: policy.topic, partition: $0) }
        }
    }
}
