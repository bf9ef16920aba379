internal import Log
internal import SQLite

/// The write connection with its statements and the next offset of each partition. Belongs to the writer's thread.
final class WriteStore {
    let connection: Connection
    private let partitions: [PartitionName]
    /// Where a topic's partitions begin among them, by its index in the catalogue; 0 where it has none.
    private let firsts: [Int]
    private let processName: String
    private let versionQuery: Statement
    private let pageByteCount: Int
    private var inserts: [Statement?]
    private var statements: [String: Statement] = [:]
    private var offsetsNext: [Int64?]
    private var version: Int64?
    private var touched: [Bool]
    private(set) var touchedIndices: [Int] = []
    /// Whether other processes want to hear of commits.
    private(set) var hasPeers = false

    init(_ connection: Connection, _ layout: Layout, processName: String) throws(SQLiteError) {
        self.connection = connection
        let partitions = layout.partitions
        self.partitions = partitions
        firsts = Topic.allCases.map { topic in partitions.firstIndex { $0.topic == topic } ?? 0 }
        self.processName = processName
        versionQuery = try connection.prepare("PRAGMA data_version")
        pageByteCount = Int(try connection.integer("PRAGMA page_size") ?? 4096)
        inserts = Array(repeating: nil, count: partitions.count)
        offsetsNext = Array(repeating: nil, count: partitions.count)
        touched = Array(repeating: false, count: partitions.count)
        connection.countWALFrames()
    }

    /// Takes the write lock. What another process wrote meanwhile makes us forget what we knew.
    func begin() throws(SQLiteError) {
        for index in touchedIndices { touched[index] = false }
        touchedIndices.removeAll(keepingCapacity: true)
        try connection.begin(.immediate)
        guard try versionQuery.step() else { return forget() }
        let current = versionQuery.integer(0)
        versionQuery.reset()
        if current == version { return }
        forget()
        let others = try connection.integer("SELECT count(*) FROM processes WHERE name <> '\(processName)'")
        hasPeers = (others ?? 0) > 0
        version = current
    }

    /// After a failure nothing that we knew counts.
    func rollback() {
        connection.rollback()
        forget()
    }

    private func forget() {
        version = nil
        for index in offsetsNext.indices { offsetsNext[index] = nil }
    }

    /// Writes one job into the transaction; the offsets of its records.
    func write(_ job: Job) throws(SQLiteError) -> [Int64] {
        var offsets: [Int64] = []
        offsets.reserveCapacity(job.records.reduce(0) { $0 + $1.count })
        for records in job.records {
            for entry in records.entries { offsets.append(try insert(entry, of: records.bytes.span)) }
        }
        if let groupOffsets = job.groupOffsets { try write(groupOffsets) }
        if let removal = job.removal { try write(removal) }
        if let probe = job.probe { try write(probe) }
        return offsets
    }

    private func write(_ probe: Job.Probe) throws(SQLiteError) {
        switch probe {
        case .fill:
            let count = SQLiteLogLimits.probeByteCount
            try connection.execute("INSERT OR REPLACE INTO meta VALUES('probe', zeroblob(\(count)))")
        case .clear: try connection.execute("DELETE FROM meta WHERE name='probe'")
        }
    }

    private func insert(_ record: NewRecords.Entry, of bytes: Span<UInt8>) throws(SQLiteError) -> Int64 {
        // It was validated, so that its topic has the partition.
        let index = firsts[record.topic.index] + Int(record.partition)
        let offset = try offsetNext(index)
        let statement = try insertStatement(index)
        try statement.bind(offset, at: 1)
        try statement.bind(record.timestamp, at: 2)
        try statement.bind(record.hasKey ? bytes.extracting(record.key) : nil, at: 3)
        try statement.bind(record.hasValue ? bytes.extracting(record.value) : nil, at: 4)
        try statement.bind(record.headers.isEmpty ? nil : bytes.extracting(record.headers), at: 5)
        try statement.run()
        offsetsNext[index] = offset &+ 1
        if !touched[index] {
            touched[index] = true
            touchedIndices.append(index)
        }
        return offset
    }

    private func offsetNext(_ index: Int) throws(SQLiteError) -> Int64 {
        if let known = offsetsNext[index] { return known }
        let last = try connection.integer("SELECT max(record_offset) FROM \(partitions[index].table)")
        return (last ?? -1) &+ 1
    }

    private func insertStatement(_ index: Int) throws(SQLiteError) -> Statement {
        if let statement = inserts[index] { return statement }
        let statement = try connection.prepare(
            "INSERT INTO \(partitions[index].table) VALUES(?1, ?2, ?3, ?4, ?5)")
        inserts[index] = statement
        return statement
    }

    private func write(_ offsets: Job.GroupOffsets) throws(SQLiteError) {
        let statement = try kept("INSERT OR REPLACE INTO group_offsets VALUES(?1, ?2, ?3, ?4)")
        try statement.bind(offsets.group, at: 1)
        try statement.bind(offsets.topic.name, at: 2)
        for (partition, next) in offsets.next {
            try statement.bind(Int64(partition), at: 3)
            try statement.bind(next, at: 4)
            try statement.run()
        }
    }

    private func write(_ removal: Job.Removal) throws(SQLiteError) {
        let name = removal.name
        let statement = try kept("DELETE FROM \(name.table) WHERE record_offset=?1")
        for offset in removal.offsets {
            try statement.bind(offset, at: 1)
            try statement.run()
        }
        guard let compacted = removal.compacted else { return }
        // max: another process may have got further meanwhile.
        let tombstone = compacted.tombstone.map(String.init) ?? "NULL"
        try connection.execute(
            """
            INSERT INTO compactions VALUES('\(name.topic.name)', \(name.partition), \(compacted.clean), \(tombstone))
            ON CONFLICT DO UPDATE SET clean=max(clean, excluded.clean), tombstone=excluded.tombstone
            """)
    }

    private func kept(_ sql: String) throws(SQLiteError) -> Statement {
        if let statement = statements[sql] { return statement }
        let statement = try connection.prepare(sql)
        statements[sql] = statement
        return statement
    }

    /// Bytes in the write-ahead file as of the last commit.
    var writeAheadByteCount: Int { Int(connection.walFrameCount) * (pageByteCount + 24) }

    /// The partitions that the last transaction appended to.
    var touchedPartitions: [PartitionName] { touchedIndices.map { partitions[$0] } }
}
