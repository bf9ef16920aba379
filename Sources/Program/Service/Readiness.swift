internal import Synchronization

/// What still keeps this process from serving, by name; `/ready` shows it.
final class Readiness: Sendable {
    private let pending: Mutex<[String: String]>

    /// Not ready before each of these has been cleared.
    init(_ parts: [String: String]) { pending = Mutex(parts) }

    func clear(_ part: String) { pending.withLock { _ = $0.removeValue(forKey: part) } }

    func set(_ part: String, _ reason: String) { pending.withLock { $0[part] = reason } }

    /// Empty when ready; otherwise one line per part.
    var reasons: [String] {
        pending.withLock { pending in pending.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" } }
    }
}
