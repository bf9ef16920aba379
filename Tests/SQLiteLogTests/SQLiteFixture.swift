internal import Foundation
internal import Log
internal import LogConformance
internal import SQLiteLog

/// A folder of its own, gone with the fixture.
final class SQLiteFixture: LogFixture {
    let folder: String
    let topics: [TopicPolicy]

    init(_ topics: [TopicPolicy] = LogPromise.topics) {
        folder = "\(NSTemporaryDirectory())waybill-log-\(UUID().uuidString)"
        self.topics = topics
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    var file: String { "\(folder)/log.sqlite" }

    func open() throws -> any Log {
        try SQLiteLog(folder: folder, topics: topics)
    }

    func retain(_ log: any Log, now: Int64) throws {
        try (log as? SQLiteLog)?.retain(now: now)
    }
}
