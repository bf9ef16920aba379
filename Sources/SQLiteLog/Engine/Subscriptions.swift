internal import Log
internal import Synchronization

/// The signals of all readers and members of this process, by topic.
final class Subscriptions: Sendable {
    private struct State {
        var signals: [Topic: [Wakeup]] = [:]
        var closed = false
    }

    private let state = Mutex(State())

    /// Once closed, a signal that is added hears so at once.
    func add(_ signal: Wakeup, to topic: Topic) {
        let closed = state.withLock { state in
            if !state.closed { state.signals[topic, default: []].append(signal) }
            return state.closed
        }
        if closed { signal.raise { $0.closed = true } }
    }

    func remove(_ signal: Wakeup, from topic: Topic) {
        state.withLock { $0.signals[topic]?.removeAll { $0 === signal } }
    }

    /// Something was committed to these partitions.
    func announce(_ partitions: [PartitionName]) {
        state.withLock { state in
            for name in partitions {
                for signal in state.signals[name.topic] ?? [] {
                    signal.raise { $0.appended.insert(name.partition) }
                }
            }
        }
    }

    /// Another process committed something.
    func announceAnywhere() {
        state.withLock { state in
            for signal in state.signals.values.joined() { signal.raise { $0.appendedAnywhere = true } }
        }
    }

    func close() {
        state.withLock { state in
            state.closed = true
            for signal in state.signals.values.joined() { signal.raise { $0.closed = true } }
            state.signals = [:]
        }
    }
}
