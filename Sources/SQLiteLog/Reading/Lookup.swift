internal import Log
internal import SQLite
internal import Threads

/// Answers single questions about what is committed, on a connection that all threads take turns at.
final class Lookup: Sendable {
    private let connection: Monitor<Connection>

    init(path: String) throws(LogError) {
        connection = Monitor(try logged { () throws(SQLiteError) in try Schema.connectReader(path) })
    }

    func endOffset(_ name: PartitionName) throws(LogError) -> Int64 {
        (try integer("SELECT max(record_offset) FROM \(name.table)") ?? -1) &+ 1
    }

    /// The end offset where there is no record: the last record of a partition always stays, so that is zero.
    func startOffset(_ name: PartitionName) throws(LogError) -> Int64 {
        try integer("SELECT min(record_offset) FROM \(name.table)") ?? 0
    }

    func committedOffset(of group: String, _ name: PartitionName) throws(LogError) -> Int64? {
        try answer { (connection: Connection) throws(SQLiteError) in
            let statement = try connection.prepare(
                "SELECT next FROM group_offsets WHERE member_group=?1 AND \(name.condition)")
            try statement.bind(group, at: 1)
            return try statement.step() ? statement.integer(0) : nil
        }
    }

    /// What tells this log from every other.
    func logID() throws(LogError) -> Int64? { try integer("SELECT value FROM meta WHERE name='log_id'") }

    private func integer(_ sql: String) throws(LogError) -> Int64? {
        try answer { (connection: Connection) throws(SQLiteError) in try connection.integer(sql) }
    }

    private func answer<R>(_ body: (Connection) throws(SQLiteError) -> R) throws(LogError) -> R {
        try logged { () throws(SQLiteError) in
            try connection.withLock { connection throws(SQLiteError) in try body(connection) }
        }
    }
}
