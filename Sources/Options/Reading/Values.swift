/// What a call says, option by option, after command line, environment, file and defaults.
package struct Values: Sendable {
    /// Where a value came from, or a fault lies.
    package enum Origin: Equatable, Sendable {
        case commandLine
        /// The variable's name.
        case environment(String)
        case file
        case fallback
    }

    struct Given: Sendable {
        let value: OptionValue
        let origin: Origin
        /// Of a secret that stands in a file.
        var file: SecretOrigin?
    }

    let given: [String: Given]
    let rows: [OptionRow]
    /// What was given besides options.
    package let operands: [String]
    /// What is odd about the call without being wrong, each a sentence: to be logged by the caller.
    package let warnings: [String]

    /// The option's value: given, or its default.
    package subscript<Value>(option: Option<Value>) -> Value { option.read(given[option.row.name]?.value) }

    /// Where the option's value came from.
    package func origin(of option: any DeclaredOption) -> Origin { given[option.row.name]?.origin ?? .fallback }

    /// What to call the option in a message, so that it can be found where it was given.
    package func naming(_ option: any DeclaredOption) -> String {
        switch origin(of: option) {
        case .commandLine, .fallback: "option --\(option.row.spelling)"
        case .environment(let variable): "variable \(variable)"
        case .file: "option \(option.row.spelling) in the file of --options"
        }
    }

    /// What is wrong with an option where it was given; `fault` goes on from its name.
    package func error(of option: any DeclaredOption, _ fault: String) -> UsageError {
        UsageError(origin(of: option), "\(naming(option)) \(fault)")
    }

    /// The files that secrets were read from, in the table's order.
    package var secretFiles: [SecretOrigin] { rows.compactMap { given[$0.name]?.file } }
}
