internal import Log
internal import SQLite

/// Takes away what the topics' policies no longer ask for, in slices between which appends go on.
///
/// The last record of a partition always stays, so that offsets never begin anew.
struct Retention {
    let engine: Engine
    private let connection: Connection

    init(_ engine: Engine) throws(LogError) {
        self.engine = engine
        connection = try logged { () throws(SQLiteError) in try Schema.connectReader(engine.path) }
    }

    /// `now` is in milliseconds since 1970.
    func run(now: Int64) throws(LogError) {
        for name in engine.layout.partitions {
            switch try engine.layout.policy(of: name.topic).cleanup {
            case .delete(let retention):
                try delete(name, olderThan: Retention.time(now, before: retention))
            case .compact(let tombstoneRetention):
                let compaction = try Compaction(
                    engine, connection, name, tombstonesBefore: Retention.time(now, before: tombstoneRetention))
                try compaction.run()
            }
        }
    }

    /// Goes on from slice to slice until one holds nothing old. A record from the future at the front therefore keeps
    /// nothing but itself.
    private func delete(_ name: PartitionName, olderThan time: Int64) throws(LogError) {
        let last = try engine.lookup.endOffset(name) &- 1
        let reader = try SliceReader(connection, name)
        var position = Int64.min
        while position < last {
            let slice = try reader.slice(position..<last)
            let old = slice.filter { $0.timestamp < time }
            guard let end = slice.last?.offset, !old.isEmpty else { return }
            try engine.remove(Job.Removal(name: name, offsets: old.map(\.offset)))
            position = end &+ 1
        }
    }

    /// Never overflows: what cannot be told is as long ago as can be.
    static func time(_ now: Int64, before duration: Duration) -> Int64 {
        let parts = duration.components
        let (milliseconds, isTooLong) = parts.seconds.multipliedReportingOverflow(by: 1_000)
        let rest = parts.attoseconds / 1_000_000_000_000_000
        let (time, isTooEarly) = now.subtractingReportingOverflow(milliseconds)
        let (exact, isTooEarlyYet) = time.subtractingReportingOverflow(rest)
        return isTooLong || isTooEarly || isTooEarlyYet ? .min : exact
    }
}
