internal import Threads

/// Reads something again and again, on a thread of its own, so that who asks for it is answered from memory: neither a
/// disk nor a cluster is asked then, and what hangs there holds up nobody but this.
final class Sampler<Value: Sendable>: Sendable {
    /// Shared with the thread, which may outlive this object where its reading hangs.
    private struct State: Sendable {
        var value: Value?
        /// When the reading of the value began.
        var time = ContinuousClock.now
        var isStopping = false
    }

    private let state = Monitor(State())
    private let thread: EngineThread

    /// `read` is called at once, and anew so long after it has returned.
    init(_ name: String, every interval: Duration, read: @escaping @Sendable () -> Value) {
        let state = state
        thread = EngineThread(name) {
            repeat {
                let begin = ContinuousClock.now
                let value = read()
                state.withLock { ($0.value, $0.time) = (value, begin) }
            } while state.wait(atMost: interval) { $0.isStopping ? () : nil } == nil
        }
    }

    /// The last value; nil where none was read within this time.
    func value(atMost age: Duration) -> Value? { state.withLock { .now - $0.time <= age ? $0.value : nil } }

    /// How long ago the last value was read, or the first reading began.
    var age: Duration { state.withLock { .now - $0.time } }

    /// Reads no more; returns once a reading under way has ended, or after so long.
    func stop(within limit: Duration) {
        state.change { $0.isStopping = true }
        thread.join(atMost: limit)
    }

    deinit { state.change { $0.isStopping = true } }
}
