/// What one topic takes, the same on every engine: what breaks this can never be written, whoever asks how often.
///
/// Sizes are counted in our own encoding (`Headers.bytes`), which is never smaller than what Kafka makes of the same
/// record but for the framing that an engine there has room for: what passes here, no broker refuses for its size.
package struct RecordRule: Sendable {
    /// 0 where the topic is none of the log's.
    private let partitionCount: Int32
    private let byteCountMax: Int
    private let needsKey: Bool
    private let topic: Topic

    /// `policy` is nil for a topic that the log was not opened with.
    package init(_ topic: Topic, _ policy: TopicPolicy?) {
        self.topic = topic
        partitionCount = policy?.partitionCount ?? 0
        byteCountMax = LogLimits.byteCountMax(of: topic)
        needsKey = if case .compact = policy?.cleanup { true } else { false }
    }

    package func takes(_ entry: NewRecords.Entry) -> Bool {
        // A time of 0 would be taken for now by librdkafka, and -1 for none.
        entry.partition >= 0 && entry.partition < partitionCount && entry.byteCount <= byteCountMax
            && entry.timestamp > 0 && (entry.hasKey || !needsKey)
    }

    /// Why `takes` refuses it.
    package func refusal(of entry: NewRecords.Entry) -> LogError {
        let name = topic.name
        if let refusal = refusal(ofPartition: entry.partition) { return refusal }
        if entry.byteCount > byteCountMax {
            return LogError(
                .invalid,
                "a record of \(entry.byteCount) bytes for topic \(name); key, value and headers may have "
                    + "\(byteCountMax) together")
        }
        if entry.timestamp <= 0 {
            return LogError(
                .invalid, "a record for topic \(name) with timestamp \(entry.timestamp); it must be after 1970")
        }
        return LogError(.invalid, "a record without a key for the compacted topic \(name); give it one")
    }

    /// Nil where the topic has that partition.
    package func refusal(ofPartition partition: Int32) -> LogError? {
        guard partitionCount > 0 else {
            return LogError(.invalid, "topic \(topic.name) is not among the topics this log was opened with; add it")
        }
        guard partition < 0 || partition >= partitionCount else { return nil }
        return LogError(
            .invalid, "topic \(topic.name) has no partition \(partition); it has 0 to \(partitionCount - 1)")
    }
}
