/// Strings and numbers as JSON (RFC 8259) writes them.
enum JSONText {
    /// Appends a quoted string. Characters outside ASCII stay as they are.
    static func append(_ text: String, to bytes: inout [UInt8]) {
        let source = text.utf8.span
        if needsEscape(source) { return appendEscaped(source, to: &bytes) }
        bytes.append(quote)
        bytes.append(contentsOf: text.utf8)
        bytes.append(quote)
    }

    /// Appends a quoted string of bytes that should be UTF-8; what is not becomes U+FFFD.
    static func append(utf8 source: Span<UInt8>, to bytes: inout [UInt8]) {
        guard (try? UTF8Span(validating: source)) != nil else {
            // Rare, so a copy is good enough.
            var copied: [UInt8] = []
            append(source, to: &copied)
            return append(String(decoding: copied, as: UTF8.self), to: &bytes)
        }
        if needsEscape(source) { return appendEscaped(source, to: &bytes) }
        bytes.append(quote)
        append(source, to: &bytes)
        bytes.append(quote)
    }

    static func append(integer value: Int64, to bytes: inout [UInt8]) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        var low = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest != 0
        // The digits came lowest first.
        var high = bytes.count &- 1
        while low < high {
            bytes.swapAt(low, high)
            low &+= 1
            high &-= 1
        }
    }

    /// Whether the bytes are one number by the grammar of RFC 8259.
    static func isNumber(_ text: Span<UInt8>) -> Bool {
        var index = 0
        if index < text.count, text[index] == UInt8(ascii: "-") { index &+= 1 }
        let integer = skipDigits(text, from: index)
        guard integer > index else { return false }
        guard text[index] != UInt8(ascii: "0") || integer == index &+ 1 else { return false }
        index = integer
        if index < text.count, text[index] == UInt8(ascii: ".") {
            let fraction = skipDigits(text, from: index &+ 1)
            guard fraction > index &+ 1 else { return false }
            index = fraction
        }
        if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
            index &+= 1
            if index < text.count, text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-") { index &+= 1 }
            let exponent = skipDigits(text, from: index)
            guard exponent > index else { return false }
            index = exponent
        }
        return index == text.count
    }

    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")
    private static let hexDigits: [UInt8] = Array("0123456789abcdef".utf8)

    private static func skipDigits(_ text: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index < text.count, text[index] >= UInt8(ascii: "0"), text[index] <= UInt8(ascii: "9") { index &+= 1 }
        return index
    }

    /// Looks at all bytes without leaving early, which lets the compiler look at many at once.
    private static func needsEscape(_ source: Span<UInt8>) -> Bool {
        var found: UInt8 = 0
        for index in source.indices {
            let byte = source[index]
            found |= (byte < 0x20 ? 1 : 0) | (byte == quote ? 1 : 0) | (byte == backslash ? 1 : 0)
        }
        return found != 0
    }

    private static func append(_ source: Span<UInt8>, to bytes: inout [UInt8]) {
        // The buffer is the span's own, read during the call only.
        unsafe source.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    }

    private static func appendEscaped(_ source: Span<UInt8>, to bytes: inout [UInt8]) {
        bytes.append(quote)
        for index in source.indices { appendEscaped(source[index], to: &bytes) }
        bytes.append(quote)
    }

    private static func appendEscaped(_ byte: UInt8, to bytes: inout [UInt8]) {
        switch byte {
        case quote, backslash: appendPair(byte, to: &bytes)
        case 0x08: appendPair(UInt8(ascii: "b"), to: &bytes)
        case 0x09: appendPair(UInt8(ascii: "t"), to: &bytes)
        case 0x0A: appendPair(UInt8(ascii: "n"), to: &bytes)
        case 0x0C: appendPair(UInt8(ascii: "f"), to: &bytes)
        case 0x0D: appendPair(UInt8(ascii: "r"), to: &bytes)
        case 0..<0x20:
            bytes.append(contentsOf: [backslash, UInt8(ascii: "u"), UInt8(ascii: "0"), UInt8(ascii: "0")])
            bytes.append(hexDigits[Int(byte >> 4)])
            bytes.append(hexDigits[Int(byte & 15)])
        default: bytes.append(byte)
        }
    }

    private static func appendPair(_ letter: UInt8, to bytes: inout [UInt8]) {
        bytes.append(backslash)
        bytes.append(letter)
    }
}
