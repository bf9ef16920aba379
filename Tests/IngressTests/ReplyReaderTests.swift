import Following
import Foundation
import Log
import LogConformance
import SQLiteLog
import Synchronization
import Testing
import Waiting

@testable import Ingress
@testable import Requests

/// A service may be stopped before its reader of replies has begun.
@Suite struct ReplyReaderTests {
    @Test(arguments: [true, false])
    func `a log that is closed before the reader is there is a failure only where nobody stopped it`(
        isStopped: Bool
    ) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let policy = TopicPolicy(topic: .replies, partitionCount: 1, cleanup: .delete(retention: .seconds(3_600)))
        let goesOn = DispatchSemaphore(value: 0)
        let log = AlteredLog(try SQLiteLog(folder: folder, topics: [policy])) { make throws(LogError) in
            goesOn.wait()
            return try make()
        }
        let failures = Mutex<[LogError]>([])
        weak var thread: Follower?
        do {
            let reader = ReplyReader(
                instance: "i", deliver: { _ in }, dropped: { _ in },
                failed: { error in failures.withLock { $0.append(error) } })
            thread = reader.follower
            try reader.start(log, partition: 0)
            if isStopped { reader.stop() }
        }
        log.close()
        goesOn.signal()
        // The thread keeps it until its end.
        #expect(asked({ thread == nil }, until: { $0 }))
        #expect(failures.withLock { $0.map(\.code) } == (isStopped ? [] : [.closed]))
    }
}
