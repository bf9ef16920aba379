internal import Synchronization

/// A fixed number of places. Who finds none free waits in line, and the first in line gets the next one.
///
/// Nobody leaves the line before its turn: when the run is cancelled, those that hold places end at once, and the line
/// moves on.
final class Places: Sendable {
    private struct State {
        var freeCount: Int
        var line: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(_ count: Int) { state = Mutex(State(freeCount: count)) }

    /// Returns once the caller holds a place.
    func enter() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.freeCount > 0 else {
                    state.line.append(continuation)
                    return false
                }
                state.freeCount -= 1
                return true
            }
            if isFree { continuation.resume() }
        }
    }

    /// Gives the caller's place to the first in line.
    func leave() {
        let next: CheckedContinuation<Void, Never>? = state.withLock { state in
            guard state.line.isEmpty else { return state.line.removeFirst() }
            state.freeCount += 1
            return nil
        }
        next?.resume()
    }
}
