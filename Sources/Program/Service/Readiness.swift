internal import Synchronization

/// What still keeps this process from serving, by name; `/ready` shows it.
final class Readiness: Sendable {
    /// What the process has become, and how long it had been the other.
    enum Change: Equatable, Sendable {
        case ready(after: Duration)
        case unready([String])
    }

    private struct State {
        var pending: [String: String]
        var notes: [String: String] = [:]
        var since: ContinuousClock.Instant
        var isEnded = false

        var reasons: [String] { pending.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" } }
    }

    private let state: Mutex<State>
    private let now: @Sendable () -> ContinuousClock.Instant
    private let changed: @Sendable (Change) -> Void

    /// Not ready before each of these has been cleared. `changed` is called one time after the other, and must not ask
    /// back.
    init(
        _ parts: [String: String], now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        changed: @escaping @Sendable (Change) -> Void = { _ in }
    ) {
        state = Mutex(State(pending: parts, since: now()))
        self.now = now
        self.changed = changed
    }

    /// What an operator should know of a part that none the less serves; nil is nothing.
    func note(_ part: String, _ text: String?) { state.withLock { $0.notes[part] = text } }

    var notes: [String] { state.withLock { $0.notes.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" } } }

    func clear(_ part: String) { change { $0.removeValue(forKey: part) } }

    func set(_ part: String, _ reason: String) { change { $0[part] = reason } }

    /// The process ends: that it is not ready any more is no news.
    func end(_ part: String, _ reason: String) {
        state.withLock { state in
            state.isEnded = true
            state.pending[part] = reason
        }
    }

    /// Empty when ready; otherwise one line per part.
    var reasons: [String] { state.withLock { $0.reasons } }

    /// Told under the lock, so that the later word is the one that stays.
    private func change(_ body: (inout [String: String]) -> Void) {
        state.withLock { state in
            let wasReady = state.pending.isEmpty
            body(&state.pending)
            guard wasReady != state.pending.isEmpty, !state.isEnded else { return }
            let now = now()
            changed(wasReady ? .unready(state.reasons) : .ready(after: now - state.since))
            state.since = now
        }
    }
}
