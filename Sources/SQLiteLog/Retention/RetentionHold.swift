package import Log

/// Records that are older than their topic's retention, and stay since a group has not consumed them.
package struct RetentionHold: Equatable, Sendable {
    package let topic: Topic
    /// The one that is furthest behind in these partitions; nil where none has ever consumed them.
    package let group: String?
    package let recordCount: Int64
    /// How many partitions they are in.
    package let partitionCount: Int
}

/// What the embedded engine tells of itself, from threads of its own: what is called here must be quick and must not
/// call the log.
package struct SQLiteLogEvents: Sendable {
    /// After each run of retention: all that was held, one for each topic and group.
    package var held: @Sendable ([RetentionHold]) -> Void = { _ in }

    package init() {}
}

/// The holds of one run, put together by topic and group.
struct RetentionHolds {
    private struct Key: Hashable {
        let topic: Topic
        let group: String?
    }

    private var counts: [Key: (records: Int64, partitions: Int)] = [:]

    mutating func add(_ topic: Topic, _ group: String?, _ recordCount: Int64) {
        guard recordCount > 0 else { return }
        let (records, partitions) = counts[Key(topic: topic, group: group)] ?? (0, 0)
        counts[Key(topic: topic, group: group)] = (records + recordCount, partitions + 1)
    }

    var all: [RetentionHold] {
        counts.map { key, count in
            RetentionHold(
                topic: key.topic, group: key.group, recordCount: count.records, partitionCount: count.partitions)
        }.sorted { ($0.topic.index, $0.group ?? "") < ($1.topic.index, $1.group ?? "") }
    }
}
