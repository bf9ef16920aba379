/// Seals secrets so that they can travel and rest in the log, and opens them again. Any thread may use it.
///
/// A sealed text is `<key id>.<base64url of nonce, ciphertext and tag>`: plain ASCII without quotes. Nonces are 96
/// random bits, so a key is good for 2^32 seals (NIST SP 800-38D, 8.3); rotate it before.
package struct Keyring: Sendable, CustomStringConvertible {
    private static let separator = UInt8(ascii: ".")

    private let current: SealingKey
    private let keys: [SealingKey]
    private let nonces = NonceSource()

    /// New texts are sealed with `current`; those sealed with one of `previous` can still be opened.
    package init(current: SealingKey, previous: [SealingKey] = []) throws(CryptoError) {
        self.current = current
        keys = [current] + previous
        guard Set(keys.map(\.id)).count == keys.count else {
            throw .invalidKey("two keys of the keyring have the same id; give each its own")
        }
    }

    /// The names and fingerprints of all keys, the current one first.
    package var fingerprints: [(id: String, fingerprint: UInt64)] { keys.map { ($0.id, $0.fingerprint) } }

    /// Bound to `context`: opens only with the same bytes, so that a text cannot be moved to where it does not belong.
    package func seal(_ plaintext: [UInt8], boundTo context: [UInt8]) throws(CryptoError) -> String {
        for count in [plaintext.count, context.count] where count > CryptoLimits.plaintextByteCountMax {
            throw .tooLong(byteCount: count, byteCountMax: CryptoLimits.plaintextByteCountMax)
        }
        let nonce = try nonces.next()
        let sealed = try current.seal(plaintext, nonce: nonce, boundTo: context)
        return current.id + "." + Base64URL.encode(sealed)
    }

    /// What was sealed. Throws `unknownKey` for a key that is not here, and `damaged` for anything else that `seal`
    /// did not give for this context.
    package func open(_ sealed: ArraySlice<UInt8>, boundTo context: [UInt8]) throws(CryptoError) -> [UInt8] {
        // Base64 makes four characters of three bytes.
        guard sealed.count <= CryptoLimits.plaintextByteCountMax / 3 * 4 + 128,
            context.count <= CryptoLimits.plaintextByteCountMax,
            let separator = sealed.prefix(CryptoLimits.keyIDByteCountMax + 1).firstIndex(of: Self.separator),
            SealingKey.isID(sealed[..<separator]),
            let bytes = Base64URL.decode(sealed[(separator + 1)...])
        else { throw .damaged }
        let id = String(decoding: sealed[..<separator], as: UTF8.self)
        guard let key = keys.first(where: { $0.id == id }) else { throw .unknownKey(id: id) }
        return try key.open(bytes[...], boundTo: context)
    }

    /// As for bytes.
    package func open(_ sealed: String, boundTo context: [UInt8]) throws(CryptoError) -> [UInt8] {
        try open([UInt8](sealed.utf8)[...], boundTo: context)
    }

    /// The ids alone, the current one first.
    package var description: String { "<keys \(keys.map(\.id).joined(separator: ", "))>" }
}
