package import Log
package import Records
package import Requests

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

extension IngressEvents {
    /// What the room of requests tells, put down in the telemetry of pushes.
    func requests(_ telemetry: IngressTelemetry) -> RequestsEvents {
        var requests = RequestsEvents()
        requests.failed = { [failed] error in
            telemetry.failed(error)
            failed(error)
        }
        requests.appended = appended
        requests.isLogFailing = isLogFailing
        requests.decided = { telemetry.answered($0, after: $1) }
        requests.expired = { telemetry.expired($0) }
        requests.unanswered = { [unanswered] silence in
            unanswered(silence)
            telemetry.unanswered(silence)
        }
        requests.answeredAgain = { [unanswered] silence, time in
            telemetry.answeredAgain(silence, at: time)
            unanswered(nil)
        }
        requests.dropped = { telemetry.dropped($0) }
        requests.keysDiffer = keysDiffer
        return requests
    }
}
