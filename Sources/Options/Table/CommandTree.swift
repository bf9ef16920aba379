/// The whole command line of a program: its commands, from which come parsing, help, completion and the names in
/// environment and file. `faults` lets a test of the program find what is wrong with its table: the same option twice,
/// a name that is no name.
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
        variablePrefix = String(root.name.uppercased().map { $0 == "-" ? "_" : $0 }) + "_"
        self.root = CommandSpec(
            name: root.name, summary: root.summary, details: root.details, operands: [], sections: root.sections,
            examples: root.examples, exitCodes: root.exitCodes, commands: root.commands + Self.own(root.name))
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
    var places: [CommandPath] {
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

    /// What is wrong with the table itself, for a test of the program that owns it.
    package var faults: [String] {
        places.flatMap { place in
            let names = place.rows.flatMap { $0.kind == .flag ? [$0.name, "no-" + $0.name] : [$0.spelling] }
            let siblings = place.command.commands.map(\.name)
            let taken = names + ["help"] + (place.chain.count == 1 ? ["version"] : [])
            var faults = Self.repeated(taken).map { "\(place.call): option --\($0) stands twice" }
            faults += Self.repeated(siblings).map { "\(place.call): command \($0) stands twice" }
            faults += (names + siblings).filter { !Self.isName($0) }.map { "\(place.call): \($0) is not a name" }
            faults += place.command.operands.dropLast().filter(\.repeats).map {
                "\(place.call): \($0.name) is not last"
            }
            return faults
        }
    }

    private static func repeated(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { !seen.insert($0).inserted }
    }

    private static func isName(_ name: String) -> Bool {
        name.first.map { ("a"..."z").contains($0) } == true
            && name.allSatisfy { ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "-" }
    }
}
