/// One request, and how long its answer may take.
package struct HTTPCall: Sendable {
    package enum Method: Sendable {
        case get
        /// With this body.
        case post([UInt8])
    }

    package let method: Method
    /// `http` or `https`, with its query, which no message of this room repeats.
    package let url: String
    /// Names and values, of which none may hold a control character: such a request fails, and nothing is sent.
    package let headers: [(String, String)]
    /// From the call until the whole answer is there, at least a millisecond, at most `HTTPClientLimits.timeMax`.
    package let timeLimit: Duration

    package init(
        _ method: Method, to url: String, headers: [(String, String)] = [], within timeLimit: Duration
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.timeLimit = timeLimit
    }
}

/// How a request ended.
package enum HTTPOutcome: Equatable, Sendable {
    /// A whole answer: its status, whichever, and its body, at most `HTTPClientConfiguration.bodyByteCountMax` bytes.
    case answered(status: Int, body: [UInt8])
    /// No whole answer within the limit; the connection was cut.
    case timedOut
    case failed(HTTPFailure)
}

/// A request that has its outcome before it.
struct OpenCall: Sendable {
    let call: HTTPCall
    let deadline: ContinuousClock.Instant
    let completion: @Sendable (HTTPOutcome) -> Void
}
