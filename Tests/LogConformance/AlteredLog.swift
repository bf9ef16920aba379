package import Log

/// A log that is another one in all but its readers.
package final class AlteredLog: Log {
    /// What is to be given for a reader that the other log would make.
    package typealias Reader =
        @Sendable (_ make: () throws(LogError) -> any LogReader) throws(LogError) -> any LogReader

    private let log: any Log
    private let reader: Reader

    package init(_ log: any Log, reader: @escaping Reader) { (self.log, self.reader) = (log, reader) }

    package func reader(
        of topic: Topic, from offsets: [Int32: Int64], withHeaders: Bool
    ) throws(LogError) -> any LogReader {
        try reader { () throws(LogError) in
            try log.reader(of: topic, from: offsets, withHeaders: withHeaders)
        }
    }

    package func partitionCount(of topic: Topic) throws(LogError) -> Int32 { try log.partitionCount(of: topic) }

    package func append(_ records: NewRecords, completion: @escaping @Sendable (Result<[Int64], LogError>) -> Void) {
        log.append(records, completion: completion)
    }

    package func endOffset(of topic: Topic, partition: Int32) throws(LogError) -> Int64 {
        try log.endOffset(of: topic, partition: partition)
    }

    package func startOffset(of topic: Topic, partition: Int32) throws(LogError) -> Int64 {
        try log.startOffset(of: topic, partition: partition)
    }

    package func member(of group: String, topic: Topic) throws(LogError) -> any GroupMember {
        try log.member(of: group, topic: topic)
    }

    package func committedOffset(of group: String, topic: Topic, partition: Int32) throws(LogError) -> Int64? {
        try log.committedOffset(of: group, topic: topic, partition: partition)
    }

    package func tellLostReplies(to listener: @escaping @Sendable (Int, LogError) -> Void) {
        log.tellLostReplies(to: listener)
    }

    package func close() { log.close() }
}
