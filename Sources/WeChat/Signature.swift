internal import Crypto

/// The signature of a push and of the handshake: lowercase hex SHA-1 of token, timestamp and nonce, sorted and joined
/// (wechat.md sections 1.2 and 1.3).
package enum Signature {
    package static func isValid(_ signature: String, token: String, timestamp: String, nonce: String) -> Bool {
        constantTimeEquals(Array(signature.utf8), Array(make(token: token, timestamp: timestamp, nonce: nonce).utf8))
    }

    package static func make(token: String, timestamp: String, nonce: String) -> String {
        // Sorted as bytes, as WeChat does, not by Unicode's collation.
        let parts = [Array(token.utf8), Array(timestamp.utf8), Array(nonce.utf8)]
            .sorted { $0.lexicographicallyPrecedes($1) }
        return SHA1.hexDigest(of: parts.map { $0[...] })
    }
}
