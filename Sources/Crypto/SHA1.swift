internal import COpenSSL

/// SHA-1, for WeChat's signatures only: it is broken for anything where an attacker chooses both of two inputs. Not for
/// secrets that outlive the call, since the state is not wiped.
package enum SHA1 {
    /// The digest of the parts' concatenation, as 40 lower-case hexadecimal digits.
    package static func hexDigest(of parts: [ArraySlice<UInt8>]) -> String {
        var state = SHA_CTX()
        // Writes the state only, as all three do; their results are constant.
        unsafe SHA1_Init(&state)
        for part in parts {
            // The pointer is good for `count` bytes for the length of the call, and SHA1_Update keeps none of it.
            unsafe part.withUnsafeBytes { unsafe _ = SHA1_Update(&state, $0.baseAddress, $0.count) }
        }
        let byteCount = Int(SHA_DIGEST_LENGTH)
        return Hex.encode(
            unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
                // SHA1_Final writes exactly 20 bytes, which the buffer has room for.
                unsafe SHA1_Final(buffer.baseAddress, &state)
                count = byteCount
            })
    }

    /// As for bytes, of the texts' UTF-8.
    package static func hexDigest(of parts: [String]) -> String { hexDigest(of: parts.map { Array($0.utf8)[...] }) }
}
