/// JSON, laid out as WeChat's documents do: one field a line, not indented.
enum JSONEventWriter {
    static func append(_ node: EventNode, to bytes: inout [UInt8]) {
        switch node {
        case .text(let text), .plain(let text): appendString(text, to: &bytes)
        case .integer(let value): bytes.append(decimal: value)
        case .tenths(let value):
            bytes.append(decimal: value / 10)
            guard value % 10 != 0 else { return }
            bytes.append(UInt8(ascii: "."))
            bytes.append(decimal: value % 10)
        case .object(let fields):
            bytes.append("{\n")
            for (index, field) in fields.enumerated() {
                if index > 0 { bytes.append(",\n") }
                bytes.append(UInt8(ascii: "\""))
                bytes.append(field.name)
                bytes.append("\": ")
                append(field.node, to: &bytes)
            }
            bytes.append("\n}")
        case .list(let nodes):
            bytes.append("[\n")
            for (index, node) in nodes.enumerated() {
                if index > 0 { bytes.append(",\n") }
                append(node, to: &bytes)
            }
            bytes.append("\n]")
        }
    }

    static func appendString(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): bytes.append("\\\"")
            case UInt8(ascii: "\\"): bytes.append("\\\\")
            case UInt8(ascii: "\n"): bytes.append("\\n")
            case 0..<0x20:
                bytes.append(byte < 0x10 ? "\\u000" : "\\u00")
                bytes.append(String(byte, radix: 16))
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
