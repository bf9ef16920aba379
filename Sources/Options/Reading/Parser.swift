extension CommandTree {
    /// Reads a call. `arguments` are without the program's name. `file` is handed the path of the file of options, when
    /// the call names one, and gives what is in it; it is called at most once.
    package func parse(
        _ arguments: [String], environment: [String: String] = [:],
        file: (String) throws(UsageError) -> [FileValue]
    ) -> Parsed {
        do throws(UsageError) {
            return try walk(arguments, Lookup(tree: self, environment: environment), file)
        } catch {
            return .failure(error)
        }
    }

    /// Goes down from group to group: each takes its options up to the next command's name.
    private func walk(
        _ arguments: [String], _ lookup: Lookup, _ file: (String) throws(UsageError) -> [FileValue]
    ) throws(UsageError) -> Parsed {
        var place = start
        var rest = arguments
        var found: [Getopt.Found] = []
        while true {
            let isGroup = !place.command.commands.isEmpty
            let (options, operands) = try scan(rest, at: place, isGroup: isGroup)
            if options.contains(where: { $0.meaning == .help }) { return .help(help(place)) }
            if options.contains(where: { $0.meaning == .version }) { return .version("\(root.name) \(version)") }
            found += options
            guard isGroup else {
                return try finish(place, found, operands, lookup, file)
            }
            place = try step(from: place, to: operands.first)
            rest = Array(operands.dropFirst())
        }
    }

    private func scan(
        _ arguments: [String], at place: CommandPath, isGroup: Bool
    ) throws(UsageError) -> (found: [Getopt.Found], operands: [String]) {
        let getopt = Getopt(rows: place.rows, takesVersion: place.chain.count == 1, stopsAtOperand: isGroup)
        do throws(UsageError) {
            return try getopt.scan(arguments)
        } catch {
            throw error.advising("\(place.call) --help")
        }
    }

    private func step(from place: CommandPath, to name: String?) throws(UsageError) -> CommandPath {
        let names = place.command.commands.map(\.name)
        let advice = "\(place.call) --help"
        guard let name else {
            let need = place.chain.count == 1 ? "a command is needed" : "\(place.subject) needs a command"
            throw UsageError(.commandLine, "\(need): \(names.joined(separator: ", "))", advice: advice)
        }
        guard let next = place.command.commands.first(where: { $0.name == name }) else {
            let guess = Suggestion.nearest(to: name, in: names).map { "; did you mean \($0)?" } ?? ""
            throw UsageError(.commandLine, "unknown command \(shown(name))\(guess)", advice: advice)
        }
        return CommandPath(chain: place.chain + [next])
    }

    private func finish(
        _ place: CommandPath, _ found: [Getopt.Found], _ operands: [String], _ lookup: Lookup,
        _ file: (String) throws(UsageError) -> [FileValue]
    ) throws(UsageError) -> Parsed {
        let advice = "\(place.call) --help"
        try check(operands, at: place, advice: advice)
        let words = place.chain.dropFirst().map(\.name)
        if words == ["help"] { return .help(try help(of: operands)) }
        if words == ["completion"] { return .completion(completion(operands.first == "zsh" ? .zsh : .bash)) }
        do throws(UsageError) {
            return .run(
                command: words, values: try lookup.values(place, found, operands: operands, readingFile: file))
        } catch {
            throw error.advice == nil ? error.advising(advice) : error
        }
    }

    private func check(_ operands: [String], at place: CommandPath, advice: String) throws(UsageError) {
        let rows = place.command.operands
        if let missing = rows.indices.first(where: { rows[$0].isRequired && $0 >= operands.count }) {
            throw UsageError(.commandLine, "\(place.subject) needs \(rows[missing].name)", advice: advice)
        }
        if operands.count > rows.count, rows.last?.repeats != true {
            let extra = shown(operands[rows.count])
            throw UsageError(.commandLine, "\(place.subject) takes no argument \(extra)", advice: advice)
        }
        for (row, operand) in zip(rows, operands) {
            guard case .choice(let choices) = row.content, !choices.contains(operand) else { continue }
            let all = choices.joined(separator: ", ")
            throw UsageError(.commandLine, "\(row.name) is \(shown(operand)); it must be one of \(all)", advice: advice)
        }
    }

    /// The help of the command that `words` lead to.
    private func help(of words: [String]) throws(UsageError) -> String {
        var place = start
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
