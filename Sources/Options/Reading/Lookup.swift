/// Finds each option's value: command line, then environment, then file. What nobody gives has its default.
struct Lookup {
    private let tree: CommandTree
    private let environment: [String: String]

    init(tree: CommandTree, environment: [String: String]) {
        self.tree = tree
        self.environment = environment
    }

    func values(
        _ place: CommandPath, _ found: [Getopt.Found], operands: [String],
        readingFile read: (String) throws(UsageError) -> [FileValue]
    ) throws(UsageError) -> Values {
        var given: [String: Values.Given] = [:]
        for row in place.rows {
            if let value = try fromCommandLine(row, found) {
                given[row.name] = value
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
            given[row.name] = try fromFile(row, file)
        }
        return Values(given: given, rows: place.rows, operands: operands, warnings: unknownVariables())
    }

    /// The last one of several wins.
    private func fromCommandLine(_ row: OptionRow, _ found: [Getopt.Found]) throws(UsageError) -> Values.Given? {
        for option in found.reversed() {
            guard case .row(row, let isNegated) = option.meaning else { continue }
            if row.kind == .flag { return Values.Given(value: .flag(!isNegated), origin: .commandLine) }
            let value = try value(option.argument ?? "", row, isFile: true, "option --\(row.spelling)", .commandLine)
            return Values.Given(value: value.value, origin: .commandLine, file: value.file)
        }
        return nil
    }

    /// An empty variable is one that is not set.
    private func fromEnvironment(_ row: OptionRow) throws(UsageError) -> Values.Given? {
        let name = row.variable(prefix: tree.variablePrefix)
        let fileName = row.fileVariable(prefix: tree.variablePrefix)
        let text = environment[name] ?? ""
        let path = fileName.flatMap { environment[$0] } ?? ""
        if let fileName, !path.isEmpty {
            guard text.isEmpty else {
                throw UsageError(.environment, "variables \(name) and \(fileName) are both set; unset one of them")
            }
            let secret = try value(path, row, isFile: true, "variable \(fileName)", .environment)
            return Values.Given(value: secret.value, origin: .environment(fileName), file: secret.file)
        }
        guard !text.isEmpty else { return nil }
        let value = try value(text, row, isFile: false, "variable \(name)", .environment)
        return Values.Given(value: value.value, origin: .environment(name))
    }

    private func fromFile(_ row: OptionRow, _ file: [FileValue]) throws(UsageError) -> Values.Given? {
        guard let found = file.last(where: { $0.name == row.spelling }) else { return nil }
        let value = try value(found.text, row, isFile: true, "\(found.place): option \(row.spelling)", .file)
        return Values.Given(value: value.value, origin: .file, file: value.file)
    }

    /// `isFile`: where the option is a secret, the text is the path of the file that holds it.
    private func value(
        _ text: String, _ row: OptionRow, isFile: Bool, _ subject: String, _ place: UsageError.Origin
    ) throws(UsageError) -> (value: OptionValue, file: SecretOrigin?) {
        do throws(ValueParser.Fault) {
            guard row.kind == .secret else { return (try ValueParser.value(text, row.kind), nil) }
            guard isFile else { return (.secret(Secret(text)), nil) }
            let (secret, file) = try SecretFile.read(text)
            return (.secret(secret), file)
        } catch {
            throw UsageError(place, "\(subject) \(error.text)")
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
            .compactMap { $0 }
        let names = environment.keys.filter { $0.hasPrefix(prefix) }
        return names.filter { !known.contains($0) }.sorted().map { name in
            let guess = Suggestion.nearest(to: name, in: known).map { "; did you mean \($0)?" } ?? ""
            return "variable \(name) belongs to no option and is left out\(guess)"
        }
    }
}
