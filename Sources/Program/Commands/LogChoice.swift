internal import Options

/// Options that speak of a log that is not the one asked for: left out in silence, they would let somebody believe that
/// they count.
enum LogChoice {
    /// For commands that look at one log and take nothing else from the data folder.
    static func check(_ values: Values) throws(UsageError) {
        guard values.origin(of: SharedOptions.data) == .commandLine,
            values.origin(of: SharedOptions.kafka) == .commandLine
        else {
            return
        }
        throw UsageError(
            .commandLine, "--data names the embedded log and --kafka a cluster's; give the one that is meant")
    }

    /// Refuses an option that was given, wherever, and has no meaning without another.
    static func refuse<Value>(
        _ option: Option<Value>, without other: String, _ values: Values
    ) throws(UsageError) {
        let origin = values.origin(of: option)
        guard origin != .fallback else { return }
        throw UsageError(origin.place, "\(origin.naming(option)) goes with \(other), which is not given")
    }
}

extension Values.Origin {
    /// Where a fault in the value lies.
    var place: UsageError.Origin {
        switch self {
        case .commandLine, .fallback: .commandLine
        case .environment: .environment
        case .file: .file
        }
    }

    /// What to call the option in a message, so that it can be found.
    func naming<Value>(_ option: Option<Value>) -> String {
        switch self {
        case .commandLine, .fallback: "option --\(option.row.spelling)"
        case .environment(let variable): "variable \(variable)"
        case .file: "option \(option.row.spelling) in the file of --options"
        }
    }
}
