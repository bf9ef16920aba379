/// An event as both formats share it: fields in the order in which WeChat writes them.
indirect enum EventNode: Equatable, Sendable {
    /// CDATA in XML, a string in JSON.
    case text(String)
    /// Without CDATA in XML, a string in JSON: how WeChat writes Token.
    case plain(String)
    case integer(Int)
    /// Tenths: `15.0` in XML, `15` in JSON, as WeChat writes a cargo's measures.
    case tenths(Int)
    case object([Field])
    /// The element repeated without a wrapper in XML, an array in JSON.
    case list([EventNode])

    struct Field: Equatable, Sendable {
        let name: String
        let node: EventNode

        init(_ name: String, _ node: EventNode) {
            self.name = name
            self.node = node
        }
    }

    /// The event's bytes.
    func encoded(_ format: EventFormat) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(2_048)
        switch format {
        case .xml: XMLEventWriter.append("xml", self, to: &bytes)
        case .json: JSONEventWriter.append(self, to: &bytes)
        }
        return bytes
    }
}

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
        bytes.append(contentsOf: "<\(name)>".utf8)
        switch node {
        case .text(let text): appendCDATA(text, to: &bytes)
        case .plain(let text): appendEscaped(text, to: &bytes)
        case .integer(let value): bytes.append(contentsOf: "\(value)".utf8)
        case .tenths(let value): bytes.append(contentsOf: "\(value / 10).\(value % 10)".utf8)
        case .list: break
        case .object(let fields):
            bytes.append(UInt8(ascii: "\n"))
            for field in fields {
                append(field.name, field.node, to: &bytes)
                bytes.append(UInt8(ascii: "\n"))
            }
        }
        bytes.append(contentsOf: "</\(name)>".utf8)
    }

    /// `]]>` would end the section: it is cut in two between the brackets and the rest.
    private static func appendCDATA(_ text: String, to bytes: inout [UInt8]) {
        let safe = legal(text).replacing("]]>", with: "]]]]><![CDATA[>")
        bytes.append(contentsOf: "<![CDATA[\(safe)]]>".utf8)
    }

    private static func appendEscaped(_ text: String, to bytes: inout [UInt8]) {
        for byte in legal(text).utf8 {
            switch byte {
            case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
            case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
            default: bytes.append(byte)
            }
        }
    }

    /// XML 1.0 has no way at all to write most control characters; U+FFFD stands for them.
    private static func legal(_ text: String) -> String {
        var legal = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isIllegal = scalar.value < 0x20 && scalar != "\t" && scalar != "\n" && scalar != "\r"
            legal.append(isIllegal || scalar.value == 0xFFFE || scalar.value == 0xFFFF ? "\u{FFFD}" : scalar)
        }
        return String(legal)
    }
}

/// JSON, laid out as WeChat's documents do: one field a line, not indented.
enum JSONEventWriter {
    static func append(_ node: EventNode, to bytes: inout [UInt8]) {
        switch node {
        case .text(let text), .plain(let text): appendString(text, to: &bytes)
        case .integer(let value): bytes.append(contentsOf: "\(value)".utf8)
        case .tenths(let value):
            bytes.append(contentsOf: (value % 10 == 0 ? "\(value / 10)" : "\(value / 10).\(value % 10)").utf8)
        case .object(let fields):
            bytes.append(contentsOf: "{\n".utf8)
            for (index, field) in fields.enumerated() {
                if index > 0 { bytes.append(contentsOf: ",\n".utf8) }
                bytes.append(contentsOf: "\"\(field.name)\": ".utf8)
                append(field.node, to: &bytes)
            }
            bytes.append(contentsOf: "\n}".utf8)
        case .list(let nodes):
            bytes.append(contentsOf: "[\n".utf8)
            for (index, node) in nodes.enumerated() {
                if index > 0 { bytes.append(contentsOf: ",\n".utf8) }
                append(node, to: &bytes)
            }
            bytes.append(contentsOf: "\n]".utf8)
        }
    }

    static func appendString(_ text: String, to bytes: inout [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): bytes.append(contentsOf: "\\\"".utf8)
            case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\\\".utf8)
            case UInt8(ascii: "\n"): bytes.append(contentsOf: "\\n".utf8)
            case 0..<0x20:
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 0xF)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
