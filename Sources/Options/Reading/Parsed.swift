/// What a call asks for. Nothing in this target prints or exits; the program does.
package enum Parsed: Sendable {
    /// Run the command; its words without the program's name, for instance `["dead-letters", "list"]`.
    case run(command: [String], values: Values)
    /// Print the text to standard output and succeed.
    case help(String)
    /// Print the text (name and version) to standard output and succeed.
    case version(String)
    /// Print the script to standard output and succeed.
    case completion(String)
    /// Print the error to standard error and exit with its code.
    case failure(UsageError)
}

/// The shells that can be taught to complete.
package enum CompletionShell: String, CaseIterable, Sendable {
    case bash
    case zsh
}
