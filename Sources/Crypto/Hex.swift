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
    package static func decode(_ digits: ArraySlice<UInt8>) -> [UInt8]? {
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        var high: UInt8?
        for digit in digits {
            guard let value = value(of: digit) else { return nil }
            if let half = high {
                bytes.append(half << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return bytes
    }

    package static func decode(_ digits: String) -> [UInt8]? { decode([UInt8](digits.utf8)[...]) }

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
