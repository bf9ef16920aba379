/// The first sixteen bytes of a SHA-256 or HMAC-SHA-256.
package struct Digest: Hashable, Sendable {
    package let high: UInt64
    package let low: UInt64

    package static let byteCount = 16
    package static let zero = Digest(high: 0, low: 0)

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The sixteen bytes as one number, the first byte the highest.
    package init(_ value: UInt128) {
        self.init(high: UInt64(truncatingIfNeeded: value >> 64), low: UInt64(truncatingIfNeeded: value))
    }

    package var value: UInt128 { UInt128(high) << 64 | UInt128(low) }

    /// Nil unless there are sixteen bytes or more; the first sixteen count.
    package init?(_ bytes: ArraySlice<UInt8>) {
        guard bytes.count >= Self.byteCount else { return nil }
        let start = bytes.startIndex
        high = Self.word(bytes[start..<start + 8])
        low = Self.word(bytes[start + 8..<start + Self.byteCount])
    }

    package init?(_ bytes: [UInt8]) { self.init(bytes[...]) }

    private static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        var word: UInt64 = 0
        for byte in bytes { word = word << 8 | UInt64(byte) }
        return word
    }

    package var bytes: [UInt8] {
        [UInt8](capacity: Self.byteCount) { bytes in
            for index in 0..<Self.byteCount {
                let word = index < 8 ? high : low
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(56 - index % 8 * 8)))
            }
        }
    }

    /// Compares without an early exit, so that the time taken says nothing of where two digests differ.
    package static func == (left: Digest, right: Digest) -> Bool {
        (left.high ^ right.high) | (left.low ^ right.low) == 0
    }
}
