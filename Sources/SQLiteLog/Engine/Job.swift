internal import Log

/// One thing to be written, all or nothing, in the same transaction as whatever else waits.
struct Job: Sendable {
    struct GroupOffsets: Sendable {
        let group: String
        let topic: Topic
        let next: [Int32: Int64]
    }

    /// Records of one partition that retention or compaction takes away.
    struct Removal: Sendable {
        let name: PartitionName
        var offsets: [Int64] = []
        /// Compaction got this far, and the oldest tombstone that it left is of this time.
        var compacted: (clean: Int64, tombstone: Int64?)?
    }

    /// Asks whether there is room: `fill` writes what some appends would, `clear` gives it back.
    enum Probe: Sendable {
        case fill, clear
    }

    /// One behind the other.
    var records: [NewRecords] = []
    /// Whether it counts among the appends that wait.
    var isAppend = false
    var groupOffsets: GroupOffsets?
    var removal: Removal?
    var probe: Probe?
    /// Called once, on the writer's thread, with the offsets of the records.
    let completion: @Sendable (Result<[Int64], LogError>) -> Void

    /// Keys, values and headers of the records.
    var byteCount: Int { Self.byteCount(of: records) }

    private static func byteCount(of records: [NewRecords]) -> Int { records.reduce(0) { $0 + $1.bytes.count } }

    /// Refuses records that are too many to be written at once.
    static func checkByteCount(of records: [NewRecords]) throws(LogError) {
        let count = byteCount(of: records)
        guard count <= SQLiteLogLimits.pendingByteCountMax else {
            throw LogError(
                .invalid,
                "\(count) bytes in one append; it may have \(SQLiteLogLimits.pendingByteCountMax), divide it")
        }
    }
}
