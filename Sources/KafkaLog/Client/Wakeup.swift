internal import CRdKafka
internal import Log
internal import Synchronization

/// What others tell one reader or member, kept until it looks; a yield of its queue makes it look.
final class Wakeup: Waker {
    struct Notices {
        var woken = false
        var closed = false
    }

    private struct State {
        var notices = Notices()
        /// The address of the queue: pointers do not cross threads in Swift, while librdkafka's queues may.
        var queue: UInt = 0
    }

    private let state = Mutex(State())

    func wake() {
        raise { $0.woken = true }
    }

    /// What came in since the last look; `closed` stays.
    func take() -> Notices {
        state.withLock { state in
            defer { state.notices.woken = false }
            return state.notices
        }
    }

    /// Whether there is something to look at. To be asked after each call that looks into the queue and before one that
    /// waits for it: the first may have taken the yield that was meant for the second.
    var isRaised: Bool { state.withLock { $0.notices.woken || $0.notices.closed } }

    func close() {
        raise { $0.closed = true }
    }

    var isClosed: Bool { state.withLock { $0.notices.closed } }

    /// Makes the owner look.
    func interrupt() {
        raise { _ in }
    }

    /// The owner waits at this queue from now on; nil before the queue is destroyed.
    func attach(_ queue: OpaquePointer?) {
        let address = UInt(bitPattern: queue)
        state.withLock { $0.queue = address }
    }

    private func raise(_ change: (inout Notices) -> Void) {
        state.withLock { state in
            change(&state.notices)
            // Under the lock, so that the queue lives. A yield that finds nobody waiting is kept for the next who does.
            if let queue = unsafe OpaquePointer(bitPattern: state.queue) { unsafe rd_kafka_queue_yield(queue) }
        }
    }
}
