/// Text inside a line: cut to its bound and escaped so that the line stays one line and valid UTF-8 in both formats.
enum LineText {
    /// Appends `text`, escaped for the inside of double quotes.
    static func appendEscaped(_ text: String, to bytes: inout [UInt8]) {
        var left = TelemetryLimits.valueByteCountMax
        for scalar in text.unicodeScalars {
            let width = UTF8.width(scalar)
            guard width <= left else {
                bytes.append(contentsOf: "...".utf8)
                return
            }
            left -= width
            append(scalar, to: &bytes)
        }
    }

    /// Whether logfmt needs quotes around `text`: when it is empty or holds anything but visible ASCII without `"`,
    /// `=` and `\`, or has to be cut.
    static func needsQuotes(_ text: String) -> Bool {
        if text.isEmpty || text.utf8.count > TelemetryLimits.valueByteCountMax { return true }
        return text.utf8.contains { byte in
            byte <= 0x20 || byte >= 0x7F || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "=")
                || byte == UInt8(ascii: "\\")
        }
    }

    private static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        switch scalar {
        case "\"": bytes.append(contentsOf: "\\\"".utf8)
        case "\\": bytes.append(contentsOf: "\\\\".utf8)
        case "\n": bytes.append(contentsOf: "\\n".utf8)
        case "\r": bytes.append(contentsOf: "\\r".utf8)
        case "\t": bytes.append(contentsOf: "\\t".utf8)
        default:
            if breaksLine(scalar) {
                appendEscape(scalar.value, to: &bytes)
            } else {
                bytes.append(contentsOf: Character(scalar).utf8)
            }
        }
    }

    /// Controls (C0, DEL, C1), Unicode's line and paragraph separators, and the marks that turn the direction of what
    /// follows, which would let a value rewrite how the rest of the line looks.
    private static func breaksLine(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x1F, 0x7F...0x9F, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }

    private static func appendEscape(_ value: UInt32, to bytes: inout [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        bytes.append(contentsOf: "\\u".utf8)
        for shift: UInt32 in [12, 8, 4, 0] {
            bytes.append(digits[Int(value >> shift & 0xF)])
        }
    }
}
