/// XML, laid out as WeChat does: one element a line.
enum XMLEventWriter {
    static func append(_ name: String, _ node: EventNode, to bytes: inout [UInt8]) {
        if case .list(let nodes) = node {
            for (index, node) in nodes.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: "\n")) }
                append(name, node, to: &bytes)
            }
            return
        }
        bytes.append(UInt8(ascii: "<"))
        bytes.append(name)
        bytes.append(UInt8(ascii: ">"))
        switch node {
        case .text(let text): appendCDATA(text, to: &bytes)
        case .plain(let text): appendEscaped(text, to: &bytes)
        case .integer(let value): bytes.append(decimal: value)
        case .tenths(let value):
            bytes.append(decimal: value / 10)
            bytes.append(UInt8(ascii: "."))
            bytes.append(decimal: value % 10)
        case .list: break
        case .object(let fields):
            bytes.append(UInt8(ascii: "\n"))
            for field in fields {
                append(field.name, field.node, to: &bytes)
                bytes.append(UInt8(ascii: "\n"))
            }
        }
        bytes.append("</")
        bytes.append(name)
        bytes.append(UInt8(ascii: ">"))
    }

    /// `]]>` would end the section: it is cut in two between the brackets and the rest.
    private static func appendCDATA(_ text: String, to bytes: inout [UInt8]) {
        bytes.append("<![CDATA[")
        if text.utf8.allSatisfy(isHarmless) {
            bytes.append(text)
        } else {
            bytes.append(legal(text).replacing("]]>", with: "]]]]><![CDATA[>"))
        }
        bytes.append("]]>")
    }

    private static func appendEscaped(_ text: String, to bytes: inout [UInt8]) {
        for byte in legal(text).utf8 {
            switch byte {
            case UInt8(ascii: "&"): bytes.append("&amp;")
            case UInt8(ascii: "<"): bytes.append("&lt;")
            case UInt8(ascii: ">"): bytes.append("&gt;")
            default: bytes.append(byte)
            }
        }
    }

    /// Whether a byte is no part of anything that `legal` or a section replaces. U+FFFE and U+FFFF begin with 0xEF, as
    /// some harmless characters do.
    private static func isHarmless(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != UInt8(ascii: "]") && byte != 0xEF
    }

    /// XML 1.0 has no way at all to write most control characters; U+FFFD stands for them.
    private static func legal(_ text: String) -> String {
        if text.utf8.allSatisfy(isHarmless) { return text }
        var legal = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isIllegal = scalar.value < 0x20 && scalar != "\t" && scalar != "\n" && scalar != "\r"
            legal.append(isIllegal || scalar.value == 0xFFFE || scalar.value == 0xFFFF ? "\u{FFFD}" : scalar)
        }
        return String(legal)
    }
}
