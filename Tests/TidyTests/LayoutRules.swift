/// How a file looks.
extension FileRule {
    static let lineCountMax = 350
    static let functionLineCountMax = 70
    static let columnCountMax = 120

    static let layout = [
        FileRule("at most 350 lines a file", sample: String(repeating: "let a = 1\n", count: 351)) { file in
            guard file.lines.count > lineCountMax else { return [] }
            return [Violation(file.path, lineCountMax + 1, "the file has \(file.lines.count) lines; cut it by ideas")]
        },
        FileRule(
            "at most 70 lines a function",
            sample: "func a(b: () -> Void = {}) -> Int {\n" + String(repeating: "    b()\n", count: 70) + "}\n",
            functionLengths),
        FileRule("at most 120 columns", sample: "// " + String(repeating: "a", count: 118)) { file in
            everyLine(of: file) { line in line.count > columnCountMax ? "the line has \(line.count) columns" : nil }
        },
        FileRule("ASCII", sample: "let a = \"\u{e4}\"\n") { file in
            everyLine(of: file) { $0.contains { $0 > 0x7e } ? "not ASCII; write it as an escape" : nil }
        },
        FileRule("no tabs, no carriage returns", sample: "\tlet a = 1\n") { file in
            everyLine(of: file) { $0.contains { $0 < 0x20 } ? "a tab or another control character" : nil }
        },
        FileRule("no blanks at the end of a line", sample: "let a = 1 \n") { file in
            everyLine(of: file) { $0.last == 0x20 ? "blanks at the end of the line" : nil }
        },
    ]

    private static func everyLine(of file: SwiftText, _ fault: ([UInt8]) -> String?) -> [Violation] {
        file.lines.enumerated().compactMap { index, line in
            fault(line).map { Violation(file.path, index + 1, $0) }
        }
    }

    /// Counts the lines from `func`, `init`, `deinit` or `subscript` to the brace that closes the body. Accessors and
    /// closures are not counted by themselves.
    @Sendable private static func functionLengths(of file: SwiftText) -> [Violation] {
        file.words.compactMap { word in
            guard isFunction(word, in: file), let end = bodyEnd(of: word, in: file) else { return nil }
            let count = 1 + file.code[word.position..<end].count { $0 == 0x0a }
            guard count > functionLineCountMax else { return nil }
            return Violation(file.path, word.line, "the function has \(count) lines")
        }
    }

    private static func isFunction(_ word: SwiftText.Word, in file: SwiftText) -> Bool {
        switch word.text {
        case "func", "deinit", "subscript": true
        // `.init(` and `self.init(` are calls.
        case "init": file.byte(before: word) != UInt8(ascii: ".")
        default: false
        }
    }

    /// The position of the closing brace; nil for a requirement of a protocol, which has no body. A brace inside
    /// parentheses is a closure among the parameters.
    private static func bodyEnd(of word: SwiftText.Word, in file: SwiftText) -> Int? {
        var parentheses = 0
        var braces = 0
        for index in word.position..<file.code.count {
            switch file.code[index] {
            case UInt8(ascii: "("): parentheses += 1
            case UInt8(ascii: ")"): parentheses -= 1
            case UInt8(ascii: "{") where parentheses == 0 || braces > 0: braces += 1
            case UInt8(ascii: "}") where braces > 0:
                braces -= 1
                if braces == 0 { return index }
            case UInt8(ascii: "}") where parentheses == 0: return nil
            case 0x0a where parentheses == 0 && braces == 0 && startsDeclaration(file.code[(index + 1)...]): return nil
            default: break
            }
        }
        return nil
    }

    /// Whether the next line begins something else, so that what came before had no body.
    private static func startsDeclaration(_ rest: ArraySlice<UInt8>) -> Bool {
        let line = rest.drop { $0 == 0x20 || $0 == 0x0a }
        return ["func ", "var ", "let ", "init", "static ", "package ", "mutating ", "associatedtype ", "@"]
            .contains { line.starts(with: $0.utf8) }
    }
}
