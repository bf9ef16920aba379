internal import Crypto

/// How WeChat signs a push: SHA-1 over token, timestamp and nonce, sorted and joined.
///
/// Written anew here, as this room's own writer and scanner of events are: what plays WeChat must not be wrong together
/// with the service that it tests.
enum PushSignature {
    /// The signature in lower-case hexadecimal.
    static func sign(token: String, timestamp: String, nonce: String) -> String {
        SHA1.hexDigest(of: [token, timestamp, nonce].sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    }

    /// The URL of one attempt: the carrier's with signature, timestamp and nonce behind its own query.
    static func signed(_ url: String, token: String, timestamp: String, nonce: String) -> String {
        let signature = sign(token: token, timestamp: timestamp, nonce: nonce)
        return "\(url)\(url.contains("?") ? "&" : "?")signature=\(signature)&timestamp=\(timestamp)&nonce=\(nonce)"
    }
}
