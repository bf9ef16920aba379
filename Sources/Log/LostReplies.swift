internal import Synchronization

/// Whom an engine tells of replies that were lost.
package final class LostReplies: Sendable {
    private let listener = Mutex<@Sendable (Int, LogError) -> Void> { _, _ in }

    package init() {}

    package func tell(to listener: @escaping @Sendable (Int, LogError) -> Void) {
        self.listener.withLock { $0 = listener }
    }

    /// That so many were, and why the last of them.
    package func add(_ count: Int, _ reason: LogError) {
        listener.withLock { $0 }(count, reason)
    }
}
