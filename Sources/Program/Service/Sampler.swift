internal import Synchronization
internal import Threads

/// Reads something again and again, on a thread of its own, so that who asks for it is answered from memory: neither a
/// disk nor a cluster is asked then, and what hangs there holds up nobody but this.
final class Sampler<Value: Sendable>: Sendable {
    private struct Sample: Sendable {
        let value: Value?
        /// When its reading began.
        let time: ContinuousClock.Instant
    }

    /// What is shared with the thread, which may outlive this object where its reading hangs.
    private final class State: Sendable {
        let last: Mutex<Sample>
        let isStopping = Monitor(false)

        init() { last = Mutex(Sample(value: nil, time: .now)) }

        func run(every interval: Duration, _ read: () -> Value) {
            repeat {
                let begin = ContinuousClock.now
                let value = read()
                last.withLock { $0 = Sample(value: value, time: begin) }
            } while isStopping.wait(atMost: interval) { $0 ? () : nil } == nil
        }
    }

    private let state: State
    private let thread: EngineThread

    /// `read` is called at once, and anew so long after it has returned.
    init(_ name: String, every interval: Duration, read: @escaping @Sendable () -> Value) {
        let state = State()
        self.state = state
        thread = EngineThread(name) { state.run(every: interval, read) }
    }

    /// The last value; nil where none was read within this time.
    func value(atMost age: Duration) -> Value? {
        state.last.withLock { .now - $0.time <= age ? $0.value : nil }
    }

    /// How long ago the last value was read, or the first reading began.
    var age: Duration { state.last.withLock { .now - $0.time } }

    /// Reads no more; returns once a reading under way has ended, or after so long.
    func stop(within limit: Duration) {
        state.isStopping.change { $0 = true }
        thread.join(atMost: limit)
    }

    deinit { state.isStopping.change { $0 = true } }
}
