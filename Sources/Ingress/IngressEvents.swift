package import Log
package import Records

/// What an ingress tells of what it meets, from whichever thread: what is called here must be quick.
package struct IngressEvents: Sendable {
    /// Replies can no longer be read; the ingress cannot go on.
    package var failed: @Sendable (LogError) -> Void = { _ in }
    /// Nil: the log has kept a push. Otherwise it could not, for a reason of its own; too much that waits is none.
    package var appended: @Sendable (LogError?) -> Void = { _ in }
    /// Whether the log is known not to take anything: then nobody can decide, and no processor is to blame.
    package var isLogFailing: @Sendable () -> Bool = { false }
    /// Pushes expire and nobody has answered since; told with each of them. Nil: somebody answers again.
    package var unanswered: @Sendable (Silence?) -> Void = { _ in }

    /// A processor has refused a push since it has other keys: so it will all others.
    package var keysDiffer: @Sendable (KeyFault) -> Void = { _ in }

    package init() {}
}
