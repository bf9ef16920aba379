internal import Files
internal import Glibc

/// Lanes in LMDB files, one for each partition, in one folder of this process's own. Any thread may use the store;
/// each lane belongs to one thread at a time.
///
/// Partition 7 is `lane-7`, and `lane-7.mark` beside it is its lock. A lane survives the death of the process; after
/// that of the machine, or a change of format, or damage, it opens empty and is to be read from its changelog again.
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
            throw LaneError(FileFault.writing(folder, code: errno).description)
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
        switch mark.read() {
        case .closed, .open(bootID: bootID): break
        case .open: try drop(path, partition, because: "the machine stopped while the lane was open")
        case .untrusted: try drop(path, partition, because: "it is damaged, or of another version")
        }
        // On the disk before LMDB may write a page.
        try mark.write(.open(bootID: bootID))
        do throws(LMDBError) {
            return try LMDBLane(path: path, mark: mark, mapByteCountMax: mapByteCountMax)
        } catch  where error.isDamage {
            try drop(path, partition, because: "LMDB finds it damaged")
        } catch {
            throw error.laneError(path: path)
        }
        do throws(LMDBError) {
            return try LMDBLane(path: path, mark: mark, mapByteCountMax: mapByteCountMax)
        } catch {
            throw error.laneError(path: path)
        }
    }

    package func drop(partition: Int32) throws(LaneError) {
        let path = path(partition)
        let mark = try LaneMark(path: path + ".mark")
        try LaneMark.delete(path: path)
        try mark.delete()
    }

    /// A lane that was never there is none that is dropped.
    private func drop(_ path: String, _ partition: Int32, because reason: String) throws(LaneError) {
        let wasThere = unsafe access(path, F_OK) == 0
        try LaneMark.delete(path: path)
        if wasThere { dropped(partition, reason) }
    }

    private func path(_ partition: Int32) -> String { "\(folder)/lane-\(partition)" }
}
