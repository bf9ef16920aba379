/// Hexadecimal digits.
package enum Hex {
    /// Two lower-case digits for each byte.
    package static func encode(_ bytes: ArraySlice<UInt8>) -> String {
        let count = bytes.count &* 2
        return unsafe String(unsafeUninitializedCapacity: count) { text in
            var index = 0
            for byte in bytes {
                // `index` stays below twice the number of bytes, which is the capacity asked for.
                unsafe text[index] = digit(byte >> 4)
                unsafe text[index &+ 1] = digit(byte & 15)
                index &+= 2
            }
            return count
        }
    }

    package static func encode(_ bytes: [UInt8]) -> String { encode(bytes[...]) }

    /// Nil unless it is an even number of hexadecimal digits, of either case, and nothing else.
    package static func decode(_ digits: ArraySlice<UInt8>) -> [UInt8]? { decode(digits.span) }

    package static func decode(_ digits: String) -> [UInt8]? { decode(digits.utf8.span) }

    private static func decode(_ digits: Span<UInt8>) -> [UInt8]? {
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = value(of: digits[index]), let low = value(of: digits[index &+ 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? 0x30 &+ value : 0x57 &+ value
    }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit &- 0x30
        case 0x41...0x46: digit &- 0x37
        case 0x61...0x66: digit &- 0x57
        default: nil
        }
    }
}
