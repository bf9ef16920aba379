/// JSON with a line for each member and item. Goes by the characters alone: nothing is left out or written in another
/// way, and what is no JSON stays recognisable.
struct IndentedJSON {
    private var output: [UInt8] = []
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    /// The last byte that is no space between values.
    private var last: UInt8 = 0

    /// What is neither an object nor an array comes back as it is.
    static func text(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.first == UInt8(ascii: "{") || bytes.first == UInt8(ascii: "[") else { return bytes }
        var text = IndentedJSON()
        for byte in bytes { text.take(byte) }
        return text.output
    }

    private mutating func take(_ byte: UInt8) {
        if isInString {
            output.append(byte)
            isInString = isEscaped || byte != UInt8(ascii: "\"")
            isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
            return
        }
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): return
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            depth = max(0, depth - 1)
            if !isOpening(last) { breakLine() }
            output.append(byte)
        default:
            if isOpening(last) || last == UInt8(ascii: ",") { breakLine() }
            output.append(byte)
            if isOpening(byte) { depth += 1 }
            if byte == UInt8(ascii: ":") { output.append(UInt8(ascii: " ")) }
            isInString = byte == UInt8(ascii: "\"")
        }
        last = byte
    }

    private func isOpening(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") }

    /// Deeper than any event of ours, the lines are not moved further in: a hostile value must not grow by the square
    /// of its depth.
    private mutating func breakLine() {
        output.append(UInt8(ascii: "\n"))
        output += Array(repeating: UInt8(ascii: " "), count: 2 * min(depth, 16))
    }
}
