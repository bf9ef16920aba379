/// Strings and numbers as JSON (RFC 8259) writes them.
enum JSONText {
    /// Appends a quoted string. Characters outside ASCII stay as they are.
    static func append(_ text: String, to bytes: inout [UInt8]) {
        append(checked: text.utf8.span, to: &bytes)
    }

    /// Appends a quoted string of bytes that should be UTF-8; what is not becomes U+FFFD.
    static func append(utf8 source: Span<UInt8>, to bytes: inout [UInt8]) {
        guard (try? UTF8Span(validating: source)) != nil else {
            // Rare, so a copy is good enough.
            let copied = [UInt8](capacity: source.count) { $0.append(source) }
            return append(String(decoding: copied, as: UTF8.self), to: &bytes)
        }
        append(checked: source, to: &bytes)
    }

    static func append(checked source: Span<UInt8>, to bytes: inout [UInt8]) {
        guard isPlain(source) else { return appendEscaped(source, to: &bytes) }
        bytes.append(addingCapacity: source.count &+ 2) { output in
            output.append(quote)
            output.append(source)
            output.append(quote)
        }
    }

    /// Whether nothing of it has to be escaped.
    static func isPlain(_ source: Span<UInt8>) -> Bool { source.endOfPlainText() == source.count }

    static func append(integer value: Int64, to bytes: inout [UInt8]) {
        bytes.append(addingCapacity: integerByteCountMax) { output in
            if value < 0 { output.append(UInt8(ascii: "-")) }
            let low = output.count
            var rest = value.magnitude
            repeat {
                output.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10))
                rest /= 10
            } while rest != 0
            // The digits came lowest first.
            for index in 0..<(output.count &- low) / 2 { output.swapAt(low &+ index, output.count &- 1 &- index) }
        }
    }

    /// Appends a decimal that is given in millionths, as short as it goes: `20.5`, `15`, `-0.25`.
    static func append(millionths value: Int64, to bytes: inout [UInt8]) {
        let magnitude = value.magnitude
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        append(integer: Int64(magnitude / 1_000_000), to: &bytes)
        var fraction = magnitude % 1_000_000
        guard fraction != 0 else { return }
        bytes.append(UInt8(ascii: "."))
        var unit: UInt64 = 100_000
        while fraction != 0 {
            bytes.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: fraction / unit))
            fraction %= unit
            unit /= 10
        }
    }

    /// Appends a quoted string of 32 hexadecimal digits.
    static func append(hexadecimal value: UInt128, to bytes: inout [UInt8]) {
        bytes.append(addingCapacity: hexadecimalDigitCount &+ 2) { output in
            output.append(quote)
            var rest = value
            for _ in 0..<hexadecimalDigitCount {
                let digit = UInt8(truncatingIfNeeded: rest >> 124)
                output.append(digit < 10 ? 0x30 &+ digit : 0x57 &+ digit)
                rest <<= 4
            }
            output.append(quote)
        }
    }

    static let hexadecimalDigitCount = 32

    /// Of 64 bits with a sign.
    private static let integerByteCountMax = 20
    static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")
    private static let hexDigits: [UInt8] = Array("0123456789abcdef".utf8)

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
