/// Why the log could not do what it was asked. The message is for an operator: it names the thing and what to do, and
/// holds nothing of any record's content.
package struct LogError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// Too much is waiting already; try again later.
        case overloaded
        /// The log cannot be reached, or its disk refuses; trying again later may help.
        case unavailable
        /// The request itself is wrong: no such topic or partition, an offset out of range, a record too large.
        case invalid
        /// What stands in the log does not fit the topics' files: only other files help.
        case misconfigured
        /// Another process or member holds what was asked for.
        case conflict
        /// The log was closed.
        case closed
        /// What the log holds is damaged.
        case corrupt
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}

/// How a transaction failed. In each case its records are not visible, or its outcome is settled before the next event.
package enum CommitFailure: Error, Equatable, Sendable {
    /// Not committed; the same input will come again.
    case aborted(LogError)
    /// Not committed, and never will be: the log takes no such records, however often it is asked. The same input comes
    /// again.
    case refused(LogError)
    /// Committed or not, nobody told us; the member has settled it, and the committed offsets tell.
    case unknown(LogError)
    /// The partitions belong to another member now; a `lost` event follows.
    case fenced(LogError)
    /// This member cannot go on; make a new one.
    case fatal(LogError)

    package var error: LogError {
        switch self {
        case .aborted(let error), .refused(let error), .unknown(let error), .fenced(let error), .fatal(let error): error
        }
    }
}
