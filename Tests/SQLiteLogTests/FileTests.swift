internal import Foundation
internal import Log
internal import LogConformance
internal import SQLite
internal import SingleRecords
internal import Testing

@testable internal import SQLiteLog

@Suite struct FileTests {
    let fixture = SQLiteFixture()

    @Test func `a file that is no log is refused by name`() throws {
        try FileManager.default.createDirectory(atPath: fixture.folder, withIntermediateDirectories: true)
        try Data(repeating: 65, count: 10_000).write(to: URL(fileURLWithPath: fixture.file))
        try expect(.corrupt, naming: fixture.file) { _ = try fixture.open() }
    }

    @Test func `a log that was damaged under it says so, and is not written on`() throws {
        let log = try fixture.open()
        try log.appended((0..<1_000).map { record("\($0)") })
        log.close()
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: fixture.file))
        let size = try handle.seekToEnd()
        try handle.seek(toOffset: 4_096)
        try handle.write(contentsOf: Data(repeating: 0x5a, count: Int(size) - 4_096))
        try handle.close()
        try expect(.corrupt, naming: fixture.file) {
            let log = try fixture.open()
            _ = try log.reader(of: .commands, from: [0: 0]).records(1_000)
        }
    }

    @Test func `a folder that cannot be made is refused by name`() throws {
        try Data().write(to: URL(fileURLWithPath: fixture.folder))
        try expect(.unavailable, naming: fixture.folder) { _ = try fixture.open() }
    }

    @Test func `a file of a later schema is left alone`() throws {
        try fixture.open().close()
        try Connection(path: fixture.file, access: .readWrite, busyTimeout: 1_000).execute("UPDATE meta SET value=2")
        try expect(.invalid, naming: fixture.file) { _ = try fixture.open() }
    }

    @Test func `a topic with records keeps its partition count`() throws {
        let log = try fixture.open()
        try log.appended(record("a"))
        log.close()
        try expect(.misconfigured, naming: "waybill.commands") { try open(.commands, 5) }
        try expect(.misconfigured, naming: "waybill.commands") { try open(.commands, 3) }
        try open(.commands, 4)
    }

    @Test func `a topic without records takes another partition count`() throws {
        try fixture.open().close()
        try open(.commands, 8)
        try open(.commands, 2)
    }

    @Test(arguments: [0, -1, Int32(LogLimits.partitionCountMax) + 1])
    func `a partition count out of bounds is refused`(_ count: Int32) throws {
        try expect(.invalid, naming: "waybill.commands") { try open(.commands, count) }
    }

    @Test func `the write-ahead file begins anew under load`() throws {
        let log = try fixture.open()
        var large = record("")
        large.value = [UInt8](repeating: 7, count: 1_000_000)
        for _ in 0..<40 { try log.appended(Array(repeating: large, count: 8)) }
        let size = try FileManager.default.attributesOfItem(atPath: "\(fixture.file)-wal")[.size] as? Int
        #expect(try #require(size) < 3 * SQLiteLogLimits.writeAheadByteCountMax)
    }

    @Test func `a file that is moved away under the log takes nothing until it is back`() throws {
        let log = try SQLiteLog(folder: fixture.folder, topics: fixture.topics)
        try log.appended(record("before"))
        #expect(log.fileFault == nil)
        let elsewhere = fixture.file + ".elsewhere"
        try FileManager.default.moveItem(atPath: fixture.file, toPath: elsewhere)
        #expect(log.fileFault?.message.contains("was deleted or replaced while it is in use") == true)
        try expect(.unavailable, naming: fixture.file) { try log.appended(record("lost")) }
        // Another file of that name is not the log either.
        try FileManager.default.copyItem(atPath: elsewhere, toPath: fixture.file)
        try expect(.unavailable, naming: fixture.file) { try log.appended(record("lost")) }
        try FileManager.default.removeItem(atPath: fixture.file)
        try FileManager.default.moveItem(atPath: elsewhere, toPath: fixture.file)
        #expect(log.fileFault == nil)
        try log.appended(record("after"))
        #expect(try log.endOffset(of: .commands, partition: 0) == 2)
    }

    @Test func `a probe writes, says so, and leaves nothing`() throws {
        let log = try SQLiteLog(folder: fixture.folder, topics: fixture.topics)
        try log.appended(record("a"))
        #expect(try probe(log) == nil)
        log.close()
        #expect(try probe(log)?.code == .closed)
        let connection = try Connection(path: fixture.file, access: .readWrite, busyTimeout: 1_000)
        #expect(try connection.integer("SELECT count(*) FROM meta WHERE name='probe'") == 0)
        #expect(try fixture.open().endOffset(of: .commands, partition: 0) == 1)
    }

    private func probe(_ log: SQLiteLog) throws -> LogError? {
        let answer = Answer<LogError?>()
        log.probe { answer.give($0) }
        return try answer.wait()
    }

    private func open(_ topic: Topic, _ count: Int32) throws {
        let policy = TopicPolicy(topic: topic, partitionCount: count, cleanup: .delete(retention: .seconds(1)))
        try SQLiteLog(folder: fixture.folder, topics: [policy]).close()
    }

    private func expect(_ code: LogError.Code, naming name: String, _ body: () throws -> Void) throws {
        let error = #expect(throws: LogError.self, performing: body)
        #expect(error?.code == code)
        #expect(error?.message.contains(name) == true)
    }
}
