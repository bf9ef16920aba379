internal import HTTPClient

/// One attempt as it went over the wire; it holds the event's secrets.
package struct PushExchange: Sendable {
    package let sent: [UInt8]
    /// The HTTP status, or why there was none: `200`, `timed out`.
    package let outcome: String
    package let answer: [UInt8]
    package let elapsed: Duration

    init(sent: [UInt8], _ outcome: HTTPOutcome, _ elapsed: Duration) {
        self.sent = sent
        self.elapsed = elapsed
        self.outcome = outcome.said
        if case .answered(_, let body) = outcome { answer = body } else { answer = [] }
    }
}

extension HTTPOutcome {
    /// The HTTP status, or why there was none, which holds no payload.
    var said: String {
        switch self {
        case .answered(let status, _): "\(status)"
        // The connection was cut, as WeChat does.
        case .timedOut: "timed out"
        case .failed(let failure): failure.text(of: "the carrier")
        }
    }

    /// Whether WeChat has its answer: 200, or 4xx, which says that the push itself is wrong and would be again.
    var isFinal: Bool {
        if case .answered(let status, _) = self { status == 200 || (400..<500).contains(status) } else { false }
    }
}
