/// Why something could not be sealed, opened or made. Holds no key, no plaintext and no sealed text.
package enum CryptoError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Sealed with a key that the keyring does not hold; the id is well formed.
    case unknownKey(id: String)
    /// Not a sealed text, altered, or bound to something else.
    case damaged
    /// A key or a set of keys that cannot be used; says why.
    case invalidKey(String)
    /// More than `CryptoLimits` allows.
    case tooLong(byteCount: Int, byteCountMax: Int)
    /// libcrypto refused what it never refuses while it is healthy: no entropy, or no memory.
    case unavailable(String)

    package var description: String {
        switch self {
        case .unknownKey(let id):
            "sealed with key \(id), which is not in the keyring; add it to the previous keys"
        case .damaged:
            "the sealed text is damaged, or it was sealed for another purpose"
        case .invalidKey(let reason):
            reason
        case .tooLong(let byteCount, let byteCountMax):
            "\(byteCount) bytes are too many; at most \(byteCountMax) are allowed"
        case .unavailable(let operation):
            "libcrypto failed in \(operation); restart the process, and check the machine's memory and entropy"
        }
    }
}
