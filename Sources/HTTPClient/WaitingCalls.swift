/// Requests that wait for a connection, the first that came first. Each waits no longer than its own limit: libcurl's
/// queue for the same purpose (7.88) knows none.
struct WaitingCalls {
    private var calls: [OpenCall] = []
    /// Those before it are taken.
    private var start = 0
    /// No limit ends before this; nil where nobody waits.
    private(set) var due: ContinuousClock.Instant?

    mutating func add(_ call: OpenCall) {
        calls.append(call)
        due = min(due ?? call.deadline, call.deadline)
    }

    mutating func next() -> OpenCall? {
        guard start < calls.count else { return nil }
        let call = calls[start]
        start += 1
        // The taken ones go when they are as many as the others: each is moved once.
        if start * 2 > calls.count {
            calls.removeFirst(start)
            start = 0
        }
        if calls.isEmpty { due = nil }
        return call
    }

    /// Takes those whose limit has passed.
    mutating func expired(at now: ContinuousClock.Instant) -> [OpenCall] {
        guard let due, due <= now else { return [] }
        let expired = calls[start...].filter { $0.deadline <= now }
        calls = calls[start...].filter { $0.deadline > now }
        start = 0
        self.due = calls.map(\.deadline).min()
        return expired
    }
}
