package import Crypto
package import Waybill

/// What turns a push's secrets into something that may stand in a topic: tokens are sealed, passwords become keyed
/// digests, and a payload that nobody could read is sealed whole, since its secrets cannot be told from the rest.
package struct Secrets: Sendable {
    private let keyring: Keyring
    private let digestKey: HMACSHA256
    private let otherDigestKeys: [HMACSHA256]
    /// Which keys these are.
    package let keys: KnownKeys
    private static let payloadContext = Array("payload".utf8)

    package init(keyring: Keyring, digestKey: HMACSHA256, otherDigestKeys: [HMACSHA256] = []) {
        self.keyring = keyring
        self.digestKey = digestKey
        self.otherDigestKeys = otherDigestKeys
        keys = KnownKeys(
            sealing: keyring.fingerprints,
            digest: [digestKey.fingerprint] + otherDigestKeys.map(\.fingerprint))
    }

    /// The digest that stands for a BizPwd. Bound to carrier and account, so that equal passwords of two accounts
    /// look different.
    package func passwordDigest(carrier: String, bizID: String, password: String) -> Digest {
        Self.digest(digestKey, carrier, bizID, password)
    }

    /// What stands for it under the others, former ones and those to come: of two processes one is started anew first.
    package func otherPasswordDigests(carrier: String, bizID: String, password: String) -> [Digest] {
        otherDigestKeys.map { Self.digest($0, carrier, bizID, password) }
    }

    private static func digest(_ key: HMACSHA256, _ carrier: String, _ bizID: String, _ password: String) -> Digest {
        let separator: [UInt8] = [0]
        let code = key.code(for: [
            Array(carrier.utf8)[...], separator[...], Array(bizID.utf8)[...], separator[...], Array(password.utf8)[...],
        ])
        // An HMAC-SHA-256 has thirty-two bytes, so this digest is always there.
        return Digest(code) ?? .zero
    }

    /// Seals updatePath's token for one order; it cannot be opened for another.
    package func seal(token: String, for key: OrderKey) throws(CryptoError) -> String {
        try keyring.seal(Array(token.utf8), boundTo: key.bytes)
    }

    package func openToken(_ sealed: UTF8Slice, for key: OrderKey) throws(CryptoError) -> [UInt8] {
        try keyring.open(sealed.utf8, boundTo: key.bytes)
    }

    package func seal(payload: [UInt8]) throws(CryptoError) -> String {
        try keyring.seal(payload, boundTo: Self.payloadContext)
    }

    package func openPayload(_ sealed: String) throws(CryptoError) -> [UInt8] {
        try keyring.open(Array(sealed.utf8)[...], boundTo: Self.payloadContext)
    }
}
