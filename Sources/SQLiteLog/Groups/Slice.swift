internal import Log
internal import SQLite

/// What retention and compaction see of a record.
struct RecordSketch {
    let offset: Int64
    let timestamp: Int64
    let key: [UInt8]?
    let isTombstone: Bool
}

/// Reads one partition a slice at a time, so that no snapshot is held for long.
struct SliceReader {
    private let statement: Statement

    init(_ connection: Connection, _ name: PartitionName) throws(LogError) {
        statement = try logged { () throws(SQLiteError) in
            try connection.prepare(
                """
                SELECT record_offset, timestamp, key, value IS NULL, ifnull(length(value), 0) FROM \(name.table)
                WHERE record_offset >= ?1 AND record_offset < ?2 ORDER BY record_offset
                """)
        }
    }

    /// The first records of the range, up to the bounds of a slice; empty where there are none.
    func slice(_ range: Range<Int64>) throws(LogError) -> [RecordSketch] {
        try logged { () throws(SQLiteError) in
            defer { statement.reset() }
            try statement.bind(range.lowerBound, at: 1)
            try statement.bind(range.upperBound, at: 2)
            var records: [RecordSketch] = []
            var byteCount = 0
            while records.count < SQLiteLogLimits.sliceRecordCountMax, byteCount < SQLiteLogLimits.sliceByteCountMax,
                try statement.step()
            {
                let sketch = RecordSketch(
                    offset: statement.integer(0), timestamp: statement.integer(1), key: statement.bytes(2),
                    isTombstone: statement.integer(3) != 0)
                records.append(sketch)
                byteCount += Int(statement.integer(4)) + (sketch.key?.count ?? 0)
            }
            return records
        }
    }
}
