internal import HTTPClient

/// How one attempt ended.
enum PushOutcome: Equatable, Sendable {
    /// An answer with its HTTP status.
    case answered(status: Int, body: [UInt8])
    /// No whole answer within the timeout; the connection was cut, as WeChat does.
    case timedOut
    /// No answer at all: refused, cut off, not HTTP. The reason holds no payload.
    case failed(String)

    init(_ outcome: HTTPOutcome) {
        self =
            switch outcome {
            case .answered(let status, let body): .answered(status: status, body: body)
            case .timedOut: .timedOut
            case .failed(let failure): .failed(failure.text(of: "the carrier"))
            }
    }

    /// Whether WeChat has its answer: 200, or 4xx, which says that the push itself is wrong and would be again.
    var isFinal: Bool {
        if case .answered(let status, _) = self { status == 200 || (400..<500).contains(status) } else { false }
    }
}
