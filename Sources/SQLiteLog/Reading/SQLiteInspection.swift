internal import Foundation
package import Log
internal import SQLite

/// Looks at an embedded log without changing anything in it: for commands that only show, beside a running service or
/// without one. Owned by one thread.
package final class SQLiteInspection {
    /// How many partitions each topic has in the log; a topic that is not here was never made.
    package let partitionCounts: [Topic: Int32]
    private let path: String
    private let lookup: Lookup

    /// Nil where no log was made in the folder yet. Throws where nobody can tell: the folder may not be looked into.
    package init?(folder: String) throws(LogError) {
        path = SQLiteLog.file(in: folder)
        guard try Self.isThere(path) else { return nil }
        let path = path
        let connection = try logged { () throws(SQLiteError) in try Schema.connectReader(path) }
        try Schema.checkVersion(of: connection)
        partitionCounts = try logged { () throws(SQLiteError) in
            var counts: [Topic: Int32] = [:]
            let statement = try connection.prepare("SELECT topic, partitions FROM topics")
            while try statement.step() {
                guard let topic = statement.text(0).flatMap(Topic.init(rawValue:)) else { continue }
                counts[topic] = Int32(clamping: statement.integer(1))
            }
            return counts
        }
        lookup = try Lookup(path: path)
    }

    private static func isThere(_ path: String) throws(LogError) -> Bool {
        do {
            _ = try FileManager.default.attributesOfItem(atPath: path)
            return true
        } catch CocoaError.fileReadNoSuchFile {
            return false
        } catch {
            // Foundation's own error is a page long.
            throw LogError(.unavailable, "cannot look for a log at \(path): see who may enter its folder")
        }
    }

    /// Where the log is not as the topics' files describe it, a line each.
    package func differences(from topics: [TopicPolicy]) -> [String] {
        topics.compactMap { policy in
            guard let count = partitionCounts[policy.topic] else { return "\(policy.topic.name) is missing" }
            guard count != policy.partitionCount else { return nil }
            return "\(policy.topic.name) has \(count) partitions, its file says \(policy.partitionCount)"
        }
    }

    package func endOffset(of topic: Topic, partition: Int32) throws(LogError) -> Int64 {
        try lookup.endOffset(PartitionName(topic: topic, partition: partition))
    }

    /// The record at that offset; nil where there is none.
    package func record(of topic: Topic, partition: Int32, offset: Int64) throws(LogError) -> Record? {
        guard (0..<(partitionCounts[topic] ?? 0)).contains(partition), offset >= 0 else { return nil }
        let cursor = try RecordCursor(path: path, topic: topic)
        try cursor.add(partition, from: offset)
        return try cursor.read(recordCountMax: 1).first { $0.offset == offset }
    }

    /// Every record that the topic holds at the moment of the call, in offset order within each partition; a batch of
    /// them is in memory at a time.
    package func forEach(of topic: Topic, _ body: (Record) -> Void) throws(LogError) {
        let cursor = try RecordCursor(path: path, topic: topic)
        for partition in 0..<(partitionCounts[topic] ?? 0) { try cursor.add(partition, from: 0) }
        while true {
            let records = try cursor.read(recordCountMax: SQLiteLogLimits.inspectionRecordCount)
            guard !records.isEmpty else { return }
            for record in records { body(record) }
        }
    }
}
