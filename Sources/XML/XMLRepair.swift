package import Documents

/// Puts U+FFFD in place of what XML 1.0 does not allow: bytes that are not UTF-8, control characters, and references to
/// them. One pass, for documents that were refused; one that can be parsed comes out as it is.
package struct XMLRepair {
    /// What a reference means depends on where it stands: only in text is it one.
    private enum Part {
        case text, section, comment, instruction

        /// What ends it.
        var end: StaticString {
            switch self {
            case .text: ""
            case .section: "]]>"
            case .comment: "-->"
            case .instruction: "?>"
            }
        }
    }

    private var text: RepairedText
    private var part = Part.text

    private var source: [UInt8] { text.source }
    private var index: Int { text.index }

    package static func repaired(_ source: [UInt8]) -> RepairedText {
        var repair = XMLRepair(text: RepairedText(of: source))
        // There every second byte would be odd, and what came out no longer what was meant.
        if Precheck.wideEncoding(source.span) == nil { repair.run() } else { repair.text.copy(source.count) }
        return repair.text
    }

    private mutating func run() {
        let end = markupEnd
        while index < end { step() }
        // A sender that counts the zero behind its text.
        while index < source.count {
            if Self.isControl(source[index]) { text.replace(1, .control, with: [0x20]) } else { text.copy(1) }
        }
    }

    /// Behind it stand only blanks and control characters.
    private var markupEnd: Int { (source.lastIndex { $0 > 0x20 } ?? -1) + 1 }

    private mutating func step() {
        switch part {
        case .text:
            if take("<![CDATA[") {
                part = .section
            } else if take("<!--") {
                part = .comment
            } else if take("<?") {
                part = .instruction
            } else if !takeReference() {
                takeCharacter()
            }
        case .section, .comment, .instruction:
            if take(part.end) { part = .text } else { takeCharacter() }
        }
    }

    private mutating func take(_ mark: StaticString) -> Bool {
        let isThere = mark.withUTF8Buffer { mark in
            // The buffer is the literal's, valid for the closure.
            unsafe index + mark.count <= source.count && source[index..<index + mark.count].elementsEqual(mark)
        }
        if isThere { text.copy(mark.utf8CodeUnitCount) }
        return isThere
    }

    private mutating func takeCharacter() {
        guard source[index] >= 0x80 else {
            guard Self.isControl(source[index]) else { return text.copy(1) }
            return text.replace(1, .control)
        }
        let character = UTF8Character(at: index, in: source)
        guard character.isWhole else { return text.replace(character.count, .encoding) }
        let bytes = source[index..<index + character.count]
        guard !bytes.elementsEqual([0xef, 0xbf, 0xbe]), !bytes.elementsEqual([0xef, 0xbf, 0xbf]) else {
            return text.replace(character.count, .control)
        }
        text.copy(character.count)
    }

    /// `&#2;` or `&#x2;`: copied when XML allows its character, otherwise replaced. False where there is none.
    private mutating func takeReference() -> Bool {
        guard source[index] == UInt8(ascii: "&"), index + 1 < source.count, source[index + 1] == UInt8(ascii: "#")
        else {
            return false
        }
        let isHexadecimal = index + 2 < source.count && source[index + 2] == UInt8(ascii: "x")
        let (start, base): (Int, UInt32) = isHexadecimal ? (index + 3, 16) : (index + 2, 10)
        var (end, value): (Int, UInt32) = (start, 0)
        while end < min(source.count, start + XMLLimits.referenceDigitCountMax),
            let digit = hexadecimalDigit(source[end]), digit < base
        {
            value = min(value * base + digit, 0x11_0000)
            end += 1
        }
        guard end > start, end < source.count, source[end] == UInt8(ascii: ";") else { return false }
        if Self.isLegal(value) { text.copy(end + 1 - index) } else { text.replace(end + 1 - index, .reference) }
        return true
    }

    private static func isControl(_ byte: UInt8) -> Bool {
        byte < 0x20 && byte != 0x09 && byte != 0x0a && byte != 0x0d
    }

    /// XML 1.0, production 2.
    private static func isLegal(_ value: UInt32) -> Bool {
        switch value {
        case 0x09, 0x0a, 0x0d, 0x20...0xd7ff, 0xe000...0xfffd, 0x1_0000...0x10_ffff: true
        default: false
        }
    }
}
