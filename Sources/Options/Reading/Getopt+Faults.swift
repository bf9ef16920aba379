extension Getopt {
    /// Says what getopt_long found wrong. `option` is its optopt: the short option's character, the long one's value,
    /// or 0 for a long one that it does not know; `word` is the argument it looked at last.
    func fault(_ value: Int32, option: Int32, word: String) -> UsageError {
        let known = spelled(option)
        if value == 58 {  // ':'
            return UsageError(.commandLine, "option \(known ?? word) needs a value")
        }
        if let row = misplacedSecret(option) { return refusal(of: row) }
        if option >= 256, let known {
            return UsageError(.commandLine, "option \(known) takes no value")
        }
        guard option == 0 else {
            let visible = option > 0x20 && option < 0x7F ? Character(Unicode.Scalar(UInt8(option))) : "?"
            return UsageError(.commandLine, "unknown option -\(visible)")
        }
        let name = String(word.drop { $0 == "-" }.prefix { $0 != "=" })
        return unknown(name)
    }

    /// A secret is not taken from a command line, and what was given is not repeated.
    func refusal(of row: OptionRow) -> UsageError {
        UsageError(
            .commandLine,
            "option --\(row.name) is a secret and other users see a command line; use --\(row.spelling) FILE")
    }

    /// A long option that does not exist, or the beginning of several.
    private func unknown(_ name: String) -> UsageError {
        let bounded = String(name.prefix(OptionsLimits.shownCharacterCountMax))
        let beginnings = longNames.filter { !name.isEmpty && $0.hasPrefix(name) }
        if beginnings.count > 1 {
            let all = beginnings.map { "--\($0)" }.joined(separator: ", ")
            return UsageError(.commandLine, "option --\(bounded) is the beginning of several: \(all)")
        }
        let nearest = beginnings.first ?? Suggestion.nearest(to: name, in: longNames)
        let guess = nearest.map { "; did you mean --\($0)?" } ?? ""
        return UsageError(.commandLine, "unknown option --\(bounded)\(guess)")
    }
}
