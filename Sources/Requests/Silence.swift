/// Commands that the log has kept and that nobody decided within their deadline, while no reply at all came.
package struct Silence: Equatable, Sendable {
    package var count: Int
    /// When the first of them arrived, in milliseconds since 1970.
    package var since: Int64

    package init(count: Int, since: Int64) {
        self.count = count
        self.since = since
    }
}

/// Tells from expired commands and replies whether any processor answers. Any reply is a sign of one, a late one too:
/// the expired commands are in the log, and the processor that comes back answers them first.
struct SilenceWatch {
    private var replied: ContinuousClock.Instant?
    private var current: Silence?

    /// The silence that this command is part of; nil where a reply has come since it arrived.
    mutating func expired(
        arrived: ContinuousClock.Instant, at now: ContinuousClock.Instant, _ time: Int64
    ) -> Silence? {
        if let replied, replied >= arrived { return nil }
        let first = time - Int64((now - arrived) / .milliseconds(1))
        let silence = Silence(count: (current?.count ?? 0) + 1, since: min(first, current?.since ?? first))
        current = silence
        return silence
    }

    /// The silence that this reply ends, if there was one.
    mutating func reply(at now: ContinuousClock.Instant) -> Silence? {
        replied = now
        defer { current = nil }
        return current
    }
}
