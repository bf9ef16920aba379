internal import Foundation
internal import SQLite
internal import Testing
internal import Waiting

/// The room SQLite, which this engine and the view stand on.
@Suite final class ConnectionTests {
    let path = "\(NSTemporaryDirectory())waybill-sqlite-\(UUID().uuidString)"

    deinit {
        for suffix in ["", "-wal", "-shm", "-journal"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    }

    private func connect(_ access: Connection.Access = .readWriteCreate) throws(SQLiteError) -> Connection {
        try Connection(path: path, access: access, busyTimeout: 0)
    }

    @Test(arguments: [nil, [], [0], [1, 0, 255], [UInt8](repeating: 7, count: 100_000)] as [[UInt8]?])
    func `a blob comes back as it was bound, null apart from empty`(_ bytes: [UInt8]?) throws {
        let statement = try connect().prepare("SELECT ?1, typeof(?1)")
        try statement.bind(bytes?.span, at: 1)
        #expect(try statement.step())
        #expect(statement.bytes(0) == bytes)
        #expect(statement.isNull(0) == (bytes == nil))
        #expect(statement.text(1) == (bytes == nil ? "null" : "blob"))
        #expect(try !statement.step())
    }

    @Test func `integers and text come back as they were bound`() throws {
        let statement = try connect().prepare("SELECT ?1, ?2")
        for (integer, text) in [(Int64.min, ""), (0, "a\u{0}b"), (.max, "\u{1F4E6} parcel")] {
            try statement.bind(integer, at: 1)
            try statement.bind(text, at: 2)
            #expect(try statement.step())
            #expect(statement.integer(0) == integer)
            #expect(statement.text(1) == text)
            statement.reset()
        }
    }

    @Test func `what is rolled back is gone, what is committed stays`() throws {
        let connection = try connect()
        try connection.execute("CREATE TABLE t(x)")
        for (value, commits) in [(1, true), (2, false), (3, true)] {
            try connection.begin(.immediate)
            try connection.execute("INSERT INTO t VALUES(\(value))")
            #expect(connection.isInTransaction)
            if commits { try connection.commit() } else { connection.rollback() }
            #expect(!connection.isInTransaction)
        }
        #expect(try connection.integer("SELECT sum(x) FROM t") == 4)
        #expect(try connection.integer("SELECT x FROM t WHERE x=2") == nil)
    }

    @Test func `errors say their kind and name the file`() throws {
        let missing = #expect(throws: SQLiteError.self) { _ = try connect(.readWrite) }
        #expect(missing?.kind == .refused)
        #expect(missing?.message == "\(path): unable to open database file: No such file or directory")
        let connection = try connect()
        try connection.execute("CREATE TABLE t(x PRIMARY KEY); INSERT INTO t VALUES(1)")
        let twice = #expect(throws: SQLiteError.self) { try connection.execute("INSERT INTO t VALUES(1)") }
        #expect(twice?.kind == .constraint)
        #expect(twice?.message.contains(path) == true)
        try connection.begin(.immediate)
        let busy = #expect(throws: SQLiteError.self) { try connect().begin(.immediate) }
        #expect(busy?.kind == .busy)
        connection.rollback()
        let reading = try connect(.readOnly)
        let refused = #expect(throws: SQLiteError.self) { try reading.execute("INSERT INTO t VALUES(2)") }
        #expect(refused?.kind == .refused)
        #expect(throws: SQLiteError.self) { _ = try connection.prepare("") }
    }

    /// 4874 is what SQLite says when its shared memory finds no room.
    @Test(
        arguments: [(4874, ENOSPC, .full), (4874, EDQUOT, .full), (4874, EIO, .inputOutput), (13, 0, .full)]
            as [(Int32, Int32, SQLiteError.Kind)])
    func `a full disk is told from a broken one`(code: Int32, systemCode: Int32, kind: SQLiteError.Kind) {
        #expect(SQLiteError(extendedCode: code, systemCode: systemCode, message: "").kind == kind)
    }

    @Test func `a statement keeps its connection open`() throws {
        let statement = try connect().prepare("SELECT 5")
        #expect(try statement.step())
        #expect(statement.integer(0) == 5)
    }

    @Test func `the write-ahead file is counted and copied`() throws {
        let connection = try connect()
        try connection.execute("PRAGMA journal_mode=WAL; CREATE TABLE t(x)")
        connection.countWALFrames()
        try connection.execute("INSERT INTO t VALUES(1)")
        #expect(connection.walFrameCount > 0)
        let (frames, copied) = try connection.checkpoint(.passive)
        #expect(frames == connection.walFrameCount)
        #expect(copied == frames)
        let truncated = try connection.checkpoint(.truncate)
        #expect(truncated == (0, 0))
    }

    /// With a busy timeout as long as the tests' patience: a checkpoint that waited would end with that.
    @Test func `beginning the write-ahead file anew waits for no reader`() throws {
        let writer = try Connection(path: path, access: .readWriteCreate, busyTimeout: Int32(patience * 1_000))
        try writer.execute("PRAGMA journal_mode=WAL; CREATE TABLE t(x); INSERT INTO t VALUES(1)")
        let reader = try connect(.readOnly)
        try reader.begin(.deferred)
        #expect(try reader.integer("SELECT sum(x) FROM t") == 1)
        try writer.execute("INSERT INTO t VALUES(2)")
        let start = ContinuousClock.now
        for mode in [Connection.CheckpointMode.restart, .truncate] {
            let error = #expect(throws: SQLiteError.self) { _ = try writer.checkpoint(mode) }
            #expect(error?.kind == .busy)
        }
        #expect(.now - start < .seconds(patience))
        reader.rollback()
        let (frames, copied) = try writer.checkpoint(.restart)
        #expect(frames == copied)
        // For others' locks the connection waits as it did before.
        #expect(try writer.integer("PRAGMA busy_timeout") == Int64(patience * 1_000))
    }
}
