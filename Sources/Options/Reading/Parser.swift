/// An option as the file of options gives it: its name without the dashes, and where it stands, `waybill.yaml:3`.
package typealias FileValue = (name: String, text: String, place: String)

extension CommandTree {
    /// Reads a call. `arguments` are without the program's name. `file` is handed the path of the file of options, when
    /// the call names one, and gives what is in it; it is called at most once.
    package func parse(
        _ arguments: [String], environment: [String: String] = [:],
        file: (String) throws(UsageError) -> [FileValue]
    ) -> Parsed {
        var place = start
        do throws(UsageError) {
            return try walk(&place, arguments, Lookup(tree: self, environment: environment), file)
        } catch {
            return .failure(error.advising("\(place.call) --help"))
        }
    }

    /// Goes down from group to group: each takes its options up to the next command's name. `place` is the command that
    /// an error is about.
    private func walk(
        _ place: inout CommandPath, _ arguments: [String], _ lookup: Lookup,
        _ file: (String) throws(UsageError) -> [FileValue]
    ) throws(UsageError) -> Parsed {
        var rest = arguments
        var found: [(row: OptionRow, text: String)] = []
        while true {
            let isGroup = !place.command.commands.isEmpty
            let said = try Arguments(
                rest, rows: place.rows, takesVersion: place.chain.count == 1,
                stopsAtOperand: isGroup || lookup.environment["POSIXLY_CORRECT"] != nil)
            if said.asksForHelp { return .help(help(place)) }
            if said.asksForVersion { return .version("\(root.name) \(version)") }
            found += said.options
            guard isGroup else {
                try check(said.operands, at: place)
                let words = place.chain.dropFirst().map(\.name)
                if words == ["help"] { return .help(try help(of: said.operands, &place)) }
                if words == ["completion"] {
                    return .completion(completion(said.operands.first == "zsh" ? .zsh : .bash))
                }
                let values = try lookup.values(place, found, operands: said.operands, readingFile: file)
                return .run(command: words, values: values)
            }
            place = try step(from: place, to: said.operands.first)
            rest = Array(said.operands.dropFirst())
        }
    }

    private func step(from place: CommandPath, to name: String?) throws(UsageError) -> CommandPath {
        let names = place.command.commands.map(\.name)
        guard let name else {
            let need = place.chain.count == 1 ? "a command is needed" : "\(place.subject) needs a command"
            throw UsageError(.commandLine, "\(need): \(names.joined(separator: ", "))")
        }
        guard let next = place.command.commands.first(where: { $0.name == name }) else {
            let guess = Suggestion.nearest(to: name, in: names).map { "; did you mean \($0)?" } ?? ""
            throw UsageError(.commandLine, "unknown command \(shown(name))\(guess)")
        }
        return CommandPath(chain: place.chain + [next])
    }

    private func check(_ operands: [String], at place: CommandPath) throws(UsageError) {
        let rows = place.command.operands
        if let missing = rows.indices.first(where: { rows[$0].isRequired && $0 >= operands.count }) {
            throw UsageError(.commandLine, "\(place.subject) needs \(rows[missing].name)")
        }
        if operands.count > rows.count, rows.last?.repeats != true {
            let extra = shown(operands[rows.count])
            throw UsageError(.commandLine, "\(place.subject) takes no argument \(extra)")
        }
        for (row, operand) in zip(rows, operands) {
            guard case .choice(let choices) = row.content, !choices.contains(operand) else { continue }
            let all = choices.joined(separator: ", ")
            throw UsageError(.commandLine, "\(row.name) is \(shown(operand)); it must be one of \(all)")
        }
    }

    /// The help of the command that `words` lead to.
    private func help(of words: [String], _ place: inout CommandPath) throws(UsageError) -> String {
        place = start
        for word in words {
            guard !place.command.commands.isEmpty else {
                throw UsageError(
                    .commandLine, "\(place.subject) has no command \(shown(word))", advice: "\(root.name) help")
            }
            place = try step(from: place, to: word)
        }
        return help(place)
    }
}
