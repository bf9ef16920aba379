/// The bounds of the engine on Kafka, besides those of the contract. Times are in milliseconds.
package enum KafkaLogLimits {
    /// Records that wait in one producer, in KiB; more are refused with `.overloaded`.
    static let pendingKibibytes = 256 << 10
    /// An append is acknowledged or refused within this.
    static let deliveryTimeout = 10_000
    /// Replies that wait in one handle's producer, in KiB; what is more is lost.
    static let pendingReplyKibibytes = 64 << 10
    /// A reply that is not acknowledged within this is lost: whoever waits for it has been told to ask again.
    static let replyTimeout = 5_000
    /// The coordinator gives a transaction up after this. Who inherits the partitions of a member that died waits for
    /// its transaction, and with him all that he had before: it ends before the session does.
    static let transactionTimeout = 10_000
    /// A transaction is settled, or a producer readied, within this; then the caller is told.
    static let settleTimeout = 30_000
    /// A member that the group refused is told why within this, or it is a member after all.
    static let verdictTimeout = 10_000
    /// A member that says nothing for so long is put out of its group. Longer than a coordinator takes to move to
    /// another node: librdkafka 2.0.2 forgets its name in the group when this passes, and is then taken for another.
    static let sessionTimeout = 20_000
    /// A member whose thread does not come back for so long, to ask or to say that it stays, hangs, and is put out.
    /// Longer than all that a transaction and the taking of partitions may wait for between two of these.
    static let pollInterval = 300_000
    /// An inspection waits so long for the markers of transactions that it meets open.
    static let markerTimeout = 2_000
    /// Questions about offsets, topics and groups.
    static let questionTimeout = 10_000
    /// Between such a question that met an error which passes, and the same again: also librdkafka's own pause.
    static let questionPause = 20
    /// Groups that a log can be asked about without connecting anew: each takes a client.
    static let observerCountMax = 8
    /// The whole log closes within this, whatever the cluster does. What is under way is answered before, since a
    /// delivery ends earlier; what has not ended by then is left behind and told.
    package static let closeTimeout = 15_000
    /// A member leaves its group within this, or is left to time out.
    static let leaveTimeout = 5_000
    /// An error puts the cluster in doubt; without an answer for this long it counts as gone.
    static let doubtTimeout = 3_000
    /// Every client asks for its topics so often: more often than `deliveryTimeout`, so that a record waits for no
    /// leader that has long been there; and so a broker that hangs is missed, though nobody else asks it for anything.
    static let metadataInterval = 3_000
    /// At the start, once a broker has refused us or all have failed, another may still answer within this.
    static let refusalTimeout = 1_500
    /// At the start, how often the causes of a silence are looked at.
    static let connectStep = 250
    /// Between a client's statistics, unless `statistics.interval.ms` says otherwise; 0 is none.
    static let statisticsInterval = 5_000
    /// Brokers, and partitions, taken from librdkafka's statistics.
    static let statisticsRowCountMax = 2_048
    /// What a call to librdkafka waits at most before its deadline is looked at again.
    static let stepTimeout = 1_000
    /// What a consumer holds ready, in KiB.
    static let fetchedKibibytes = 6 << 10
    /// Of one answer of a broker, in bytes: what a consumer can hold beyond that.
    static let fetchByteCountMax = 4 << 20
    /// A consumer that has handed out so many records at once, and holds less than so many, is made to fetch on; the
    /// question that does it waits at most so long.
    static let refillBatchCountMin = 500
    static let refillQueueCountMax = 4_000
    static let refillTimeout = 100
    /// Messages taken from librdkafka at once.
    static let takenCountMax = 1_024
    /// What a batch adds to a record on its way.
    static let framingByteCountMax = 16 << 10
    /// A group's name with the prefix, in UTF-8.
    static let groupNameByteCountMax = 200
    /// librdkafka's own words about what it refuses.
    static let faultByteCountMax = 256
    /// A topic's name on the cluster, in ASCII; Kafka's own limit.
    static let topicNameByteCountMax = 249
    /// The name of a user in an ACL.
    static let principalByteCountMax = 256
}
