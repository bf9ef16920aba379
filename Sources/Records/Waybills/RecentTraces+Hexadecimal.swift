internal import Crypto
internal import Waybill

/// The digests of an order's recent traces as a record holds them: one behind the other, sixteen digits each.
extension RecentTraces {
    private static let digestByteCount = 8

    var hexadecimal: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digests.count * Self.digestByteCount)
        for digest in digests {
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: digest >> shift))
            }
        }
        return Hex.encode(bytes)
    }

    /// Nil for a text that is no such digests.
    init?(hexadecimal text: String) {
        guard let bytes = Hex.decode(text), bytes.count.isMultiple(of: Self.digestByteCount) else { return nil }
        self.init(
            stride(from: 0, to: bytes.count, by: Self.digestByteCount).map { start in
                bytes[start..<start + Self.digestByteCount].reduce(0) { $0 << 8 | UInt64($1) }
            })
    }
}
