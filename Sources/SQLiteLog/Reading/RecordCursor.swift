internal import Log
internal import SQLite

/// Positions in partitions of one topic, and the connection that reads on from them. Belongs to one thread.
final class RecordCursor {
    private struct Cursor {
        let statement: Statement
        let table: String
        /// The next record has this offset or a larger one.
        var position: Int64
        /// Nothing was there beyond the position when we last looked.
        var isAtEnd = false
        var isEndTold = false
        /// What was found missing before the position, and is not told yet.
        var missing: MissingRecords?

        mutating func skip(to offset: Int64, _ partition: Int32) {
            missing = MissingRecords(partition: partition, offset: position, offsetNext: offset)
            position = offset
        }
    }

    private let connection: Connection
    private let topic: Topic
    private let findsMissing: Bool
    private var cursors: [Int32: Cursor] = [:]
    /// The order in which partitions are read; the one that was read first goes last, so that none starves.
    private var order: [Int32] = []

    /// `findsMissing`: offsets follow each other in this topic unless records were deleted, which is to be noted.
    init(path: String, topic: Topic, findsMissing: Bool = false) throws(LogError) {
        connection = try logged { () throws(SQLiteError) in try Schema.connectReader(path) }
        self.topic = topic
        self.findsMissing = findsMissing
    }

    /// Reads this partition too, from the position on.
    func add(_ partition: Int32, from position: Int64) throws(LogError) {
        let table = PartitionName(topic: topic, partition: partition).table
        let statement = try logged { () throws(SQLiteError) in
            try connection.prepare(
                """
                SELECT record_offset, timestamp, key, value, headers FROM \(table)
                WHERE record_offset >= ?1 ORDER BY record_offset
                """)
        }
        remove(partition)
        cursors[partition] = Cursor(statement: statement, table: table, position: position)
        order.append(partition)
    }

    func remove(_ partition: Int32) {
        cursors[partition] = nil
        order.removeAll { $0 == partition }
    }

    /// Nil for a partition that is not read.
    func position(of partition: Int32) -> Int64? { cursors[partition]?.position }

    func hear(_ notices: Wakeup.Notices) {
        for partition in notices.appendedAnywhere ? Set(order) : notices.appended {
            cursors[partition]?.isAtEnd = false
        }
    }

    /// That a partition's end was reached, which is not yet told.
    func endReached() -> ReadEvent? {
        for partition in order {
            guard let cursor = cursors[partition], cursor.isAtEnd, !cursor.isEndTold else { continue }
            cursors[partition]?.isEndTold = true
            return .caughtUp(partition: partition, offsetNext: cursor.position)
        }
        return nil
    }

    /// Records that are missing where the next ones were to be read; to be taken before these are.
    func takeMissing() -> MissingRecords? {
        guard findsMissing, let partition = order.first(where: { cursors[$0]?.missing != nil }) else { return nil }
        defer { cursors[partition]?.missing = nil }
        return cursors[partition]?.missing
    }

    /// The next records of all partitions, as of one moment; empty where there are none. What is missing ends a
    /// partition's share, and is there to be taken.
    func read(recordCountMax: Int) throws(LogError) -> [Record] {
        var batch = Batch(recordCountMax: max(1, recordCountMax))
        let waiting = order.filter { cursors[$0]?.isAtEnd == false }
        guard let first = waiting.first else { return [] }
        let isShared = waiting.count > 1
        if isShared { try logged { () throws(SQLiteError) in try connection.begin(.deferred) } }
        defer { if isShared { connection.rollback() } }
        let before = cursors
        do throws(LogError) {
            for partition in waiting where !batch.isFull { try read(partition, into: &batch) }
        } catch {
            // What was read of other partitions is not handed out and has to be read again.
            cursors = before
            throw error
        }
        if batch.isFull {
            order.removeAll { $0 == first }
            order.append(first)
        }
        return batch.records
    }

    private func read(_ partition: Int32, into batch: inout Batch) throws(LogError) {
        guard var cursor = cursors[partition] else { return }
        let statement = cursor.statement
        defer { statement.reset() }
        try logged { () throws(SQLiteError) in try statement.bind(cursor.position, at: 1) }
        let start = cursor.position
        while try logged({ () throws(SQLiteError) in try statement.step() }) {
            let offset = statement.integer(0)
            if findsMissing, offset > cursor.position {
                // What was read before it is handed out first.
                if cursor.position == start { cursor.skip(to: offset, partition) }
                cursors[partition] = cursor
                return
            }
            let size = statement.byteCount(2) + statement.byteCount(3) + statement.byteCount(4)
            guard batch.takes(size) else {
                cursors[partition] = cursor
                return
            }
            batch.add(try record(partition, cursor), size)
            cursor.position = offset &+ 1
            cursor.isEndTold = false
        }
        cursor.isAtEnd = true
        cursors[partition] = cursor
    }

    private func record(_ partition: Int32, _ cursor: Cursor) throws(LogError) -> Record {
        let statement = cursor.statement
        let offset = statement.integer(0)
        guard let headers = Headers(bytes: statement.bytes(4) ?? []) else {
            throw LogError(
                .corrupt,
                "\(connection.path): table \(cursor.table): the headers at offset \(offset) are damaged; restore "
                    + "the file from a copy"
            )
        }
        return Record(
            topic: topic, partition: partition, offset: offset, timestamp: statement.integer(1),
            key: statement.bytes(2), value: statement.bytes(3), headers: headers)
    }
}

/// Records up to the bounds of one batch.
private struct Batch {
    let recordCountMax: Int
    var records: [Record] = []
    var byteCount = 0
    var isFull = false

    /// The first record always fits.
    mutating func takes(_ size: Int) -> Bool {
        isFull =
            records.count >= recordCountMax
            || !records.isEmpty && byteCount + size > LogLimits.batchByteCountMax
        return !isFull
    }

    mutating func add(_ record: Record, _ size: Int) {
        records.append(record)
        byteCount += size
    }
}
