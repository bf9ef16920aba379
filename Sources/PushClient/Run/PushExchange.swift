/// One attempt as it went over the wire; it holds the event's secrets.
package struct PushExchange: Sendable {
    package let sent: [UInt8]
    /// The HTTP status, or why there was none: `200`, `timed out`.
    package let outcome: String
    package let answer: [UInt8]
    package let elapsed: Duration

    init(sent: [UInt8], _ outcome: PushOutcome, _ elapsed: Duration) {
        self.sent = sent
        self.elapsed = elapsed
        switch outcome {
        case .answered(let status, let body): (self.outcome, answer) = ("\(status)", body)
        case .timedOut: (self.outcome, answer) = ("timed out", [])
        case .failed(let reason): (self.outcome, answer) = (reason, [])
        }
    }
}
