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

    /// Every option of the command with its value as text and where it came from, in the table's order; secrets as
    /// `(secret)`. For showing the configuration that is in force.
    package var shown: [(name: String, value: String, origin: Origin)] {
        rows.map { row in
            let given = given[row.name]
            let value = given.map { Self.text($0.value) } ?? row.fallback ?? (row.kind == .flag ? "false" : "")
            return (row.name, value, given?.origin ?? .fallback)
        }
    }

    private static func text(_ value: OptionValue) -> String {
        switch value {
        case .flag(let value): "\(value)"
        case .text(let value), .absent(let value): value
        case .integer(let value): "\(value)"
        case .duration(let value): Units.text(value)
        case .hostPort(let value): value.description
        case .secret(let value): value.description
        }
    }
}
