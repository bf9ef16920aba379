/// The bounds of the engine on Kafka, besides those of the contract. Times are in milliseconds.
package enum KafkaLogLimits {
    /// Records that wait in one producer, in KiB; more are refused with `.overloaded`.
    static let pendingKibibytes = 256 << 10
    /// An append is acknowledged or refused within this.
    static let deliveryTimeout = 10_000
    /// The coordinator gives a transaction up after this.
    static let transactionTimeout = 15_000
    /// A transaction is settled, or a producer readied, within this; then the caller is told.
    static let settleTimeout = 30_000
    /// Questions about offsets, topics and groups.
    static let questionTimeout = 10_000
    /// A member leaves its group within this, or is left to time out.
    static let closeTimeout = 10_000
    /// What a call to librdkafka waits at most before its deadline is looked at again.
    static let stepTimeout = 1_000
    /// What a consumer holds ready, in KiB.
    static let fetchedKibibytes = 16 << 10
    /// Messages taken from librdkafka at once.
    static let takenCountMax = 1_024
    /// What a batch adds to a record on its way.
    static let framingByteCountMax = 16 << 10
    /// Partitions of one topic.
    static let partitionCountMax: Int32 = 1_024
    /// A group's name with the prefix, in UTF-8.
    static let groupNameByteCountMax = 200
}
