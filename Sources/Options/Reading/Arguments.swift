/// One list of arguments by the rules of getopt_long(3): options stand before and among the operands, `--` ends them, a
/// long one may be cut to what no other begins with, and its value is behind `=` or in the next argument.
struct Arguments {
    /// What an option of the list stands for.
    private enum Meaning {
        case value(of: OptionRow)
        case flag(OptionRow, Bool)
        case help
        case version
        /// A secret's own name: known only so that it can be refused before its value is taken for anything else.
        case misplacedSecret(OptionRow)
    }

    /// Each long spelling that is known.
    private let spellings: [(name: String, meaning: Meaning)]
    /// In the order given; of a flag, `true` or `false`.
    private(set) var options: [(row: OptionRow, text: String)] = []
    private(set) var operands: [String] = []
    private(set) var asksForHelp = false
    private(set) var asksForVersion = false

    /// With `stopsAtOperand` all from the first operand on are operands.
    init(_ arguments: [String], rows: [OptionRow], takesVersion: Bool, stopsAtOperand: Bool) throws(UsageError) {
        let (limit, countMax) = (OptionsLimits.valueByteCountMax, OptionsLimits.argumentCountMax)
        guard arguments.count <= countMax else { throw UsageError(.commandLine, "more than \(countMax) arguments") }
        if let wrong = arguments.first(where: { $0.utf8.contains(0) || $0.utf8.count > limit }) {
            throw UsageError(.commandLine, "argument \(shown(wrong)) is longer than \(limit) bytes or holds a NUL")
        }
        spellings = [("help", .help)] + (takesVersion ? [("version", .version)] : []) + rows.flatMap(Self.spellings)
        var rest = arguments[...]
        while let word = rest.popFirst() {
            // By bytes: a dash and what follows it may be one character.
            guard word.utf8.first == UInt8(ascii: "-"), word.utf8.count > 1 else {
                operands.append(word)
                if stopsAtOperand { break }
                continue
            }
            if word == "--" { break }
            if word.utf8.starts(with: "--".utf8) { try takeLong(word, &rest) } else { try takeShort(word) }
        }
        operands += rest
    }

    private static func spellings(_ row: OptionRow) -> [(String, Meaning)] {
        switch row.kind {
        case .flag: [(row.name, .flag(row, true)), ("no-" + row.name, .flag(row, false))]
        case .secret: [(row.spelling, .value(of: row)), (row.name, .misplacedSecret(row))]
        default: [(row.name, .value(of: row))]
        }
    }

    private mutating func takeLong(_ word: String, _ rest: inout ArraySlice<String>) throws(UsageError) {
        let body = word.utf8.dropFirst(2)
        let mark = body.firstIndex(of: UInt8(ascii: "="))
        let name = body[..<(mark ?? body.endIndex)]
        let value = mark.map { String(word[word.utf8.index(after: $0)...]) }
        let fitting = spellings.filter { $0.name.utf8.starts(with: name) }
        let whole = fitting.first { $0.name.utf8.count == name.count }
        guard let spelling = whole ?? fitting.first, whole != nil || fitting.count == 1 else {
            throw unknown(String(word.drop { $0 == "-" }.prefix { $0 != "=" }))
        }
        switch spelling.meaning {
        case .value(let row):
            guard let text = value ?? rest.popFirst() else {
                throw UsageError(.commandLine, "option --\(spelling.name) needs a value")
            }
            options.append((row, text))
            return
        case .misplacedSecret(let row):
            // What was given is not repeated.
            throw UsageError(
                .commandLine,
                "option --\(row.name) is a secret and other users see a command line; use --\(row.spelling) FILE")
        case _ where value != nil: throw UsageError(.commandLine, "option --\(spelling.name) takes no value")
        case .flag(let row, let isOn): options.append((row, "\(isOn)"))
        case .help: asksForHelp = true
        case .version: asksForVersion = true
        }
    }

    /// Only `-h` there is.
    private mutating func takeShort(_ word: String) throws(UsageError) {
        if let stranger = word.unicodeScalars.dropFirst().first(where: { $0 != "h" }) {
            let isVisible = stranger.value > 0x20 && stranger.value < 0x7F
            throw UsageError(.commandLine, "unknown option -\(isVisible ? Character(stranger) : "?")")
        }
        asksForHelp = true
    }

    /// A long option that does not exist, or the beginning of several.
    private func unknown(_ name: String) -> UsageError {
        let bounded = String(name.prefix(OptionsLimits.shownCharacterCountMax))
        let names = spellings.filter { if case .misplacedSecret = $0.meaning { false } else { true } }.map(\.name)
        let beginnings = names.filter { !name.isEmpty && $0.hasPrefix(name) }
        if beginnings.count > 1 {
            let all = beginnings.map { "--\($0)" }.joined(separator: ", ")
            return UsageError(.commandLine, "option --\(bounded) is the beginning of several: \(all)")
        }
        let guess =
            (beginnings.first ?? Suggestion.nearest(to: name, in: names)).map { "; did you mean --\($0)?" } ?? ""
        return UsageError(.commandLine, "unknown option --\(bounded)\(guess)")
    }
}
