internal import HTTP
internal import Log

/// Answers that are always the same. WeChat pushes again on anything but a 200 in time, and is told no more than that:
/// the log and `/ready` say what is wrong.
enum Answer {
    static let overloaded = again("too much is waiting")
    static let unwritable = again("the log cannot be written")
    static let stopping = again("the service is stopping")
    static let unsealable = again("the event cannot be sealed")
    static let expired = HTTPResponse(status: 503, text: "no result within the deadline; push again\n")

    /// For a push that the log did not take.
    static func refused(_ error: LogError) -> HTTPResponse {
        switch error.code {
        case .overloaded: overloaded
        case .closed: stopping
        case .unavailable, .corrupt, .conflict, .misconfigured, .invalid: unwritable
        }
    }

    private static func again(_ reason: String) -> HTTPResponse {
        HTTPResponse(status: 503, text: "\(reason); push again\n", headers: [("Retry-After", "1")])
    }
}
