internal import Files
internal import LaneState
internal import Log
internal import Processor

/// The lanes beside the log that they were derived from. A lane knows which numbers were issued; used with another log,
/// or with an older copy of its own, it would be dropped and its numbers issued again. So that is refused.
enum LaneFolder {
    /// The store in `folder`, once it is certain that it belongs to the log and is not ahead of it. `dropped` is told
    /// of each lane whose file could not be trusted.
    static func open(
        _ folder: String, of open: OpenLog, group: String, dropped: @escaping @Sendable (Int32, String) -> Void
    ) throws -> LMDBLaneStore {
        let store = try LMDBLaneStore(folder: folder, dropped: dropped)
        try LogMark.settle(folder, open)
        // On a cluster the answer may have to wait for a transaction that we left open and shall settle ourselves:
        // there the worker looks when it has its partitions.
        guard !open.isOnCluster else { return store }
        for partition in 0..<(try open.log.partitionCount(of: .commands)) {
            try check(partition, of: store, open.log, group)
        }
        return store
    }

    static func path(in dataFolder: String) -> String { dataFolder + "/lanes" }

    /// Keeps the folder, which is made where it is missing, for this process.
    static func lock(_ folder: String) throws -> LaneFolderLock {
        try makeFolder(folder)
        return try LaneFolderLock(folder: folder)
    }

    private static func check(
        _ partition: Int32, of store: LMDBLaneStore, _ log: any Log, _ group: String
    ) throws {
        guard store.holds(partition: partition) else { return }
        let lane: any Lane
        do throws(LaneError) {
            lane = try store.open(partition: partition)
        } catch {
            // Held by another process, or unreadable: the worker says so when it comes to it.
            return
        }
        defer { lane.close() }
        let committed = try log.committedOffset(of: group, topic: .commands, partition: partition) ?? 0
        do throws(WorkerError) {
            _ = try LaneCheck(log, partition: partition, committed: committed).start(of: lane)
        } catch {
            throw error.logError ?? error
        }
    }
}
