/// One command of the program, or a group of commands. Its options hold for every command below it too.
package struct CommandSpec: Sendable {
    package let name: String
    /// What it does, in a line without a capital and a full stop: "plays WeChat against a carrier's URL".
    package let summary: String
    /// What it does, in about two sentences.
    package let details: String
    package let operands: [Operand]
    /// Those under the plain title first, then the sections in their order.
    package var sections: [OptionSection]
    package let examples: [Example]
    package var exitCodes: [ExitCode]
    package internal(set) var commands: [CommandSpec]

    package var options: [OptionRow] { sections.flatMap(\.rows) }
}

extension CommandSpec {
    /// One with many options divides them into `sections`, as its help shows them. A group does nothing itself.
    package init(
        _ name: String, summary: String, details: String, operands: [Operand] = [],
        options: [any DeclaredOption] = [], sections: [OptionSection] = [], examples: [Example] = [],
        exitCodes: [ExitCode] = [], commands: [CommandSpec] = []
    ) {
        self.init(
            name: name, summary: summary, details: details, operands: operands,
            sections: [OptionSection("Options", options)] + sections, examples: examples, exitCodes: exitCodes,
            commands: commands)
    }
}

/// Options that belong together, under one title in the help.
package struct OptionSection: Sendable {
    package let title: String
    package let rows: [OptionRow]

    package init(_ title: String, _ options: [any DeclaredOption]) {
        self.title = title
        rows = options.map(\.row)
    }
}

/// What a command takes besides options.
package struct Operand: Equatable, Sendable {
    /// What it may hold, for the completion.
    package enum Content: Equatable, Sendable {
        case text
        case file
        case choice([String])
    }

    /// In capitals: `EVENT-FILE`.
    package let name: String
    package let summary: String
    package let content: Content
    package let isRequired: Bool
    /// Takes all that is left; only the last one may.
    package let repeats: Bool

    package init(
        _ name: String, _ summary: String, content: Content = .text, isRequired: Bool = true, repeats: Bool = false
    ) {
        self.name = name
        self.summary = summary
        self.content = content
        self.isRequired = isRequired
        self.repeats = repeats
    }

    /// As the usage line shows it.
    var shape: String {
        let shape = repeats ? name + "..." : name
        return isRequired ? shape : "[\(shape)]"
    }
}

/// A call that works, and what it does.
package struct Example: Equatable, Sendable {
    package let call: String
    package let meaning: String

    package init(_ call: String, _ meaning: String) {
        self.call = call
        self.meaning = meaning
    }
}

/// What the process's exit code says.
package struct ExitCode: Equatable, Sendable {
    package let code: Int32
    package let meaning: String

    package init(_ code: Int32, _ meaning: String) {
        self.code = code
        self.meaning = meaning
    }
}
