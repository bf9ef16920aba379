package import Documents

/// Puts U+FFFD in place of what a string of JSON cannot hold: bytes that are not UTF-8, half a surrogate pair, U+0000.
/// Line ends and tabs that stand in a string as they are keep their meaning, as escapes. One pass, for documents that
/// were refused; one that can be parsed comes out as it is.
package struct JSONRepair {
    private var text: RepairedText

    private var source: [UInt8] { text.source }
    private var index: Int { text.index }

    /// The source itself where an escape is wrong, or may be half of a character of another encoding: what follows it
    /// could then be text or the string's end, and nobody can tell.
    package static func repaired(_ source: [UInt8]) -> RepairedText {
        var repair = JSONRepair(text: RepairedText(of: source))
        guard repair.run() else {
            var unchanged = RepairedText(of: source)
            unchanged.copy(source.count)
            return unchanged
        }
        return repair.text
    }

    private mutating func run() -> Bool {
        var isInString = false
        while index < source.count {
            switch source[index] {
            case UInt8(ascii: "\""):
                isInString.toggle()
                text.copy(1)
            case UInt8(ascii: "\\") where isInString:
                guard takeEscape() else { return false }
            case 0..<0x20: takeControl(isInString)
            case 0x20..<0x80: text.copy(1)
            default:
                guard takeCharacter() else { return false }
            }
        }
        return true
    }

    private mutating func takeControl(_ isInString: Bool) {
        switch (source[index], isInString) {
        case (0x09, false), (0x0a, false), (0x0d, false): text.copy(1)
        // Between values a blank: it joins nothing that it separated.
        case (_, false): text.replace(1, .control, with: [0x20])
        case (0x09, true): text.replace(1, .control, with: Array("\\t".utf8))
        case (0x0a, true): text.replace(1, .control, with: Array("\\n".utf8))
        case (0x0d, true): text.replace(1, .control, with: Array("\\r".utf8))
        case (_, true): text.replace(1, .control)
        }
    }

    private mutating func takeCharacter() -> Bool {
        let character = UTF8Character(at: index, in: source)
        guard !character.isWhole else {
            text.copy(character.count)
            return true
        }
        let next = index + character.count
        // The second byte of a character in GBK or Big5 may be a backslash.
        guard next >= source.count || source[next] != UInt8(ascii: "\\") else { return false }
        text.replace(character.count, .encoding)
        return true
    }

    private mutating func takeEscape() -> Bool {
        guard index + 1 < source.count else { return false }
        switch source[index + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            text.copy(2)
        case UInt8(ascii: "u"):
            guard let unit = codeUnit(at: index) else { return false }
            takeCodeUnit(unit)
        default: return false
        }
        return true
    }

    private mutating func takeCodeUnit(_ unit: UInt32) {
        switch unit {
        case 0: text.replace(Self.escapeByteCount, .control)
        case 0xd800...0xdbff:
            if let low = codeUnit(at: index + Self.escapeByteCount), (0xdc00...0xdfff).contains(low) {
                text.copy(2 * Self.escapeByteCount)
            } else {
                text.replace(Self.escapeByteCount, .surrogate)
            }
        case 0xdc00...0xdfff: text.replace(Self.escapeByteCount, .surrogate)
        default: text.copy(Self.escapeByteCount)
        }
    }

    /// Of `\u` and four digits.
    private static let escapeByteCount = 6

    /// The value of the escape `\uXXXX` that starts there.
    private func codeUnit(at start: Int) -> UInt32? {
        guard start + Self.escapeByteCount <= source.count, source[start] == UInt8(ascii: "\\"),
            source[start + 1] == UInt8(ascii: "u")
        else { return nil }
        var value: UInt32 = 0
        for byte in source[start + 2..<start + Self.escapeByteCount] {
            guard let digit = hexadecimalDigit(byte) else { return nil }
            value = value * 16 + digit
        }
        return value
    }
}
