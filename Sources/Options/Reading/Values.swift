/// What a call says, option by option, after command line, environment, file and defaults.
package struct Values: Sendable {
    /// Where a value came from.
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
    package func origin<Value>(of option: Option<Value>) -> Origin {
        given[option.row.name]?.origin ?? .fallback
    }

    /// The files that secrets were read from, in the table's order.
    package var secretFiles: [SecretOrigin] { rows.compactMap { given[$0.name]?.file } }
}
