extension Logger {
    /// How much a line matters. A logger drops what is below its own level before anything of it is computed.
    package enum Level: String, CaseIterable, Comparable, Sendable {
        /// For whoever is looking for a fault; off in production.
        case debug
        /// What an operator expects to see.
        case info
        /// Something went wrong and was dealt with.
        case warning
        /// Something went wrong and somebody should act.
        case error

        private var rank: Int {
            switch self {
            case .debug: 0
            case .info: 1
            case .warning: 2
            case .error: 3
            }
        }

        package static func < (left: Logger.Level, right: Logger.Level) -> Bool { left.rank < right.rank }
    }
}

extension Logger {
    /// How a line is laid out.
    package enum Format: String, CaseIterable, Sendable {
        /// `key=value` pairs; for a person and for grep.
        case logfmt
        /// One JSON object a line; for a collector.
        case json
    }
}
