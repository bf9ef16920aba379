package import Crypto
internal import Files
internal import YAML

/// The keys of a deployment: those that seal tokens, the current one and earlier ones, and the one that passwords are
/// digested with, again with the others: earlier ones, and those that come next.
package struct Keys: Sendable {
    package let keyring: Keyring
    package let digestKey: HMACSHA256
    package let otherDigestKeys: [HMACSHA256]
}

/// Reads `current: <id>`, `keys: {<id>: <base64>}`, `digest_key: <base64>` and, where there are any,
/// `other_digest_keys: [<base64>]`. No error shows any of a key.
package func loadKeys(file: String) throws(ConfigurationFailure) -> Keys {
    do throws(ConfigurationError) {
        return try keys(readYAML(path: file))
    } catch {
        throw ConfigurationFailure(errors: [error], omittedCount: 0)
    }
}

private func keys(_ root: YAMLNode) throws(ConfigurationError) -> Keys {
    try root.checkKeys(known: ["current", "keys", "digest_key", "other_digest_keys"])
    let currentID = try root.required("current").string()
    var current: SealingKey?
    var previous: [SealingKey] = []
    for entry in try root.required("keys").entries() {
        let bytes = try keyBytes(entry.value)
        let key: SealingKey
        do throws(CryptoError) {
            key = try SealingKey(id: entry.key, bytes: bytes)
        } catch {
            throw entry.value.error("\(error)")
        }
        if entry.key == currentID { current = key } else { previous.append(key) }
    }
    guard let current else { throw try root.required("current").error("current names no key of keys") }
    let digestKey = HMACSHA256(key: try keyBytes(root.required("digest_key")))
    var otherDigestKeys: [HMACSHA256] = []
    if let list = try root.optional("other_digest_keys") {
        for item in try list.items() { otherDigestKeys.append(HMACSHA256(key: try keyBytes(item))) }
        guard otherDigestKeys.count <= ConfigurationLimits.otherDigestKeyCountMax else {
            throw list.error("must have at most \(ConfigurationLimits.otherDigestKeyCountMax) entries")
        }
    }
    do throws(CryptoError) {
        return Keys(
            keyring: try Keyring(current: current, previous: previous), digestKey: digestKey,
            otherDigestKeys: otherDigestKeys)
    } catch {
        throw root.error("\(error)")
    }
}

private func keyBytes(_ node: YAMLNode) throws(ConfigurationError) -> [UInt8] {
    guard let bytes = Base64.decode(try node.string()), bytes.count == CryptoLimits.keyByteCount else {
        throw node.error("a key is \(CryptoLimits.keyByteCount) bytes in base64")
    }
    return bytes
}
