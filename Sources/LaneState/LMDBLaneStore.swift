internal import Glibc

/// Lanes in LMDB files, one for each partition, in one folder of this process's own. Any thread may use the store;
/// each lane belongs to one thread at a time.
///
/// Partition 7 is `lane-7`, and `lane-7.mark` beside it is its lock. A lane survives the death of the process; after
/// that of the machine, or a change of format, or damage, it opens empty and is to be read from its changelog again.
/// What `lane-7.witness` says of it stays.
package final class LMDBLaneStore: LaneStore, Sendable {
    /// Of address space; a file takes on the disk what is in it, and what the next changes may need.
    package static let mapByteCountMax = 64 << 30

    private let folder: String
    private let bootID: String
    private let mapByteCountMax: Int
    private let dropped: @Sendable (Int32, String) -> Void

    /// Creates the folder where its parent is there. `bootID` is the machine's own unless a test says otherwise;
    /// `mapByteCountMax` bounds one lane's file. `dropped` is told of each lane that opens empty because its file could
    /// not be trusted, and why.
    package init(
        folder: String, bootID: String? = nil, mapByteCountMax: Int = LMDBLaneStore.mapByteCountMax,
        dropped: @escaping @Sendable (Int32, String) -> Void = { _, _ in }
    ) throws(LaneError) {
        // Swift passes the path as a C string that is good for the call.
        guard unsafe mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            throw .system(folder)
        }
        guard mapByteCountMax >= 1 << 20 else { throw LaneError("\(folder): a lane needs a map of at least 1 MiB") }
        self.folder = folder
        self.bootID = if let bootID { bootID } else { try currentBootID() }
        self.mapByteCountMax = mapByteCountMax
        self.dropped = dropped
    }

    package func open(partition: Int32) throws(LaneError) -> any Lane {
        let path = path(partition)
        let mark = try LaneMark(path: path + ".mark")
        let witness = try LaneWitness(path: path + LaneWitness.suffix)
        switch mark.read() {
        case .closed, .open(bootID: bootID): break
        case .open: try drop(path, partition, witness, because: "the machine stopped while the lane was open")
        case .untrusted: try drop(path, partition, witness, because: "it is damaged, or of another version")
        }
        // On the disk before LMDB may write a page.
        try mark.write(.open(bootID: bootID))
        let lane = try openFile(path, partition, mark, witness)
        if let position = lane.position { try witness.note(position, isDurable: true) }
        return lane
    }

    /// Whether anything of the partition's lane is there.
    package func holds(partition: Int32) -> Bool {
        let path = path(partition)
        // Swift passes the paths as C strings that are good for the calls.
        return unsafe access(path, F_OK) == 0 || access(path + LaneWitness.suffix, F_OK) == 0
    }

    private func openFile(
        _ path: String, _ partition: Int32, _ mark: LaneMark, _ witness: LaneWitness
    ) throws(LaneError) -> LMDBLane {
        var isNew = false
        while true {
            do throws(LMDBError) {
                return try LMDBLane(path: path, mark: mark, witness: witness, mapByteCountMax: mapByteCountMax)
            } catch {
                guard error.isDamage, !isNew else { throw error.laneError(path: path) }
                try drop(path, partition, witness, because: "LMDB finds it damaged")
                isNew = true
            }
        }
    }

    /// A lane that was never there is none that is dropped. What its witness says is all that is left of it.
    private func drop(
        _ path: String, _ partition: Int32, _ witness: LaneWitness, because reason: String
    ) throws(LaneError) {
        let wasThere = unsafe access(path, F_OK) == 0
        guard !witness.isUnreadable else {
            throw LaneError(
                """
                \(path)\(LaneWitness.suffix): it cannot be read, and the lane beside it cannot be used (\(reason)), so \
                that nothing tells an older copy of the log from the right one. See that the log is the newest there \
                is, then delete this file
                """)
        }
        try LaneMark.delete(path: path)
        if wasThere { dropped(partition, reason) }
    }

    private func path(_ partition: Int32) -> String { "\(folder)/lane-\(partition)" }
}
