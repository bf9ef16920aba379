package import Log

/// Records that are older than their topic's retention, and stay since a group has not consumed them.
package struct RetentionHold: Equatable, Sendable {
    package let topic: Topic
    /// The one that is furthest behind in these partitions; nil where none has ever consumed them.
    package let group: String?
    package fileprivate(set) var recordCount: Int64
    /// How many partitions they are in.
    package fileprivate(set) var partitionCount: Int
}

/// What the embedded engine tells of itself, from threads of its own: what is called here must be quick and must not
/// call the log.
package struct SQLiteLogEvents: Sendable {
    /// After each run of retention: all that was held, one for each topic and group.
    package var held: @Sendable ([RetentionHold]) -> Void = { _ in }

    package init() {}
}

extension [RetentionHold] {
    /// Records of one more partition; put together by topic and group.
    mutating func add(_ topic: Topic, _ group: String?, _ recordCount: Int64) {
        guard recordCount > 0 else { return }
        if let index = firstIndex(where: { $0.topic == topic && $0.group == group }) {
            self[index].recordCount += recordCount
            self[index].partitionCount += 1
        } else {
            append(RetentionHold(topic: topic, group: group, recordCount: recordCount, partitionCount: 1))
        }
    }
}
