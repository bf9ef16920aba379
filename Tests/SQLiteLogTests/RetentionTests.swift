internal import Log
internal import LogConformance
internal import SQLite
internal import SQLiteLog
internal import SingleRecords
internal import Synchronization
internal import Testing
internal import Waiting

/// Retention against what was not consumed: nothing is deleted, and what stays for that is told.
@Suite struct RetentionTests {
    /// An hour, so that the log's own run at its start, which may be late, takes nothing of what a test has appended.
    private static let topics = [Topic.commands, .replies].map {
        TopicPolicy(topic: $0, partitionCount: 2, cleanup: .delete(retention: .seconds(3_600)))
    }

    private let fixture = SQLiteFixture(Self.topics)

    /// What each run of retention told.
    private final class Told: Sendable {
        private let runs = Mutex<[[RetentionHold]]>([])

        var events: SQLiteLogEvents {
            var events = SQLiteLogEvents()
            events.held = { [self] holds in runs.withLock { $0.append(holds) } }
            return events
        }

        var last: [RetentionHold]? { runs.withLock { $0.last } }
    }

    /// Once its own run has been told, which would else come between what a test does and what it looks at.
    private func log(telling told: Told) throws -> SQLiteLog {
        let log = try SQLiteLog(folder: fixture.folder, topics: Self.topics, events: told.events)
        _ = asked({ told.last }, until: { $0 != nil })
        return log
    }

    /// Consumes so many of the records that are left in partition 0.
    private func consume(_ count: Int, of leftCount: Int, _ topic: Topic, by group: String, in log: any Log) throws {
        let member = try log.member(of: group, topic: topic)
        defer { member.close() }
        let input = try member.records(leftCount).filter { $0.partition == 0 }
        _ = try member.commit([], offsetsNext: [0: input[count - 1].offset + 1])
    }

    @Test func `commands wait for the first group that decides them, however old they are`() throws {
        let told = Told()
        let log = try log(telling: told)
        let later = timeOfTests + 36_000_000
        try log.appended((0..<10).map { record("\($0)") } + [record("x", .commands, 1), record("y", .commands, 1)])
        try log.retain(now: later)
        #expect(try log.startOffset(of: .commands, partition: 0) == 0)
        #expect(told.last?.map(\.topic) == [.commands] && told.last?.map(\.group) == [nil])
        // The last record of a partition stays for its own sake.
        #expect(told.last?.map(\.recordCount) == [10] && told.last?.map(\.partitionCount) == [2])
        try consume(10, of: 12, .commands, by: "processor", in: log)
        try log.retain(now: later)
        #expect(try log.startOffset(of: .commands, partition: 0) == 9)
        #expect(told.last?.map(\.recordCount) == [1], "partition 1 has not been consumed")
    }

    @Test func `a group that is forgotten is named, and holds nothing once it is removed`() throws {
        let told = Told()
        let log = try log(telling: told)
        let later = timeOfTests + 36_000_000
        try log.appended((0..<10).map { record("\($0)", .replies) })
        try consume(2, of: 10, .replies, by: "forgotten", in: log)
        try consume(6, of: 10, .replies, by: "other", in: log)
        try log.retain(now: later)
        #expect(try log.startOffset(of: .replies, partition: 0) == 2)
        #expect(told.last?.map(\.group) == ["forgotten"] && told.last?.map(\.recordCount) == [7])
        let connection = try Connection(path: fixture.file, access: .readWrite, busyTimeout: 10_000)
        // As the warning says.
        try connection.execute("DELETE FROM group_offsets WHERE member_group='forgotten'")
        try log.retain(now: later)
        #expect(try log.startOffset(of: .replies, partition: 0) == 6)
        #expect(told.last?.map(\.group) == ["other"])
        try consume(4, of: 4, .replies, by: "other", in: log)
        try log.retain(now: later)
        #expect(try log.startOffset(of: .replies, partition: 0) == 9)
        #expect(told.last == [])
    }

    @Test func `records of a topic that nobody consumes go by their age`() throws {
        let log = try SQLiteLog(folder: fixture.folder, topics: Self.topics)
        try log.appended((0..<10).map { record("\($0)", .replies) })
        try log.retain(now: timeOfTests + 36_000_000)
        #expect(try log.startOffset(of: .replies, partition: 0) == 9)
    }
}
