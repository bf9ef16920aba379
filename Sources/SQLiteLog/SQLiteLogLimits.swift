/// The bounds of the embedded engine, besides those of the contract.
package enum SQLiteLogLimits {
    /// Keys, values and headers of all appends that wait; more are refused with `.overloaded`.
    package static let pendingByteCountMax = 256 << 20
    /// What one group commit writes at most, or one job.
    package static let transactionByteCountMax = 32 << 20
    /// A transaction waits this long for the write lock of another process, in milliseconds.
    package static let busyTimeout: Int32 = 10_000
    /// Each time the write-ahead file grew by this much, what is in it is copied to the database file, beside the
    /// commits.
    package static let checkpointByteCount = 4 << 20
    /// Above this the writer copies the rest itself once a copying has ended, so that the write-ahead file begins anew.
    package static let restartByteCount = 64 << 20
    /// Above this commits wait for the copying to end. One transaction may come on top, and whatever is written while a
    /// reader of some process keeps an old snapshot.
    package static let writeAheadByteCountMax = 128 << 20
    /// What a probe writes: as much as a group of pushes.
    static let probeByteCount = 256 << 10
    /// A group's name in UTF-8.
    package static let groupNameByteCountMax = 64
    /// Records that one slice of retention or compaction looks at or removes, and their bytes.
    package static let sliceRecordCountMax = 512
    package static let sliceByteCountMax = 4 << 20
    /// Keys, and bytes of keys, that one pass of compaction holds in memory; what is beyond waits for the next pass.
    package static let compactionKeyCountMax = 1_000_000
    package static let compactionKeyByteCountMax = 64 << 20
    /// Between two runs of retention.
    package static let retentionInterval = Duration.seconds(3_600)
    /// Records that an inspection has in memory at a time, within the bytes of a batch.
    static let inspectionRecordCount = 256
}
