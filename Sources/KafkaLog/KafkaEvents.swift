/// What the engine tells of itself, from threads of its own: what is called here must be quick and must not call the
/// log.
package struct KafkaEvents: Sendable {
    /// Nil: the cluster answers. Otherwise why it does not, for an operator. Told once at the start and at each change.
    package var reachable: @Sendable (String?) -> Void = { _ in }
    /// How a member's transaction ended, and how long it took from its begin.
    package var transactionEnded: @Sendable (TransactionEnd, Duration) -> Void = { _, _ in }
    /// What a group's division brought to one of our members; told as often as the member is.
    package var rebalanced: @Sendable (GroupChange) -> Void = { _ in }
    /// A topic has more partitions than its file says; told at the start, and when the group's division shows it.
    package var widened: @Sendable (WideTopic) -> Void = { _ in }
    /// librdkafka's own figures, one client after the other, each `statistics.interval.ms`.
    package var statistics: @Sendable (ClientStatistics) -> Void = { _ in }
    /// What of librdkafka did not end within its bound; its threads stay until the process ends.
    package var leftBehind: @Sendable (String) -> Void = { _ in }

    package init() {}
}

/// How a transaction ended.
package enum TransactionEnd: String, CaseIterable, Sendable {
    case committed, aborted, fenced, unknown
}

/// What a division of a group's partitions brings to a member.
package enum GroupChange: String, CaseIterable, Sendable {
    case assigned, revoked, lost
}
