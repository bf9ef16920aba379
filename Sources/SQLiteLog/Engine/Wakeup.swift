internal import Log
internal import Threads

/// What others tell one reader or member, kept until it looks, so that no notice is lost between two looks.
final class Wakeup: Waker {
    struct Notices {
        /// Partitions of the reader's topic that something was appended to.
        var appended: Set<Int32> = []
        /// Another process appended, nobody knows where.
        var appendedAnywhere = false
        /// The division of the group's partitions changed.
        var divided = false
        var woken = false
        var closed = false

        var isEmpty: Bool { appended.isEmpty && !appendedAnywhere && !divided && !woken && !closed }
    }

    private let monitor = Monitor(Notices())

    func wake() {
        raise { $0.woken = true }
    }

    func raise(_ change: (inout Notices) -> Void) {
        monitor.change(change)
    }

    /// What came in since the last look; `closed` stays.
    func take() -> Notices {
        monitor.withLock(Wakeup.taken)
    }

    /// As `take`, but waits until there is something.
    func wait() -> Notices {
        monitor.wait { $0.isEmpty ? nil : Wakeup.taken(&$0) }
    }

    private static func taken(_ notices: inout Notices) -> Notices {
        let result = notices
        notices = Notices()
        notices.closed = result.closed
        return result
    }
}
