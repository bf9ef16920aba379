internal import Synchronization

/// An AES-256 key with a name. Any thread may use it; it never prints itself, and its schedules are wiped at its end.
package final class SealingKey: Sendable, CustomStringConvertible, CustomReflectable {
    /// `A-Z`, `a-z`, `0-9`, `_` and `-`, at most `CryptoLimits.keyIDByteCountMax`.
    package let id: String
    /// Tells this key from all others, also from one of the same name; the key cannot be found by it.
    package let fingerprint: UInt64

    private let sealing: Mutex<AESGCM>
    private let opening: Mutex<AESGCM>

    /// `bytes` are 32 of high entropy. The caller's copy is the caller's to wipe.
    package init(id: String, bytes: [UInt8]) throws(CryptoError) {
        guard Self.isID([UInt8](id.utf8)[...]) else {
            throw .invalidKey("a key's id has 1 to 16 letters, digits, '_' or '-'")
        }
        guard bytes.count == CryptoLimits.keyByteCount else {
            throw .invalidKey("key \(id) has \(bytes.count) bytes; AES-256 takes \(CryptoLimits.keyByteCount)")
        }
        self.id = id
        fingerprint = HMACSHA256(key: bytes).fingerprint(label: "waybill sealing key")
        sealing = Mutex(try AESGCM(key: bytes, direction: .seal))
        opening = Mutex(try AESGCM(key: bytes, direction: .open))
    }

    static func isID(_ characters: ArraySlice<UInt8>) -> Bool {
        guard !characters.isEmpty, characters.count <= CryptoLimits.keyIDByteCountMax else { return false }
        return characters.allSatisfy { character in
            switch character {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x5f: true
            default: false
            }
        }
    }

    /// A nonce must never come twice under one key; the tests alone choose it.
    func seal(_ plaintext: [UInt8], nonce: [UInt8], boundTo context: [UInt8]) throws(CryptoError) -> [UInt8] {
        try sealing.withLock { cipher throws(CryptoError) in
            try cipher.seal(plaintext, nonce: nonce, context: context)
        }
    }

    func open(_ sealed: ArraySlice<UInt8>, boundTo context: [UInt8]) throws(CryptoError) -> [UInt8] {
        try opening.withLock { cipher throws(CryptoError) in
            try cipher.open(sealed, context: context)
        }
    }

    package var description: String { "<key \(id)>" }

    package var customMirror: Mirror { Mirror(self, children: []) }
}
