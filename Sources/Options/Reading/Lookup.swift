/// Finds each option's value: command line, then environment, then file. What nobody gives has its default.
struct Lookup {
    let tree: CommandTree
    let environment: [String: String]

    /// Of several of one name on the command line the last one wins.
    func values(
        _ place: CommandPath, _ found: [(row: OptionRow, text: String)], operands: [String],
        readingFile read: (String) throws(UsageError) -> [FileValue]
    ) throws(UsageError) -> Values {
        var given: [String: Values.Given] = [:]
        for row in place.rows {
            if let option = found.last(where: { $0.row == row }) {
                given[row.name] = try value(option.text, row, "option --\(row.spelling)", .commandLine)
            } else {
                given[row.name] = try fromEnvironment(row)
            }
        }
        var file: [FileValue] = []
        if let name = tree.configuration, case .text(let path)? = given[name]?.value {
            file = try read(path)
        }
        try checkNames(of: file)
        for row in place.rows where given[row.name] == nil {
            guard let entry = file.last(where: { $0.name == row.spelling }) else { continue }
            given[row.name] = try value(entry.text, row, "\(entry.place): option \(row.spelling)", .file)
        }
        return Values(given: given, rows: place.rows, operands: operands, warnings: unknownVariables())
    }

    /// An empty variable is one that is not set.
    private func fromEnvironment(_ row: OptionRow) throws(UsageError) -> Values.Given? {
        let name = row.variable(prefix: tree.variablePrefix)
        let fileName = row.fileVariable(prefix: tree.variablePrefix)
        let text = environment[name] ?? ""
        let path = fileName.flatMap { environment[$0] } ?? ""
        if let fileName, !path.isEmpty {
            guard text.isEmpty else {
                throw UsageError(
                    .environment(name), "variables \(name) and \(fileName) are both set; unset one of them")
            }
            return try value(path, row, "variable \(fileName)", .environment(fileName))
        }
        return text.isEmpty ? nil : try value(text, row, isFile: false, "variable \(name)", .environment(name))
    }

    /// `isFile`: where the option is a secret, the text is the path of the file that holds it.
    private func value(
        _ text: String, _ row: OptionRow, isFile: Bool = true, _ subject: String, _ origin: Values.Origin
    ) throws(UsageError) -> Values.Given {
        do throws(ValueParser.Fault) {
            guard row.kind == .secret else {
                return Values.Given(value: try ValueParser.value(text, row.kind), origin: origin)
            }
            guard isFile else { return Values.Given(value: .secret(Secret(text)), origin: origin) }
            let (secret, file) = try SecretFile.read(text)
            return Values.Given(value: .secret(secret), origin: origin, file: file)
        } catch {
            throw UsageError(origin, "\(subject) \(error.text)")
        }
    }

    /// The file may hold options of any command, but none that no command has.
    private func checkNames(of file: [FileValue]) throws(UsageError) {
        let rows = tree.allRows
        let names = rows.map(\.spelling)
        guard let unknown = file.first(where: { !names.contains($0.name) }) else { return }
        let (name, place) = (unknown.name, unknown.place)
        if rows.contains(where: { $0.kind == .secret && $0.name == name }) {
            throw UsageError(.file, "\(place): option \(name) is a secret; give \(name)-file, a path")
        }
        let guess = Suggestion.nearest(to: name, in: names).map { "; did you mean \($0)?" } ?? ""
        throw UsageError(.file, "\(place): unknown option \(shown(name))\(guess)")
    }

    /// Variables with the program's prefix that no option has are probably slips.
    private func unknownVariables() -> [String] {
        let prefix = tree.variablePrefix
        let known = tree.allRows.flatMap { [$0.variable(prefix: prefix), $0.fileVariable(prefix: prefix)] }
            .compactMap(\.self)
        let names = environment.keys.filter { $0.hasPrefix(prefix) }
        return names.filter { !known.contains($0) }.sorted().map { name in
            let guess = Suggestion.nearest(to: name, in: known).map { "; did you mean \($0)?" } ?? ""
            return "variable \(name) belongs to no option and is left out\(guess)"
        }
    }
}
