internal import Threads

/// The ends of librdkafka's clients, each on a thread of its own: leaving a group and destroying a client wait for
/// threads and brokers for as long as these like, and there is no bound to give them.
final class ClientShutdowns: Sendable {
    private struct State {
        var next = 0
        var running: [Int: String] = [:]
    }

    private let state = Monitor(State())

    /// Runs `body` on its own thread. `name` says what is left behind if it does not end.
    @discardableResult
    func run(_ name: String, _ body: @escaping @Sendable () -> Void) -> EngineThread {
        let number = state.withLock { state in
            state.next += 1
            state.running[state.next] = name
            return state.next
        }
        return EngineThread("kafka-end") { [state] in
            body()
            state.change { $0.running[number] = nil }
        }
    }

    /// Waits until all have ended; the names of those that have not when the deadline passes.
    func wait(until deadline: Deadline) -> [String] {
        _ = state.wait(atMost: .milliseconds(deadline.left)) { $0.running.isEmpty ? () : nil }
        return state.withLock { $0.running.values.sorted() }
    }
}
