internal import Files
internal import Foundation
package import Log
internal import Synchronization

/// The embedded engine of the log: one SQLite file in a folder, for one machine.
///
/// An append is acknowledged once it has reached the disk. Several processes may open the same folder at the same time;
/// a consumer group belongs to one of them. The folder must lie on a local disk (shared memory, file locks and inotify
/// do not reach across machines). It closes with its last reference at the latest; readers and members hold one.
package final class SQLiteLog: Log {
    /// What tells this log from every other, made with it.
    package let id: String
    let engine: Engine

    /// Opens the log in `folder`, or makes it. A topic that holds records keeps its partition count; another one is
    /// refused with `.invalid`. Other errors: `.unavailable` where the disk refuses, `.corrupt` where the file is none.
    /// `events` are told from then on.
    package init(
        folder: String, topics: [TopicPolicy], events: SQLiteLogEvents = SQLiteLogEvents()
    ) throws(LogError) {
        do throws(FileFault) {
            // Records hold names and addresses: nobody else may read them, whoever may enter the folders above.
            try makeFolder(folder)
        } catch {
            throw LogError(.unavailable, error.description)
        }
        engine = try Engine(folder: folder, layout: Layout(topics), events)
        id = String(try engine.lookup.logID() ?? 0)
        engine.start()
    }

    deinit {
        engine.close()
    }

    /// The file of the log in a folder, whether it is there or not.
    package static func file(in folder: String) -> String { folder + "/log.sqlite" }

    package func partitionCount(of topic: Topic) throws(LogError) -> Int32 {
        try engine.layout.policy(of: topic).partitionCount
    }

    package func append(
        _ records: NewRecords, completion: @escaping @Sendable (Result<[Int64], LogError>) -> Void
    ) {
        do throws(LogError) {
            try engine.layout.validate(records)
            try Job.checkByteCount(of: [records])
            let job = Job(records: [records], isAppend: true, completion: completion)
            if let refusal = engine.writer.submit(job) { throw refusal }
        } catch {
            completion(.failure(error))
        }
    }

    package func endOffset(of topic: Topic, partition: Int32) throws(LogError) -> Int64 {
        try engine.lookup.endOffset(name(topic, partition))
    }

    package func startOffset(of topic: Topic, partition: Int32) throws(LogError) -> Int64 {
        let name = try name(topic, partition)
        // What compaction takes is replaced by what stands further on: nothing is missing from the first offset on.
        if case .compact = try engine.layout.policy(of: topic).cleanup { return 0 }
        return try engine.lookup.startOffset(name)
    }

    package func reader(
        of topic: Topic, from offsets: [Int32: Int64], withHeaders _: Bool
    ) throws(LogError) -> any LogReader {
        try engine.refuseIfClosed()
        let cursor = try RecordCursor(path: engine.path, topic: topic)
        for (partition, offset) in offsets.sorted(by: { $0.key < $1.key }) {
            let end = try endOffset(of: topic, partition: partition)
            try engine.layout.check(start: offset, of: topic, partition, end: end)
            try cursor.add(partition, from: offset)
        }
        return Reader(cursor, topic, engine.subscriptions, of: self)
    }

    package func member(of group: String, topic: Topic) throws(LogError) -> any GroupMember {
        try engine.refuseIfClosed()
        return try Member(group, topic, engine, of: self)
    }

    package func committedOffset(of group: String, topic: Topic, partition: Int32) throws(LogError) -> Int64? {
        try engine.lookup.committedOffset(of: group, name(topic, partition))
    }

    package func tellLostReplies(to listener: @escaping @Sendable (Int, LogError) -> Void) {
        engine.lostReplies.tell(to: listener)
    }

    /// Why nothing can be written although the disk would take it: the file is not where it was opened. Quick.
    package var fileFault: LogError? { engine.file.fault }

    /// Tries whether something can be written, and tells what came of it, on the writer's thread.
    package func probe(completion: @escaping @Sendable (LogError?) -> Void) {
        let clearing = Job(probe: .clear) { _ in }
        let filling = Job(probe: .fill) { [engine] outcome in
            switch outcome {
            case .success:
                // What it refuses is left for the next probe to give back.
                _ = engine.writer.submit(clearing)
                completion(nil)
            case .failure(let error): completion(error)
            }
        }
        if let refusal = engine.writer.submit(filling) { completion(refusal) }
    }

    /// Of the write-ahead file, after this handle's last commit. It grows while some process reads an old snapshot.
    package var writeAheadByteCount: Int { engine.checkpointer.byteCount.load(ordering: .relaxed) }

    package func close() {
        engine.close()
    }

    /// Applies the topics' policies as of `now` (milliseconds since 1970). The engine does so itself at the start and
    /// every hour. Records older than a topic's retention go once every group has consumed them, superseded records and
    /// old tombstones of a compacted topic go, the last record of a partition stays.
    package func retain(now: Int64) throws(LogError) {
        try engine.refuseIfClosed()
        try engine.retain(now: now)
    }

    private func name(_ topic: Topic, _ partition: Int32) throws(LogError) -> PartitionName {
        try engine.refuseIfClosed()
        try engine.layout.check(topic, partition)
        return PartitionName(topic: topic, partition: partition)
    }
}

/// The clock that the engine's own run of retention reads.
func millisecondsSince1970() -> Int64 {
    Int64(Date().timeIntervalSince1970 * 1_000)
}
