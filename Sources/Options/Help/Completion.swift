extension CommandTree {
    /// A script for the shell that completes commands, options and values.
    package func completion(_ shell: CompletionShell) -> String {
        switch shell {
        case .bash: bash()
        case .zsh: zsh()
        }
    }

    /// What completes a call, by the name of the shell's function.
    var completingFunction: String { "_" + root.name.replacing("-", with: "_") }

    /// What can stand at one place of the command line. Facts of one command, in a form that both scripts write out.
    struct Choices {
        let call: String
        /// Commands and spellings of options, each with what it means.
        let words: [(word: String, meaning: String)]
        /// Whether a path can stand here too.
        let takesFiles: Bool
        /// Options that take a value, with the kind that completes it.
        let values: [(spelling: String, kind: OptionKind)]
    }

    var choices: [Choices] { places.filter { $0.subject != "help" }.map(choices) + helpChoices }

    private func choices(_ place: CommandPath) -> Choices {
        let command = place.command
        var words = command.commands.map { (word: $0.name, meaning: $0.summary) }
        for case .choice(let choices) in command.operands.map(\.content) {
            words += choices.map { (word: $0, meaning: "") }
        }
        for row in place.rows {
            words.append((word: "--" + row.spelling, meaning: row.summary))
            if row.kind == .flag { words.append((word: "--no-" + row.name, meaning: "Not: \(row.summary)")) }
        }
        words += ["-h", "--help"].map { (word: $0, meaning: "Shows how to call it.") }
        if place.chain.count == 1 { words.append((word: "--version", meaning: "Shows the version.")) }
        let values = place.rows.filter { $0.kind != .flag }.map { row in
            let kind = if case .value(let kind, _) = row.kind { kind } else { row.kind }
            return (spelling: "--" + row.spelling, kind: kind)
        }
        return Choices(
            call: place.call, words: words, takesFiles: command.operands.contains { $0.content == .file },
            values: values)
    }

    /// What can stand behind `help`, and behind each command there: commands, word by word, and no options.
    private var helpChoices: [Choices] {
        places.map { place in
            let call = [root.name, "help"] + place.chain.dropFirst().map(\.name)
            return Choices(
                call: call.joined(separator: " "),
                words: place.command.commands.map { (word: $0.name, meaning: $0.summary) }, takesFiles: false,
                values: [])
        }
    }
}
