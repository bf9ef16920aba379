internal import Log
internal import SQLite

/// Takes away what the topics' policies no longer ask for, in slices between which appends go on.
///
/// The last record of a partition always stays, so that offsets never begin anew. What a group has not consumed stays,
/// however old it is: who has to be waited for is every group that ever committed an offset of the partition, and in a
/// topic that must be consumed also one that never did.
struct Retention {
    let engine: Engine
    private let connection: Connection

    init(_ engine: Engine) throws(LogError) {
        self.engine = engine
        connection = try logged { () throws(SQLiteError) in try Schema.connectReader(engine.path) }
    }

    /// `now` is in milliseconds since 1970. Returns what was held.
    func run(now: Int64) throws(LogError) -> [RetentionHold] {
        var holds: [RetentionHold] = []
        for name in engine.layout.partitions {
            let reader = try SliceReader(connection, name)
            switch try engine.layout.policy(of: name.topic).cleanup {
            case .delete(let retention):
                try delete(name, reader, olderThan: Retention.time(now, before: retention), &holds)
            case .compact(let retention):
                let time = Retention.time(now, before: retention)
                try Compaction(engine: engine, connection: connection, reader: reader, name: name, time: time).run()
            }
        }
        return holds.sorted { ($0.topic.index, $0.group ?? "") < ($1.topic.index, $1.group ?? "") }
    }

    /// Goes on from slice to slice until one holds nothing old. A record from the future at the front therefore keeps
    /// nothing but itself.
    private func delete(
        _ name: PartitionName, _ reader: SliceReader, olderThan time: Int64, _ holds: inout [RetentionHold]
    ) throws(LogError) {
        let last = try engine.lookup.endOffset(name) &- 1
        let waiting = try slowest(name)
        let end = min(last, waiting?.next ?? last)
        var position = Int64.min
        while position < end {
            let slice = try reader.slice(position..<end)
            let old = slice.filter { $0.timestamp < time }
            guard let sliceEnd = slice.last?.offset, !old.isEmpty else { break }
            try engine.remove(Job.Removal(name: name, offsets: old.map(\.offset)))
            position = sliceEnd &+ 1
        }
        guard let waiting, end < last else { return }
        holds.add(name.topic, waiting.group, try oldCount(name, end..<last, olderThan: time))
    }

    /// Up to where the partition is consumed by the group that is furthest behind; nil where nobody is waited for.
    private func slowest(_ name: PartitionName) throws(LogError) -> (group: String?, next: Int64)? {
        let found = try logged { () throws(SQLiteError) -> (group: String?, next: Int64)? in
            let statement = try connection.prepare(
                "SELECT member_group, next FROM group_offsets WHERE \(name.condition) ORDER BY next LIMIT 1")
            return try statement.step() ? (statement.text(0), statement.integer(1)) : nil
        }
        return found ?? (name.topic.mustBeConsumed ? (nil, 0) : nil)
    }

    private func oldCount(
        _ name: PartitionName, _ range: Range<Int64>, olderThan time: Int64
    ) throws(LogError) -> Int64 {
        try logged { () throws(SQLiteError) in
            try connection.integer(
                """
                SELECT count(*) FROM \(name.table) WHERE timestamp < \(time)
                AND record_offset >= \(range.lowerBound) AND record_offset < \(range.upperBound)
                """) ?? 0
        }
    }

    /// Never overflows: what cannot be told is as long ago as can be.
    static func time(_ now: Int64, before duration: Duration) -> Int64 {
        Int64(clamping: Int128(now) - duration.attoseconds / 1_000_000_000_000_000)
    }
}
