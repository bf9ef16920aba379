package import Log
package import Records
package import Waybill

/// A command whose verdict did not come in time.
package struct ExpiredRequest: Sendable {
    package let start: ContinuousClock.Instant
    /// The partition whose lane should have decided it; nil where the log had not kept it.
    package let keptIn: Int32?
    /// Whether the client had gone before.
    package let isLeft: Bool
}

/// What the room tells of what it meets, from whichever thread: what is called here must be quick.
package struct RequestsEvents: Sendable {
    /// Replies can no longer be read; nobody will be told a verdict any more.
    package var failed: @Sendable (LogError) -> Void = { _ in }
    /// Nil: the log has kept a command. Otherwise it could not, for a reason of its own; too much that waits is none.
    package var appended: @Sendable (LogError?) -> Void = { _ in }
    /// Whether the log is known not to take anything: then nobody can decide, and no processor is to blame.
    package var isLogFailing: @Sendable () -> Bool = { false }
    /// A verdict was handed over, so long after the command was asked for.
    package var decided: @Sendable (Verdict, Duration) -> Void = { _, _ in }
    /// Told before those who wait are.
    package var expired: @Sendable ([ExpiredRequest]) -> Void = { _ in }
    /// Commands expire and nobody has answered since; told with each of them.
    package var unanswered: @Sendable (Silence) -> Void = { _ in }
    /// Somebody answers again; with the time in milliseconds since 1970.
    package var answeredAgain: @Sendable (Silence, Int64) -> Void = { _, _ in }
    /// Replies to us that could not be read.
    package var dropped: @Sendable (Int) -> Void = { _ in }
    /// A processor has refused a command since it has other keys: so it will all others.
    package var keysDiffer: @Sendable (KeyFault) -> Void = { _ in }

    package init() {}
}
