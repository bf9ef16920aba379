import Foundation
import Log
import SQLiteLog
import Synchronization
import Testing
import Waiting

@testable import Ingress

/// A service may be stopped before its reader of replies has begun.
@Suite struct ReplyReaderTests {
    @Test(arguments: [true, false])
    func `a log that is closed before the reader is there is a failure only where nobody stopped it`(
        isStopped: Bool
    ) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let policy = TopicPolicy(topic: .replies, partitionCount: 1, cleanup: .delete(retention: .seconds(3_600)))
        let log = LogThatWaits(try SQLiteLog(folder: folder, topics: [policy]))
        let failures = Mutex<[LogError]>([])
        weak var thread: ReplyReader?
        do {
            let reader = ReplyReader(
                instance: "i", deliver: { _ in }, dropped: { _ in },
                failed: { error in failures.withLock { $0.append(error) } })
            thread = reader
            try reader.start(log, partition: 0)
            if isStopped { reader.stop() }
        }
        log.close()
        log.goesOn.signal()
        // The thread keeps it until its end.
        #expect(asked({ thread == nil }, until: { $0 }))
        #expect(failures.withLock { $0.map(\.code) } == (isStopped ? [] : [.closed]))
    }
}

/// A log that makes readers only when it is told to go on.
private final class LogThatWaits: Log {
    let goesOn = DispatchSemaphore(value: 0)
    private let log: SQLiteLog

    init(_ log: SQLiteLog) { self.log = log }

    func reader(
        of topic: Topic, from offsets: [Int32: Int64], withHeaders: Bool
    ) throws(LogError) -> any LogReader {
        goesOn.wait()
        return try log.reader(of: topic, from: offsets, withHeaders: withHeaders)
    }

    func partitionCount(of topic: Topic) throws(LogError) -> Int32 { try log.partitionCount(of: topic) }

    func append(_ records: [NewRecord], completion: @escaping @Sendable (Result<[Int64], LogError>) -> Void) {
        log.append(records, completion: completion)
    }

    func endOffset(of topic: Topic, partition: Int32) throws(LogError) -> Int64 {
        try log.endOffset(of: topic, partition: partition)
    }

    func startOffset(of topic: Topic, partition: Int32) throws(LogError) -> Int64 {
        try log.startOffset(of: topic, partition: partition)
    }

    func member(of group: String, topic: Topic) throws(LogError) -> any GroupMember {
        try log.member(of: group, topic: topic)
    }

    func committedOffset(of group: String, topic: Topic, partition: Int32) throws(LogError) -> Int64? {
        try log.committedOffset(of: group, topic: topic, partition: partition)
    }

    func tellLostReplies(to listener: @escaping @Sendable (Int, LogError) -> Void) {
        log.tellLostReplies(to: listener)
    }

    func close() { log.close() }
}
