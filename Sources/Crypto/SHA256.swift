internal import COpenSSL

/// SHA-256. A value: copy it to fork the state.
package struct SHA256: Sendable {
    /// 32 bytes.
    package static let byteCount = Int(SHA256_DIGEST_LENGTH)
    /// What one round takes in; HMAC pads its key to it.
    static let blockByteCount = Int(SHA256_CBLOCK)

    private var state = SHA256_CTX()

    package init() {
        // Writes the state only; its result is constant.
        unsafe SHA256_Init(&state)
    }

    package mutating func update(_ bytes: ArraySlice<UInt8>) {
        // The pointer is good for `count` bytes for the length of the call, and SHA256_Update keeps none of it.
        unsafe bytes.withUnsafeBytes { unsafe _ = SHA256_Update(&state, $0.baseAddress, $0.count) }
    }

    package mutating func update(_ bytes: [UInt8]) { update(bytes[...]) }

    /// The text's UTF-8.
    package mutating func update(_ text: String) {
        var text = text
        // As for bytes.
        text.withUTF8 { unsafe _ = SHA256_Update(&state, $0.baseAddress, $0.count) }
    }

    /// The digest of everything so far; more may follow.
    package func digest() -> [UInt8] {
        var copy = state
        return unsafe [UInt8](unsafeUninitializedCapacity: Self.byteCount) { buffer, count in
            // SHA256_Final writes exactly 32 bytes, which the buffer has room for.
            unsafe SHA256_Final(buffer.baseAddress, &copy)
            count = Self.byteCount
        }
    }

    /// The first sixteen bytes of the digest as one number, the first byte the highest; nothing is allocated.
    package func digestHead() -> UInt128 {
        var copy = state
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        // SHA256_Final writes exactly 32 bytes, which the four words are.
        unsafe withUnsafeMutableBytes(of: &words) { words in
            unsafe _ = SHA256_Final(words.bindMemory(to: UInt8.self).baseAddress, &copy)
        }
        return UInt128(UInt64(bigEndian: words.0)) << 64 | UInt128(UInt64(bigEndian: words.1))
    }

    package static func digest(_ bytes: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(bytes)
        return hash.digest()
    }

    /// Overwrites what the state holds of its input.
    mutating func wipe() {
        // The state is a plain value that we alone can reach.
        unsafe withUnsafeMutableBytes(of: &state) { unsafe OPENSSL_cleanse($0.baseAddress, $0.count) }
    }
}
