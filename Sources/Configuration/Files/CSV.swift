/// Reads comma-separated values (RFC 4180) byte by byte, with two rules of its own: a line that starts with # is a
/// comment, and a quoted field ends on its line. Empty lines do not count.
struct CSV {
    struct Row {
        /// From 1.
        let line: Int
        let fields: [String]

        /// Nothing but spaces between the commas, as a spreadsheet leaves a row that was emptied.
        var isBlank: Bool { fields.allSatisfy { $0.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 } } }
    }

    struct Fault: Error, Equatable {
        let line: Int
        let message: String
    }

    private let bytes: [UInt8]
    private var position: Int
    private var line = 0

    /// `bytes` are UTF-8; a byte order mark is passed over.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        position = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    }

    /// The next row, nil at the end. After a fault the next call goes on with the next line.
    mutating func next() throws(Fault) -> Row? {
        while position < bytes.count {
            line += 1
            if bytes[position] == UInt8(ascii: "#") || isLineEnd(position) {
                skipLine()
            } else {
                return Row(line: line, fields: try fields())
            }
        }
        return nil
    }

    private mutating func fields() throws(Fault) -> [String] {
        var fields: [String] = []
        fields.reserveCapacity(8)
        while true {
            let isQuoted = position < bytes.count && bytes[position] == UInt8(ascii: "\"")
            let field = isQuoted ? try quotedField() : try plainField()
            guard field.utf8.count <= ConfigurationLimits.csvFieldByteCountMax else {
                throw fault("a field is longer than \(ConfigurationLimits.csvFieldByteCountMax) bytes")
            }
            fields.append(field)
            guard position < bytes.count, bytes[position] == UInt8(ascii: ",") else { break }
            position += 1
        }
        skipLine()
        return fields
    }

    /// Ends before a comma or the line's end.
    private mutating func plainField() throws(Fault) -> String {
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: ","), !isLineEnd(position) {
            guard bytes[position] != UInt8(ascii: "\"") else {
                throw fault("a quote inside a field; put the whole field in quotes and double the quote")
            }
            position += 1
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func quotedField() throws(Fault) -> String {
        var field: [UInt8] = []
        position += 1
        while position < bytes.count, !isLineEnd(position) {
            let byte = bytes[position]
            position += 1
            guard byte == UInt8(ascii: "\"") else {
                field.append(byte)
                continue
            }
            if position < bytes.count, bytes[position] == byte {
                field.append(byte)
                position += 1
                continue
            }
            guard position == bytes.count || bytes[position] == UInt8(ascii: ",") || isLineEnd(position) else {
                throw fault("text after a closing quote; a quote inside a field is doubled")
            }
            return String(decoding: field, as: UTF8.self)
        }
        throw fault("a quote that is not closed on its line")
    }

    private func isLineEnd(_ position: Int) -> Bool {
        if bytes[position] == 0x0a { return true }
        return bytes[position] == 0x0d && (position + 1 == bytes.count || bytes[position + 1] == 0x0a)
    }

    private mutating func skipLine() {
        while position < bytes.count {
            position += 1
            if bytes[position - 1] == 0x0a { return }
        }
    }

    private mutating func fault(_ message: String) -> Fault {
        skipLine()
        return Fault(line: line, message: message)
    }
}
