internal import Requests

extension RequestsEvents {
    /// These events, put down in the telemetry of pushes as well; verdicts, expiries and drops are told there alone.
    func counted(by telemetry: IngressTelemetry) -> RequestsEvents {
        var counted = self
        counted.failed = { [failed] error in
            telemetry.failed(error)
            failed(error)
        }
        counted.decided = { telemetry.answered($0, after: $1) }
        counted.expired = { telemetry.expired($0) }
        counted.unanswered = { [unanswered] silence in
            unanswered(silence)
            telemetry.unanswered(silence)
        }
        counted.answeredAgain = { [answeredAgain] silence, time in
            telemetry.answeredAgain(silence, at: time)
            answeredAgain(silence, time)
        }
        counted.dropped = { telemetry.dropped($0) }
        return counted
    }
}
