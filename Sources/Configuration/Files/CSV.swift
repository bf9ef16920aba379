internal import Files

/// Reads comma-separated values (RFC 4180) line by line, with two rules of its own: a line that starts with # is a
/// comment, and a quoted field ends on its line. Empty lines do not count.
struct CSV {
    struct Row {
        /// From 1.
        let line: Int
        let fields: [String]

        /// Nothing but spaces between the commas, as a spreadsheet leaves a row that was emptied.
        var isBlank: Bool { fields.allSatisfy { $0.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 } } }
    }

    private let file: String
    private var rest: ArraySlice<UInt8>
    /// The number of the line that is read, from 1.
    private var number = 0

    /// `bytes` are UTF-8; a byte order mark is passed over.
    init(_ bytes: [UInt8], file: String) {
        self.file = file
        rest = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? bytes.dropFirst(3) : bytes[...]
    }

    /// The next row, nil at the end. After a fault the next call goes on with the next line.
    mutating func next() throws(ConfigurationError) -> Row? {
        while !rest.isEmpty {
            let whole = rest.prefix { $0 != 0x0a }
            rest = rest[whole.endIndex...].dropFirst()
            number += 1
            let line = whole.last == 0x0d ? whole.dropLast() : whole
            if line.isEmpty || line.first == UInt8(ascii: "#") { continue }
            return Row(line: number, fields: try fields(of: line))
        }
        return nil
    }

    private func fields(of line: ArraySlice<UInt8>) throws(ConfigurationError) -> [String] {
        var fields: [String] = []
        fields.reserveCapacity(8)
        var rest = line
        while true {
            let field = rest.first == Self.quote ? try quotedField(&rest) : try plainField(&rest)
            guard field.count <= ConfigurationLimits.csvFieldByteCountMax else {
                throw fault("a field is longer than \(ConfigurationLimits.csvFieldByteCountMax) bytes")
            }
            fields.append(String(decoding: field, as: UTF8.self))
            guard !rest.isEmpty else { return fields }
            // A comma, before which a field ends.
            rest = rest.dropFirst()
        }
    }

    /// Takes what stands before a comma or the line's end.
    private func plainField(_ rest: inout ArraySlice<UInt8>) throws(ConfigurationError) -> ArraySlice<UInt8> {
        let field = rest.prefix { $0 != Self.comma }
        guard !field.contains(Self.quote) else {
            throw fault("a quote inside a field; put the whole field in quotes and double the quote")
        }
        rest = rest[field.endIndex...]
        return field
    }

    private func quotedField(_ rest: inout ArraySlice<UInt8>) throws(ConfigurationError) -> ArraySlice<UInt8> {
        var field: ArraySlice<UInt8> = []
        rest = rest.dropFirst()
        while let end = rest.firstIndex(of: Self.quote) {
            field += rest[..<end]
            rest = rest[(end + 1)...]
            guard rest.first == Self.quote else {
                guard rest.isEmpty || rest.first == Self.comma else {
                    throw fault("text after a closing quote; a quote inside a field is doubled")
                }
                return field
            }
            field.append(Self.quote)
            rest = rest.dropFirst()
        }
        throw fault("a quote that is not closed on its line")
    }

    private func fault(_ message: String) -> ConfigurationError {
        ConfigurationError(file: file, line: number, message: message)
    }

    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")
}
