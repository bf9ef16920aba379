internal import COpenSSL

/// SHA-1, for WeChat's signatures only: it is broken for anything where an attacker chooses both of two inputs.
///
/// A value: copy it to fork the state. Not for secrets that outlive the call, since the state is not wiped.
package struct SHA1: Sendable {
    /// 20 bytes.
    package static let byteCount = Int(SHA_DIGEST_LENGTH)

    private var state = SHA_CTX()

    package init() {
        // Writes the state only; its result is constant.
        unsafe SHA1_Init(&state)
    }

    package mutating func update(_ bytes: ArraySlice<UInt8>) {
        // The pointer is good for `count` bytes for the length of the call, and SHA1_Update keeps none of it.
        unsafe bytes.withUnsafeBytes { unsafe _ = SHA1_Update(&state, $0.baseAddress, $0.count) }
    }

    package mutating func update(_ bytes: [UInt8]) { update(bytes[...]) }

    /// The text's UTF-8.
    package mutating func update(_ text: String) {
        var text = text
        // As for bytes.
        text.withUTF8 { unsafe _ = SHA1_Update(&state, $0.baseAddress, $0.count) }
    }

    /// The digest of everything so far; more may follow.
    package func digest() -> [UInt8] {
        var copy = state
        return unsafe [UInt8](unsafeUninitializedCapacity: Self.byteCount) { buffer, count in
            // SHA1_Final writes exactly 20 bytes, which the buffer has room for.
            unsafe SHA1_Final(buffer.baseAddress, &copy)
            count = Self.byteCount
        }
    }

    /// The digest of the parts' concatenation, as 40 lower-case hexadecimal digits.
    package static func hexDigest(of parts: [ArraySlice<UInt8>]) -> String {
        var hash = SHA1()
        for part in parts { hash.update(part) }
        return Hex.encode(hash.digest())
    }

    /// As for slices.
    package static func hexDigest(of parts: [[UInt8]]) -> String {
        var hash = SHA1()
        for part in parts { hash.update(part) }
        return Hex.encode(hash.digest())
    }

    /// As for slices, of the texts' UTF-8.
    package static func hexDigest(of parts: [String]) -> String {
        var hash = SHA1()
        for part in parts { hash.update(part) }
        return Hex.encode(hash.digest())
    }
}
