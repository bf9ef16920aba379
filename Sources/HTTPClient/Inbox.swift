import Synchronization

/// What other threads ask of the client's thread, bounded; and whether it has to be woken for it.
///
/// No wake-up is missed, and none is made in vain. 1. The thread falls asleep under the lock, only where nothing is
/// here. 2. Whoever adds something takes the lock before or after: before, the thread finds it here and stays awake;
/// after, it finds the thread asleep, notes that it is woken, and wakes it.
final class Inbox: Sendable {
    /// What is to be done, in the order in which it came.
    struct Work {
        var calls: [OpenCall] = []
        var alarms: [Alarm] = []
        var isStopped = false

        var isEmpty: Bool { calls.isEmpty && alarms.isEmpty && !isStopped }
    }

    private struct State {
        var work = Work()
        /// Calls without an outcome, and alarms that have not rung, also those that the thread has taken.
        var callCount = 0
        var alarmCount = 0
        var isAsleep = false
    }

    private let state = Mutex(State())
    private let callCountMax: Int
    private let wake: @Sendable () -> Void

    init(callCountMax: Int, wake: @escaping @Sendable () -> Void) {
        self.callCountMax = callCountMax
        self.wake = wake
    }

    func add(_ call: OpenCall) throws(HTTPClientError) {
        try change { state throws(HTTPClientError) in
            guard state.callCount < callCountMax else { throw .full(countMax: callCountMax) }
            state.callCount += 1
            state.work.calls.append(call)
        }
    }

    func add(_ alarm: Alarm) throws(HTTPClientError) {
        try change { state throws(HTTPClientError) in
            let countMax = HTTPClientLimits.alarmCountMax
            guard state.alarmCount < countMax else { throw .full(countMax: countMax) }
            state.alarmCount += 1
            state.work.alarms.append(alarm)
        }
    }

    /// Nothing more is taken in.
    func stop() {
        // It throws where it has stopped before.
        try? change { state in state.work.isStopped = true }
    }

    private func change(_ body: (inout State) throws(HTTPClientError) -> Void) throws(HTTPClientError) {
        let isWoken = try state.withLock { state throws(HTTPClientError) in
            guard !state.work.isStopped else { throw .stopped }
            try body(&state)
            defer { state.isAsleep = false }
            return state.isAsleep
        }
        if isWoken { wake() }
    }

    /// The thread takes all that is here. That the client has stopped stays.
    func take() -> Work {
        state.withLock { state in
            state.isAsleep = false
            guard !state.work.calls.isEmpty || !state.work.alarms.isEmpty else {
                return Work(isStopped: state.work.isStopped)
            }
            let work = state.work
            state.work = Work(isStopped: work.isStopped)
            return work
        }
    }

    /// False where something is here.
    func fallAsleep() -> Bool {
        state.withLock { state in
            state.isAsleep = state.work.isEmpty
            return state.isAsleep
        }
    }

    /// A call has its outcome; its completion is called after this, and may send the next.
    func callEnded() { state.withLock { $0.callCount -= 1 } }

    func alarmRang() { state.withLock { $0.alarmCount -= 1 } }
}
