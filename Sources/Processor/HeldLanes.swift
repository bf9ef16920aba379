internal import LaneState
internal import Synchronization
internal import Time

/// A fault of one lane, which stands still for it; the others go on.
struct LaneFault: Error {
    let partition: Int32
    let reason: String

    init(_ partition: Int32, _ error: some CustomStringConvertible) {
        self.partition = partition
        reason = error.description
    }
}

/// Why lanes could not be worked on: one of them is at fault, or the worker cannot go on.
enum LanesFailure: Error {
    case lane(LaneFault)
    case worker(WorkerError)
}

/// The lanes that stand still, and when each is tried again.
struct HeldLanes {
    private struct Lane {
        var reason: String
        var failureCount: Int
        /// Opened again, and nothing has been committed since.
        var isOpen = false
    }

    private var lanes: [Int32: Lane] = [:]

    /// Why lanes stand still, by partition.
    var reasons: [Int32: String] { lanes.filter { !$0.value.isOpen }.mapValues(\.reason) }

    func holds(_ partition: Int32) -> Bool { lanes[partition].map { !$0.isOpen } ?? false }

    /// Notes the fault, and returns the pause until the lane is tried again.
    mutating func add(_ fault: LaneFault) -> Duration {
        let failureCount = (lanes[fault.partition]?.failureCount ?? 0) + 1
        lanes[fault.partition] = Lane(reason: fault.reason, failureCount: failureCount)
        return ProcessorLimits.laneRetryPause.after(failureCount: failureCount)
    }

    mutating func opened(_ partition: Int32) { lanes[partition]?.isOpen = true }

    /// They are others' now, or are opened anew, or something of each was committed: whatever was wrong is over.
    mutating func forget(_ partitions: [Int32]) {
        guard !lanes.isEmpty else { return }
        for partition in partitions { lanes[partition] = nil }
    }
}

/// Partitions whose pause is over; whoever waits puts them here, from any thread.
final class DueLanes: Sendable {
    private let partitions = Mutex<Set<Int32>>([])

    func add(_ partition: Int32) { partitions.withLock { _ = $0.insert(partition) } }

    func take() -> [Int32] {
        partitions.withLock { partitions in
            defer { partitions = [] }
            return partitions.sorted()
        }
    }
}
