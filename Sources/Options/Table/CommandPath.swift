/// A chain of commands from the root to one of them, with the options that hold there.
package struct CommandPath: Sendable {
    package var chain: [CommandSpec]

    package var command: CommandSpec { chain[chain.count - 1] }
    /// The call without options: `waybill dead-letters list`.
    package var call: String { chain.map(\.name).joined(separator: " ") }
    /// The same in a message, which begins with the program's name already: `dead-letters list`.
    var subject: String { chain.dropFirst().map(\.name).joined(separator: " ") }
    /// The command's own options, then those of the groups above it, the nearest first.
    package var rows: [OptionRow] { chain.reversed().flatMap(\.options) }
    var inherited: [OptionRow] { chain.dropLast().reversed().flatMap(\.options) }
}
