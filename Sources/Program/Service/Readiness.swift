internal import Synchronization

/// What still keeps this process from serving, by name; `/ready` shows it.
final class Readiness: Sendable {
    private struct State {
        var pending: [String: String]
        var notes: [String: String] = [:]
        var since = ContinuousClock.now
        var isEnded = false

        var reasons: [String] { Readiness.lines(pending) }
    }

    private let state: Mutex<State>
    private let changed: @Sendable ([String], Duration) -> Void

    /// Not ready before each of these has been cleared. `changed` is told what keeps the process from serving now,
    /// nothing where it has become ready, and how long that had been otherwise; it is called one time after the other,
    /// and must not ask back.
    init(_ parts: [String: String], changed: @escaping @Sendable ([String], Duration) -> Void) {
        state = Mutex(State(pending: parts))
        self.changed = changed
    }

    /// What an operator should know of a part that none the less serves; nil is nothing.
    func note(_ part: String, _ text: String?) { state.withLock { $0.notes[part] = text } }

    var notes: [String] { Self.lines(state.withLock { $0.notes }) }

    func clear(_ part: String) { set(part, nil) }

    /// Told under the lock, so that the later word is the one that stays. Nil clears the part.
    func set(_ part: String, _ reason: String?) {
        state.withLock { state in
            let wasReady = state.pending.isEmpty
            state.pending[part] = reason
            guard wasReady != state.pending.isEmpty, !state.isEnded else { return }
            let now = ContinuousClock.now
            changed(state.reasons, now - state.since)
            state.since = now
        }
    }

    /// The process ends: that it is not ready any more is no news.
    func end(_ part: String, _ reason: String) {
        state.withLock { state in
            state.isEnded = true
            state.pending[part] = reason
        }
    }

    /// Empty when ready; otherwise one line per part.
    var reasons: [String] { state.withLock { $0.reasons } }

    private static func lines(_ parts: [String: String]) -> [String] {
        parts.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    }
}
