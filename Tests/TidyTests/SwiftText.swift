/// A Swift file cut into what the rules look at: lines as they stand, words of the code, string literals, comments.
///
/// A scanner, not a parser: it knows comments (nested ones too), string literals (raw, multiline, interpolated; what is
/// interpolated is code), and nothing of regex literals or `#if`.
struct SwiftText: Sendable {
    struct Word: Sendable {
        let text: String
        let line: Int
        /// Of its first byte in `code`.
        let position: Int
    }

    /// A string literal or a comment, without its delimiters.
    struct Passage: Sendable {
        var text: [UInt8] = []
        let line: Int
    }

    let path: String
    let lines: [[UInt8]]
    /// The bytes with comments and the content of literals as blanks; positions and line ends as in the file.
    private(set) var code: [UInt8]
    private(set) var literals: [Passage] = []
    private(set) var comments: [Passage] = []
    private(set) var words: [Word] = []

    init(path: String, text: String) { self.init(path: path, bytes: Array(text.utf8)) }

    init(path: String, bytes: [UInt8]) {
        self.path = path
        var lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false).map(Array.init)
        if lines.last?.isEmpty == true { lines.removeLast() }
        self.lines = lines
        code = bytes
        var scanner = SwiftScanner(bytes)
        scanner.scan()
        (code, literals, comments) = (scanner.code, scanner.literals, scanner.comments)
        words = Self.words(of: code)
    }

    /// The target that the file belongs to: the name of its folder under Sources; nil outside.
    var room: String? {
        let parts = path.split(separator: "/").map(String.init)
        return parts.count > 2 && parts[0] == "Sources" ? parts[1] : nil
    }

    /// The byte at some distance from a word's first or behind its last byte.
    func byte(before word: Word) -> UInt8? { word.position > 0 ? code[word.position - 1] : nil }

    func byte(after word: Word) -> UInt8? {
        let end = word.position + word.text.utf8.count
        return end < code.count ? code[end] : nil
    }

    private static func words(of code: [UInt8]) -> [Word] {
        var words: [Word] = []
        var line = 1
        var start: Int?
        for (index, byte) in (code + [0x0a]).enumerated() {
            if isNameByte(byte) {
                start = start ?? index
            } else if let first = start {
                words.append(
                    Word(text: String(decoding: code[first..<index], as: UTF8.self), line: line, position: first))
                start = nil
            }
            if byte == 0x0a { line += 1 }
        }
        return words
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || byte == 0x5f
    }
}

/// One pass over the bytes of a file.
struct SwiftScanner {
    /// What encloses the current position; code inside a literal is an interpolation.
    private enum Scope {
        case interpolation(parentheses: Int)
        /// `passage` is the index of its text among the literals.
        case literal(hashes: Int, isMultiline: Bool, passage: Int)
    }

    private(set) var code: [UInt8]
    private(set) var literals: [SwiftText.Passage] = []
    private(set) var comments: [SwiftText.Passage] = []
    private let bytes: [UInt8]
    private var index = 0
    private var line = 1
    private var scopes: [Scope] = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        code = bytes
    }

    mutating func scan() {
        while index < bytes.count {
            if case .literal(let hashes, let isMultiline, let passage) = scopes.last {
                scanLiteral(hashes, isMultiline, passage)
            } else {
                scanCode()
            }
        }
    }

    private func isAt(_ text: String) -> Bool { bytes[index...].starts(with: text.utf8) }

    /// Steps over bytes that are no code.
    private mutating func blank(_ count: Int) {
        for _ in 0..<min(count, bytes.count - index) {
            if bytes[index] == 0x0a { line += 1 } else { code[index] = 0x20 }
            index += 1
        }
    }

    private mutating func scanCode() {
        if isAt("//") { return scanLineComment() }
        if isAt("/*") { return scanBlockComment() }
        let hashes = bytes[index...].prefix { $0 == UInt8(ascii: "#") }.count
        if index + hashes < bytes.count, bytes[index + hashes] == UInt8(ascii: "\"") {
            blank(hashes)
            let isMultiline = isAt("\"\"\"")
            blank(isMultiline ? 3 : 1)
            scopes.append(.literal(hashes: hashes, isMultiline: isMultiline, passage: literals.count))
            literals.append(SwiftText.Passage(line: line))
            return
        }
        countParenthesis()
        if bytes[index] == 0x0a { line += 1 }
        index += 1
    }

    /// The parenthesis that closes an interpolation leads back into its literal.
    private mutating func countParenthesis() {
        guard case .interpolation(let open) = scopes.last else { return }
        switch bytes[index] {
        case UInt8(ascii: "("): scopes[scopes.count - 1] = .interpolation(parentheses: open + 1)
        case UInt8(ascii: ")") where open == 1: scopes.removeLast()
        case UInt8(ascii: ")"): scopes[scopes.count - 1] = .interpolation(parentheses: open - 1)
        default: break
        }
    }

    private mutating func scanLiteral(_ hashes: Int, _ isMultiline: Bool, _ passage: Int) {
        let marks = String(repeating: "#", count: hashes)
        let end = (isMultiline ? "\"\"\"" : "\"") + marks
        if isAt(end) {
            blank(end.utf8.count)
            scopes.removeLast()
        } else if isAt("\\" + marks + "(") {
            blank(1 + hashes)
            index += 1
            scopes.append(.interpolation(parentheses: 1))
        } else {
            // An escaped quote does not end the literal.
            let isEscape = isAt("\\" + marks) && index + 1 + hashes < bytes.count
            let count = isEscape ? 2 + hashes : 1
            literals[passage].text.append(contentsOf: bytes[index..<min(index + count, bytes.count)])
            blank(count)
        }
    }

    private mutating func scanLineComment() {
        let text = bytes[index...].prefix { $0 != 0x0a }
        comments.append(SwiftText.Passage(text: Array(text), line: line))
        blank(text.count)
    }

    private mutating func scanBlockComment() {
        var depth = 0
        var comment = SwiftText.Passage(line: line)
        repeat {
            let step = isAt("/*") || isAt("*/") ? 2 : 1
            depth += isAt("/*") ? 1 : isAt("*/") ? -1 : 0
            comment.text.append(contentsOf: bytes[index..<min(index + step, bytes.count)])
            blank(step)
        } while depth > 0 && index < bytes.count
        comments.append(comment)
    }
}
