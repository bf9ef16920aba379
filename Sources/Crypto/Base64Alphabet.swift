/// The 64 characters of one kind of Base64, and the way there and back.
package struct Base64Alphabet: Sendable {
    private static let noValue: UInt8 = 0xff

    private let characters: [UInt8]
    private let values: [UInt8]
    /// To whole groups of four.
    private let isPadded: Bool

    init(index62: UInt8, index63: UInt8, isPadded: Bool) {
        let characters =
            [UInt8](UInt8(ascii: "A")...UInt8(ascii: "Z")) + [UInt8](UInt8(ascii: "a")...UInt8(ascii: "z"))
            + [UInt8](UInt8(ascii: "0")...UInt8(ascii: "9")) + [index62, index63]
        var values = [UInt8](repeating: Self.noValue, count: 256)
        for (index, character) in characters.enumerated() { values[Int(character)] = UInt8(index) }
        self.characters = characters
        self.values = values
        self.isPadded = isPadded
    }

    func text(of bytes: ArraySlice<UInt8>) -> String {
        let count = isPadded ? (bytes.count + 2) / 3 * 4 : (bytes.count * 4 + 2) / 3
        return unsafe String(unsafeUninitializedCapacity: count) { text in
            unsafe encode(bytes, into: text, count: count)
            return count
        }
    }

    /// Writes `count` characters to `text`, which has room for as many.
    private func encode(_ bytes: ArraySlice<UInt8>, into text: UnsafeMutableBufferPointer<UInt8>, count: Int) {
        // A last character that stands for leftover bits, or padding, is written where `next` is below `count` only;
        // whole groups are four for every three bytes, which `count` has room for. Table indexes are below 64.
        unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe characters.withUnsafeBufferPointer { characters in
                var next = 0
                var index = 0
                while index &+ 2 < bytes.count {
                    let a = unsafe bytes[index]
                    let b = unsafe bytes[index &+ 1]
                    let c = unsafe bytes[index &+ 2]
                    unsafe text[next] = characters[Int(a >> 2)]
                    unsafe text[next &+ 1] = characters[Int((a & 3) << 4 | b >> 4)]
                    unsafe text[next &+ 2] = characters[Int((b & 15) << 2 | c >> 6)]
                    unsafe text[next &+ 3] = characters[Int(c & 63)]
                    index &+= 3
                    next &+= 4
                }
                guard index < bytes.count else { return }
                let a = unsafe bytes[index]
                let b = index &+ 1 < bytes.count ? unsafe bytes[index &+ 1] : 0
                unsafe text[next] = characters[Int(a >> 2)]
                unsafe text[next &+ 1] = characters[Int((a & 3) << 4 | b >> 4)]
                next &+= 2
                if index &+ 1 < bytes.count {
                    unsafe text[next] = characters[Int((b & 15) << 2)]
                    next &+= 1
                }
                while next < count {
                    unsafe text[next] = UInt8(ascii: "=")
                    next &+= 1
                }
            }
        }
    }

    /// Nil where a character is foreign, missing or left over, or leftover bits are set.
    func bytes(of characters: ArraySlice<UInt8>) -> [UInt8]? {
        var characters = characters
        if isPadded {
            guard characters.count.isMultiple(of: 4) else { return nil }
            for _ in 0..<2 where characters.last == UInt8(ascii: "=") { characters.removeLast() }
        }
        guard characters.count % 4 != 1 else { return nil }
        var isValid = true
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: characters.count / 4 * 3 + 3) { bytes, count in
            unsafe isValid = decode(characters, into: bytes, count: &count)
        }
        return isValid ? bytes : nil
    }

    /// `bytes` has room for three for every four characters begun.
    private func decode(
        _ characters: ArraySlice<UInt8>, into bytes: UnsafeMutableBufferPointer<UInt8>, count: inout Int
    ) -> Bool {
        // A table of 256 is indexed by bytes; `count` grows by at most three for every four characters begun.
        unsafe values.withUnsafeBufferPointer { values in
            var bits: UInt32 = 0
            var bitCount: UInt32 = 0
            var seen: UInt8 = 0
            for character in characters {
                let value = unsafe values[Int(character)]
                // Values have no bit above the sixth, so that one test at the end finds any foreign character.
                seen |= value
                bits = bits << 6 | UInt32(value & 63)
                bitCount &+= 6
                if bitCount >= 8 {
                    bitCount &-= 8
                    unsafe bytes[count] = UInt8(truncatingIfNeeded: bits >> bitCount)
                    count &+= 1
                }
            }
            return seen < 64 && bits & (1 << bitCount &- 1) == 0
        }
    }
}
