internal import Crypto

/// An entry whose key is longer than LMDB takes: it lies under the key's digest, with the key before its value.
struct LongEntry {
    private static let lengthByteCount = 4

    let key: [UInt8]
    let value: [UInt8]

    /// What it lies under, in a table of its own, so that no plain key can meet it.
    static func digest(of key: [UInt8]) -> [UInt8] { SHA256.digest(key) }

    init(key: [UInt8], value: [UInt8]) {
        self.key = key
        self.value = value
    }

    var bytes: [UInt8] {
        let count = UInt32(truncatingIfNeeded: key.count)
        let length = (0..<4).map { UInt8(truncatingIfNeeded: count >> (24 - 8 * $0)) }
        return length + key + value
    }

    /// Nil for what `bytes` never gave.
    init?(bytes: [UInt8]) {
        guard bytes.count >= Self.lengthByteCount else { return nil }
        let length = bytes[..<Self.lengthByteCount].reduce(0) { $0 << 8 | Int($1) }
        guard length <= bytes.count - Self.lengthByteCount else { return nil }
        key = Array(bytes.dropFirst(Self.lengthByteCount).prefix(length))
        value = Array(bytes.dropFirst(Self.lengthByteCount + length))
    }
}
