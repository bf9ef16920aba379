internal import SQLite
internal import Synchronization
internal import Threads

/// Copies the write-ahead file into the database file on a thread of its own, so that commits seldom wait for it.
// Unchecked: the plan is a monitor; the connection is used by the checkpointer's thread alone; `asked` by the writer's.
final class Checkpointer: @unchecked Sendable {
    private struct Plan {
        var wanted = false
        var passEnded = false
        var closing = false
    }

    private let plan = Monitor(Plan())
    private let connection: Connection
    /// Of the write-ahead file, after the last commit.
    let byteCount = Atomic(0)
    /// How large the write-ahead file was when the writer last asked for a pass.
    private var asked = 0

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// The writer's thread says so after each commit. Where a pass just ended and the file is still too large, because
    /// commits go on and on, it is begun anew here: little is left to be copied then. Beyond the bound this waits for
    /// the pass.
    func committed(_ store: WriteStore) {
        let size = store.writeAheadByteCount
        byteCount.store(size, ordering: .relaxed)
        if size < asked { asked = 0 }
        if size > SQLiteLogLimits.restartByteCount, plan.withLock({ $0.passEnded }) { return beginAnew(store) }
        guard size >= asked + SQLiteLogLimits.checkpointByteCount else { return }
        asked = size
        plan.change {
            $0.wanted = true
            $0.passEnded = false
        }
        guard size > SQLiteLogLimits.writeAheadByteCountMax else { return }
        plan.wait { $0.passEnded || $0.closing ? () : nil }
        beginAnew(store)
    }

    /// What fails here is tried again after the next pass: a reader that keeps its snapshot, whom the writer does not
    /// wait for. The file grows meanwhile.
    private func beginAnew(_ store: WriteStore) {
        _ = try? store.connection.checkpoint(.restart)
        plan.withLock { $0.passEnded = false }
    }

    /// The body of the checkpointer's thread.
    func run() {
        while plan.wait({ $0.closing ? false : $0.wanted ? true : nil }) {
            plan.withLock { $0.wanted = false }
            // What fails here (a full disk, another process at the same) is done by a later pass.
            _ = try? connection.checkpoint(.passive)
            plan.change { $0.passEnded = true }
        }
    }

    func close() {
        plan.change { $0.closing = true }
    }
}
