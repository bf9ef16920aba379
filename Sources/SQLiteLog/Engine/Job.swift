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

    var records: [NewRecord] = []
    /// Keys, values and headers of the records.
    var byteCount = 0
    /// Whether it counts among the appends that wait.
    var isAppend = false
    var groupOffsets: GroupOffsets?
    var removal: Removal?
    var probe: Probe?
    /// Called once, on the writer's thread, with the offsets of the records.
    let completion: @Sendable (Result<[Int64], LogError>) -> Void
}
