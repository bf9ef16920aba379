internal import Foundation
internal import Log
internal import LogConformance
internal import SQLite
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

    func delete(_ topic: Topic, _ partition: Int32, before offset: Int64) throws {
        try Connection(path: file, access: .readWrite, busyTimeout: 10_000).execute(
            "DELETE FROM \"\(topic.name)/\(partition)\" WHERE record_offset < \(offset)")
    }

    func retain(_ log: any Log, now: Int64) throws {
        try (log as? SQLiteLog)?.retain(now: now)
    }
}
