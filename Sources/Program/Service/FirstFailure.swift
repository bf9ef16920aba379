internal import Synchronization

/// Why the service ended by itself, as first said.
final class FirstFailure: Sendable {
    private let state = Mutex<String?>(nil)

    var message: String? { state.withLock { $0 } }

    func set(_ message: String) { state.withLock { $0 = $0 ?? message } }
}
