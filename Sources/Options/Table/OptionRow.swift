/// One row of a command's table: everything that parsing, help, completion, environment and file need to know.
package struct OptionRow: Equatable, Sendable {
    /// The long name without dashes: lower case, words joined by `-`. Also the key in the file of options.
    package let name: String
    /// What stands for the value in the help, for instance `PORT`.
    package let placeholder: String
    package let kind: OptionKind
    /// The default as help shows it; nil when there is none.
    package let fallback: String?
    /// One or two sentences: what the option does.
    package let summary: String

    /// How the option is spelled on the command line and in the file: a secret is given by the file that holds it.
    package var spelling: String { kind == .secret ? name + "-file" : name }

    /// The variable of the environment, for instance `WAYBILL_LOG_LEVEL`.
    package func variable(prefix: String) -> String { prefix + Self.variableName(name) }

    /// For a secret, the variable that names the file which holds it.
    package func fileVariable(prefix: String) -> String? {
        kind == .secret ? prefix + Self.variableName(spelling) : nil
    }

    static func variableName(_ name: String) -> String {
        String(name.uppercased().map { $0 == "-" ? "_" : $0 })
    }
}

/// Anything that stands as a row in a table.
package protocol DeclaredOption: Sendable {
    var row: OptionRow { get }
}
