/// The bounds of this room.
package enum CryptoLimits {
    /// What one sealed text may hold.
    package static let plaintextByteCountMax = 1 << 20
    package static let keyIDByteCountMax = 16
    /// AES-256.
    package static let keyByteCount = 32
    package static let randomByteCountMax = 1 << 20

    /// The longest text that `Keyring.seal` makes of so many bytes: nonce and tag go with them, Base64 makes four
    /// characters of three bytes, and the key's id stands in front.
    package static func sealedByteCountMax(of byteCount: Int) -> Int {
        keyIDByteCountMax + 1 + (byteCount + AESGCM.nonceByteCount + AESGCM.tagByteCount + 2) / 3 * 4
    }
}
