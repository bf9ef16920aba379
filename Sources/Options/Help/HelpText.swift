extension CommandTree {
    /// The help of one command: how to call it, what it does, what it takes, examples, exit codes.
    func help(_ place: CommandPath) -> String {
        let command = place.command
        var text = HelpText()
        text.append("\(place.call) - \(command.summary)\n\n")
        text.append("Usage: \(usage(place))\n\n")
        text.paragraph(command.details)
        text.section("Commands", rows: command.commands.map { ($0.name, $0.summary) })
        if !command.commands.isEmpty { text.paragraph("`\(root.name) help COMMAND` tells more about a command.") }
        text.section("Arguments", rows: command.operands.map { ($0.shape, $0.summary) })
        for (index, section) in command.sections.enumerated() {
            text.section(section.title, rows: section.rows.map(row) + (index == 0 ? own(place) : []))
        }
        text.section("Options of every command below \(parent(place))", rows: place.inherited.map(row))
        if !command.examples.isEmpty {
            text.append("Examples:\n")
            for example in command.examples { text.append("  \(example.call)\n      \(example.meaning)\n") }
            text.append("\n")
        }
        text.section("Exit codes", rows: command.exitCodes.map { ("\($0.code)", $0.meaning) })
        return text.finished()
    }

    private func usage(_ place: CommandPath) -> String {
        let tail = place.command.commands.isEmpty ? place.command.operands.map(\.shape) : ["COMMAND ..."]
        return ([place.call, "[OPTION...]"] + tail).joined(separator: " ")
    }

    private func parent(_ place: CommandPath) -> String { place.chain.dropLast().map(\.name).joined(separator: " ") }

    private func own(_ place: CommandPath) -> [(String, String)] {
        let help = ("-h, --help", "Shows this text.")
        return place.chain.count == 1 ? [help, ("    --version", "Shows the version.")] : [help]
    }

    private func row(_ row: OptionRow) -> (String, String) {
        let long = row.kind == .flag ? "--[no-]\(row.name)" : "--\(row.spelling) \(row.placeholder)"
        var facts: [String] = []
        if let rule = ValueParser.rule(row.kind) { facts.append(rule) }
        if let fallback = row.fallback { facts.append("default \(fallback.isEmpty ? "empty" : fallback)") }
        let variables = [row.fileVariable(prefix: variablePrefix), row.variable(prefix: variablePrefix)]
        facts.append("environment \(variables.compactMap { $0 }.joined(separator: " or "))")
        return ("    " + long, "\(row.summary)\n[\(facts.joined(separator: "; "))]")
    }
}

/// Text in columns, wrapped at words.
struct HelpText {
    private var text = ""
    private static let leftWidthMax = 26

    mutating func append(_ more: String) { text += more }

    mutating func paragraph(_ words: String) {
        for line in Self.wrapped(words, width: OptionsLimits.helpColumnCountMax) { text += line + "\n" }
        text += "\n"
    }

    /// A title and rows of a name with what it means; nothing without rows.
    mutating func section(_ title: String, rows: [(String, String)]) {
        guard !rows.isEmpty else { return }
        text += "\(title):\n"
        let widest = rows.map(\.0.count).filter { $0 <= Self.leftWidthMax }.max() ?? Self.leftWidthMax
        let margin = String(repeating: " ", count: widest + 4)
        for (left, right) in rows {
            var start = "  " + left + String(repeating: " ", count: max(0, widest - left.count)) + "  "
            if left.count > widest {
                text += "  \(left)\n"
                start = margin
            }
            for line in Self.wrapped(right, width: OptionsLimits.helpColumnCountMax - margin.count) {
                text += start + line + "\n"
                start = margin
            }
        }
        text += "\n"
    }

    /// Without the empty line at the end.
    consuming func finished() -> String {
        while text.hasSuffix("\n\n") { text.removeLast() }
        return text
    }

    private static func wrapped(_ words: String, width: Int) -> [String] {
        words.split(separator: "\n").flatMap { paragraph in
            var lines = [""]
            for word in paragraph.split(separator: " ") {
                let line = lines[lines.count - 1]
                if line.isEmpty {
                    lines[lines.count - 1] = String(word)
                } else if line.count + 1 + word.count <= width {
                    lines[lines.count - 1] = line + " " + word
                } else {
                    lines.append(String(word))
                }
            }
            return lines
        }
    }
}
