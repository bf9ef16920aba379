internal import Log
internal import SQLite

/// Keeps the last record of each key in one partition.
///
/// A pass reads the keys of what was appended since the last pass into memory, as many as the bounds allow, and then
/// goes through everything up to there: what has a later record goes, and so does an old tombstone. It goes upwards, so
/// that a tombstone goes after what it covers, whenever the process may die.
struct Compaction {
    let engine: Engine
    let connection: Connection
    let reader: SliceReader
    let name: PartitionName
    /// Older tombstones may go.
    let time: Int64

    func run() throws(LogError) {
        let end = try engine.lookup.endOffset(name)
        var (clean, tombstone) = try progress()
        var isDue = clean < end || (tombstone ?? .max) < time
        while isDue {
            let (keys, reached) = try keys(min(clean, end)..<end)
            tombstone = try sweep(keys, to: reached, last: end &- 1)
            try engine.remove(Job.Removal(name: name, compacted: (reached, tombstone)))
            clean = reached
            isDue = clean < end
        }
    }

    /// How far the last pass came, and the time of the oldest tombstone it left.
    private func progress() throws(LogError) -> (clean: Int64, tombstone: Int64?) {
        try logged { () throws(SQLiteError) in
            let statement = try connection.prepare(
                "SELECT clean, tombstone FROM compactions WHERE \(name.condition)")
            guard try statement.step() else { return (0, nil) }
            return (statement.integer(0), statement.isNull(1) ? nil : statement.integer(1))
        }
    }

    /// The last offset of each key in the range, and how far it was read.
    private func keys(_ range: Range<Int64>) throws(LogError) -> ([[UInt8]: Int64], Int64) {
        var keys: [[UInt8]: Int64] = [:]
        var byteCount = 0
        var position = range.lowerBound
        while keys.count < SQLiteLogLimits.compactionKeyCountMax,
            byteCount < SQLiteLogLimits.compactionKeyByteCountMax
        {
            let slice = try reader.slice(position..<range.upperBound)
            guard let last = slice.last?.offset else { return (keys, range.upperBound) }
            for record in slice {
                guard let key = record.key else { continue }
                if keys.updateValue(record.offset, forKey: key) == nil { byteCount += key.count }
            }
            position = last &+ 1
        }
        return (keys, position)
    }

    /// Removes what may go; the time of the oldest tombstone that stays.
    private func sweep(_ keys: [[UInt8]: Int64], to end: Int64, last: Int64) throws(LogError) -> Int64? {
        var oldest: Int64?
        var position = Int64.min
        while position < end {
            let slice = try reader.slice(position..<end)
            guard let sliceEnd = slice.last?.offset else { break }
            var removal = Job.Removal(name: name)
            for record in slice {
                let isSuperseded = record.key.flatMap { keys[$0] }.map { $0 > record.offset } ?? false
                let isSpent = record.isTombstone && record.timestamp < time && record.offset != last
                if isSuperseded || isSpent {
                    removal.offsets.append(record.offset)
                } else if record.isTombstone, record.offset != last {
                    oldest = min(oldest ?? .max, record.timestamp)
                }
            }
            if !removal.offsets.isEmpty { try engine.remove(removal) }
            position = sliceEnd &+ 1
        }
        return oldest
    }
}
