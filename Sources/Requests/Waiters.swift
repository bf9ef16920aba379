internal import Dispatch
internal import Synchronization
internal import Time

/// The commands that somebody waits for, by the number in their correlation id. Bounded; each leaves exactly once: by
/// its verdict, its deadline, or a refusal of the log.
final class Waiters: Sendable {
    private struct State {
        var waiting: [UInt64: Waiter] = [:]
        /// In order of deadlines, since all wait equally long; those answered meanwhile are skipped.
        var queue: ArraySlice<(id: UInt64, deadline: ContinuousClock.Instant)> = []
        var isTimed = false
        var idNext: UInt64 = 0
    }

    private let state = Mutex(State())
    private let countMax: Int
    private let patience: Duration
    private let expired: @Sendable ([Waiter]) -> Void
    private let clockQueue = DispatchQueue(label: "waiters")

    /// `expired` is called with the waiters whose deadline has come.
    init(countMax: Int, patience: Duration, expired: @escaping @Sendable ([Waiter]) -> Void) {
        self.countMax = countMax
        self.patience = patience
        self.expired = expired
    }

    var count: Int { state.withLock { $0.waiting.count } }

    /// The waiter's number, or nil when there are too many.
    func add(_ waiter: Waiter) -> UInt64? {
        let deadline = ContinuousClock.now + patience
        let (id, startsTimer) = state.withLock { state -> (UInt64?, Bool) in
            guard state.waiting.count < countMax else { return (nil, false) }
            let id = state.idNext
            state.idNext += 1
            state.waiting[id] = waiter
            state.queue.append((id, deadline))
            let startsTimer = !state.isTimed
            state.isTimed = true
            return (id, startsTimer)
        }
        if startsTimer { wake(at: deadline) }
        return id
    }

    /// Takes the waiter out; nil where it has left already.
    func remove(_ id: UInt64) -> Waiter? {
        state.withLock { $0.waiting.removeValue(forKey: id) }
    }

    /// One shot, at the first deadline that is still waited for; there is none while nobody waits.
    private func wake(at deadline: ContinuousClock.Instant) {
        clockQueue.asyncAfter(deadline - .now) { [self] in expire() }
    }

    private func expire() {
        let now = ContinuousClock.now
        let (due, next) = state.withLock { state -> ([Waiter], ContinuousClock.Instant?) in
            var due: [Waiter] = []
            while let head = state.queue.first {
                if state.waiting[head.id] != nil {
                    guard head.deadline <= now else { break }
                    if let waiter = state.waiting.removeValue(forKey: head.id) { due.append(waiter) }
                }
                state.queue.removeFirst()
            }
            // A slice keeps the room in front of it; start afresh once it is empty.
            if state.queue.isEmpty { state.queue = [] }
            state.isTimed = !state.queue.isEmpty
            return (due, state.queue.first?.deadline)
        }
        if !due.isEmpty { expired(due) }
        if let next { wake(at: next) }
    }
}
