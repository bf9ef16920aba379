internal import Log
internal import SQLite

/// The tables of `log.sqlite`.
///
/// A partition is one table whose primary key is the offset, so that an append goes to the rightmost page.
enum Schema {
    static let version: Int64 = 1

    static let tables = """
        CREATE TABLE IF NOT EXISTS meta(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS topics(topic TEXT PRIMARY KEY, partitions INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS group_offsets(
            member_group TEXT, topic TEXT, partition INTEGER, next INTEGER NOT NULL,
            PRIMARY KEY (member_group, topic, partition)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS compactions(
            topic TEXT, partition INTEGER, clean INTEGER NOT NULL, tombstone INTEGER,
            PRIMARY KEY (topic, partition)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS processes(name TEXT PRIMARY KEY) WITHOUT ROWID;
        """

    /// A connection as the engine uses them: what is committed survives the machine.
    static func connect(_ path: String, _ access: Connection.Access) throws(SQLiteError) -> Connection {
        let connection = try Connection(path: path, access: access, busyTimeout: SQLiteLogLimits.busyTimeout)
        try connection.execute("PRAGMA synchronous=FULL; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON")
        return connection
    }

    /// A connection for reading what is committed. It is not opened read-only since it may have to recover the
    /// write-ahead file.
    static func connectReader(_ path: String) throws(SQLiteError) -> Connection {
        let connection = try connect(path, .readWrite)
        try connection.execute("PRAGMA query_only=ON")
        return connection
    }

    /// Makes what is missing and refuses what does not fit. One process at a time does this.
    static func prepare(_ connection: Connection, _ layout: Layout) throws(LogError) {
        try logged { () throws(SQLiteError) in
            // Pages of 8 KiB: seven records of 1.1 KiB fill one to 96 %, three fill one of 4 KiB to 82 %.
            try connection.execute("PRAGMA page_size=8192; PRAGMA journal_mode=WAL")
            try connection.execute("PRAGMA journal_size_limit=\(SQLiteLogLimits.restartByteCount)")
            try connection.begin(.immediate)
        }
        do throws(LogError) {
            try logged { () throws(SQLiteError) in
                try connection.execute(tables)
                try connection.execute("INSERT OR IGNORE INTO meta VALUES('schema_version', \(version))")
                // Tells this log from every other: what was derived from one must not be used with another.
                try connection.execute(
                    "INSERT OR IGNORE INTO meta VALUES('log_id', \(Int64.random(in: 1 ... .max)))")
            }
            try checkVersion(of: connection)
            for policy in layout.policies { try prepare(policy, connection) }
            try logged { () throws(SQLiteError) in try connection.commit() }
        } catch {
            connection.rollback()
            throw error
        }
    }

    /// Refuses a log that another version of the program wrote.
    static func checkVersion(of connection: Connection) throws(LogError) {
        let found = try logged { () throws(SQLiteError) in
            try connection.integer("SELECT value FROM meta WHERE name='schema_version'")
        }
        guard found == version else {
            throw LogError(
                .invalid,
                "\(connection.path) has schema version \(found ?? 0), this program knows \(version): use the program "
                    + "that wrote it")
        }
    }

    private static func prepare(_ policy: TopicPolicy, _ connection: Connection) throws(LogError) {
        let name = policy.topic.name
        func names(ofFirst count: Int64) -> [String] {
            (0..<Int32(clamping: count)).map { PartitionName(topic: policy.topic, partition: $0).table }
        }
        let refusal = try logged { () throws(SQLiteError) -> LogError? in
            let known = try connection.integer("SELECT partitions FROM topics WHERE topic='\(name)'") ?? 0
            if known == Int64(policy.partitionCount) { return nil }
            for table in names(ofFirst: known) {
                let last = try connection.integer("SELECT max(record_offset) FROM \(table)")
                guard last == nil else { return .partitionCount(of: policy, known) }
            }
            for table in names(ofFirst: Int64(policy.partitionCount)) {
                try connection.execute(
                    """
                    CREATE TABLE IF NOT EXISTS \(table)(
                        record_offset INTEGER PRIMARY KEY, timestamp INTEGER NOT NULL, key BLOB, value BLOB,
                        headers BLOB)
                    """)
            }
            try connection.execute("INSERT OR REPLACE INTO topics VALUES('\(name)', \(policy.partitionCount))")
            return nil
        }
        if let refusal { throw refusal }
    }
}
