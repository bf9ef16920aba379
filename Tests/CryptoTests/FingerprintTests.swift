import Testing

@testable import Crypto

/// What tells keys apart without telling them.
@Suite struct FingerprintTests {
    private func bytes(_ byte: UInt8) -> [UInt8] { [UInt8](repeating: byte, count: 32) }

    @Test func `a fingerprint belongs to the key, whatever it is called`() throws {
        let fingerprints = try (0..<100).map { try SealingKey(id: "k1", bytes: bytes(UInt8($0))).fingerprint }
        #expect(Set(fingerprints).count == 100)
        #expect(try SealingKey(id: "k2", bytes: bytes(7)).fingerprint == fingerprints[7])
        let ring = try Keyring(
            current: SealingKey(id: "b", bytes: bytes(2)), previous: [SealingKey(id: "a", bytes: bytes(1))])
        #expect(ring.fingerprints.map(\.id) == ["b", "a"])
        #expect(ring.fingerprints.map(\.fingerprint) == [fingerprints[2], fingerprints[1]])
    }

    @Test func `the same bytes as another kind of key have another one`() throws {
        let digestKey = HMACSHA256(key: bytes(1))
        #expect(try SealingKey(id: "k1", bytes: bytes(1)).fingerprint != digestKey.fingerprint)
        #expect(digestKey.fingerprint == HMACSHA256(key: bytes(1)).fingerprint)
        #expect(digestKey.fingerprint != HMACSHA256(key: bytes(2)).fingerprint)
    }

    @Test func `it is the beginning of a code, so that it cannot be turned back into the key`() throws {
        let code = HMACSHA256(key: bytes(3)).code(for: Array("waybill digest key".utf8))
        #expect(HMACSHA256(key: bytes(3)).fingerprint == code.prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
    }
}
