internal import Synchronization

/// Why the service ends by itself, as first said, and the exit code for it.
final class FirstFailure: Sendable {
    struct Reason: Sendable {
        let message: String
        let exitCode: Int32
    }

    private let state = Mutex<Reason?>(nil)

    var reason: Reason? { state.withLock { $0 } }

    func set(_ message: String, exitCode: Int32) {
        state.withLock { $0 = $0 ?? Reason(message: message, exitCode: exitCode) }
    }
}
