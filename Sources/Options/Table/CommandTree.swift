/// The whole command line of a program: its commands, from which come parsing, help, completion and the names in
/// environment and file.
package struct CommandTree: Sendable {
    package let version: String
    package let root: CommandSpec
    /// What the names of variables begin with: `WAYBILL_`.
    package let variablePrefix: String
    /// The name of the option that names the file of options.
    let configuration: String?

    /// `root` is the group named like the program. `help` and `completion` are added to it.
    package init(root: CommandSpec, version: String, configuration: Option<String?>? = nil) {
        self.version = version
        self.configuration = configuration?.row.name
        variablePrefix = OptionRow.variableName(root.name) + "_"
        var root = root
        root.commands += Self.own(root.name)
        self.root = root
    }

    /// The commands that every program has.
    private static func own(_ name: String) -> [CommandSpec] {
        [
            CommandSpec(
                "help", summary: "shows what a command does and takes",
                details: "Shows the same text as the command's own --help.",
                operands: [
                    Operand("COMMAND", "The command, word by word.", isRequired: false, repeats: true)
                ], examples: [Example("\(name) help completion", "Shows the help of one command.")]),
            CommandSpec(
                "completion", summary: "prints a script that completes commands in the shell",
                details: "Prints the script to standard output. Load it in the shell's start file.",
                operands: [
                    Operand("SHELL", "bash or zsh.", content: .choice(CompletionShell.allCases.map(\.rawValue)))
                ],
                examples: [
                    Example("source <(\(name) completion bash)", "For bash, in ~/.bashrc."),
                    Example("source <(\(name) completion zsh)", "For zsh, in ~/.zshrc after compinit."),
                ]),
        ]
    }

    var start: CommandPath { CommandPath(chain: [root]) }

    /// Every command, groups too, parents before children.
    package var places: [CommandPath] {
        var all: [CommandPath] = []
        var waiting = [start]
        while let place = waiting.popLast() {
            all.append(place)
            waiting.append(contentsOf: place.command.commands.reversed().map { CommandPath(chain: place.chain + [$0]) })
        }
        return all
    }

    /// Every option of every command, once.
    var allRows: [OptionRow] {
        var seen: Set<String> = []
        return places.flatMap(\.command.options).filter { seen.insert($0.name).inserted }
    }
}
