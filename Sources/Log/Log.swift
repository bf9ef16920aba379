/// The log's contract: what the roles know of topics, whichever engine holds them.
///
/// Promises every engine keeps (Tests/LogConformance states each as a test):
/// - What was acknowledged is durable: it survives the death of the process and, on the embedded engine, of the
///   machine.
/// - A transaction's records and its consumed offsets become visible together or not at all. Readers see only what is
///   committed, in offset order. One that hangs holds back what else is written to its partitions, so what many write
///   to one partition, and somebody waits for, is no part of a transaction: replies are sent after it.
/// - A member is handed every record of its partitions, or told which are missing: none is passed over in silence.
/// - Readers and members wake when something was appended, by whichever process; nothing polls on a timer.
package protocol Log: AnyObject, Sendable {
    func partitionCount(of topic: Topic) throws(LogError) -> Int32

    /// Appends all records or none of them, and calls `completion` once, on a thread of the engine, when they are
    /// durable (with their offsets, in the order given) or refused; what is refused at once (`invalid`, `overloaded`,
    /// `closed`) may be so on the caller's thread, before `append` returns. What one thread appends to a partition
    /// comes in the order of its calls. Waits for nobody; appends that arrive together are made durable together. At
    /// most `LogLimits.pendingAppendCountMax` wait; more are refused with `.overloaded`.
    func append(_ records: NewRecords, completion: @escaping @Sendable (Result<[Int64], LogError>) -> Void)

    /// The offset that the next record of the partition will have, or a larger one: every record that was
    /// acknowledged before the call has a smaller one. Blocks for a read, not for an event.
    func endOffset(of topic: Topic, partition: Int32) throws(LogError) -> Int64

    /// The smallest offset from which on a reader finds all that was not deleted; the end offset where that is nothing.
    /// Deletion moves it. Compaction does not: what it takes is replaced by what stands further on.
    func startOffset(of topic: Topic, partition: Int32) throws(LogError) -> Int64

    /// A reader of the given partitions of one topic, from the given offsets on, without a group. An offset before the
    /// start means the start; one beyond the end is refused with `.invalid`. Who does not look at headers says so: an
    /// engine may leave them out, where they cost it more than the rest of a record.
    func reader(
        of topic: Topic, from offsets: [Int32: Int64], withHeaders: Bool
    ) throws(LogError) -> any LogReader

    /// A member of a consumer group that reads `topic` and writes transactions.
    func member(of group: String, topic: Topic) throws(LogError) -> any GroupMember

    /// The offset next to be consumed by the group, as last committed; nil where it never committed.
    func committedOffset(of group: String, topic: Topic, partition: Int32) throws(LogError) -> Int64?

    /// `listener` is told from now on how many replies were lost, and why, as often as that happens; from any thread,
    /// so it must be quick and must not call the log. There is one: another takes its place.
    func tellLostReplies(to listener: @escaping @Sendable (Int, LogError) -> Void)

    /// Refuses what is new, lets what is under way end, and releases everything. Readers and members end with `closed`.
    func close()
}

extension Log {
    /// A reader of whole records.
    package func reader(of topic: Topic, from offsets: [Int32: Int64]) throws(LogError) -> any LogReader {
        try reader(of: topic, from: offsets, withHeaders: true)
    }
}

/// Reads partitions by position. Owned by one thread; only `wake` may be called from others.
package protocol LogReader: AnyObject {
    /// Blocks until there is something to say. Records of one call are in offset order within each partition.
    func next(recordCountMax: Int) throws(LogError) -> ReadEvent

    /// Makes the current or the next call of `next` return `.woken`.
    var waker: any Waker { get }
}

/// What a reader meets.
package enum ReadEvent: Equatable, Sendable {
    case records([Record])
    /// The reader has passed everything there was, and what transactions had written that were under way when the
    /// reader was made; the next record has this offset or a larger one. Told once each time the end is reached, also
    /// for a partition that is empty at the start.
    case caughtUp(partition: Int32, offsetNext: Int64)
    case woken
    case closed
}

/// Interrupts a blocking reader or member; may be called from any thread, also after the reader is gone.
package protocol Waker: Sendable {
    func wake()
}

/// A consumer and a transactional producer in one. Owned by one thread; only the waker may be used from others.
///
/// The partitions of the topic are divided among the members of the group; a partition has one owner at a time.
package protocol GroupMember: AnyObject {
    /// Blocks until there is something to say. `recordCountMax` and `LogLimits.batchByteCountMax` bound a batch (a
    /// batch holds at least one record). After `revoked`, the next call of `next` or `close` lets the partitions go.
    func next(recordCountMax: Int) throws(LogError) -> MemberEvent

    /// Commits one transaction: the outputs, and for each partition the offset next to be consumed. Returns the
    /// outputs' offsets in the order given. When it throws, the next call of `next` goes on from the committed
    /// offsets, whatever they turned out to be: the caller drops what it derived from the batch and reads anew.
    ///
    /// `replies` are sent once the transaction is known to be committed, and never when this throws, whatever the
    /// outcome turns out to be. Nobody waits for them and nothing fails with them: what cannot be sent, or is more than
    /// `LogLimits.pendingReplyCountMax` on their way, is lost and told (`tellLostReplies`). So a reply may only say
    /// what whoever waits for it can ask for again.
    func commit(
        _ outputs: NewRecords, replies: NewRecords, offsetsNext: [Int32: Int64]
    ) throws(CommitFailure) -> [Int64]

    /// To be called again and again by who works long between two calls of `next`, as on a restore: a group at a
    /// distance puts out a member that does not call for minutes. Waits for nobody.
    func stay()

    /// The group's committed offset; nil where it never committed. Only for an assigned partition.
    func position(of partition: Int32) throws(LogError) -> Int64?

    /// Hands out nothing more of an assigned partition until `resume`, or until it is assigned anew. What was handed
    /// out of it and is not committed is handed out again then; what was handed out of others may still be committed.
    /// Does nothing for a partition that is not assigned.
    func pause(_ partition: Int32) throws(LogError)

    /// Goes on with a partition that was paused, from the group's committed offset.
    func resume(_ partition: Int32) throws(LogError)

    var waker: any Waker { get }

    /// Leaves the group; the partitions go to the others.
    func close()
}

extension GroupMember {
    /// One transaction that nobody is told of.
    package func commit(_ outputs: NewRecords, offsetsNext: [Int32: Int64]) throws(CommitFailure) -> [Int64] {
        try commit(outputs, replies: NewRecords(), offsetsNext: offsetsNext)
    }
}

/// What a member of a group meets.
package enum MemberEvent: Equatable, Sendable {
    /// These partitions are ours from now on, besides those we already have. Empty where a group that divides at a
    /// distance has answered and has none for us; an engine that divides at once need not say so.
    case assigned([Int32])
    /// These partitions go to others; what was decided for them may still be committed before the next call. What stays
    /// ours may be among them: it is assigned anew.
    case revoked([Int32])
    /// These partitions are already another's; nothing may be written for them.
    case lost([Int32])
    case records([Record])
    /// These are gone, and nobody of the group will ever be handed them. Told before any record behind them; their
    /// `offsetNext` may then be committed, and until the group is so far this is told again to whoever reads the
    /// partition anew. Not told of a compacted topic, whose records are replaced by what stands further on.
    case missing(MissingRecords)
    case woken
    case closed
}
