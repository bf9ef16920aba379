/// The bounds of the log's contract.
package enum LogLimits {
    /// One record's key, value and headers together, but for a dead letter.
    package static let recordByteCountMax = 1 << 20
    /// A dead letter is its input and headers of its own: whatever an ingress may append, it holds whole. Of what is
    /// larger, which others can write, it holds a part.
    package static let deadLetterByteCountMax = recordByteCountMax + (16 << 10)

    package static func byteCountMax(of topic: Topic) -> Int {
        topic == .deadLetters ? deadLetterByteCountMax : recordByteCountMax
    }

    /// A batch that a member or reader is handed holds at most this much, or one record.
    package static let batchByteCountMax = 8 << 20
    /// Appends that wait for their group commit.
    package static let pendingAppendCountMax = 16_384
    /// Replies of one handle that were sent and are not acknowledged.
    package static let pendingReplyCountMax = 32_768
    /// Partitions of one topic.
    package static let partitionCountMax = 1_024
}
