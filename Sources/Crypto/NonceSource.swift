internal import Synchronization

/// Nonces of random bytes that are drawn from OpenSSL many at a time: a call for twelve bytes costs as much as the
/// sealing itself. Each byte is handed out once. Any thread may use it.
final class NonceSource: Sendable {
    private static let nonceCount = 256

    private let pool = Mutex<ArraySlice<UInt8>>([])

    func next() throws(CryptoError) -> [UInt8] {
        let drawn = pool.withLock { pool in
            defer { pool = pool.dropFirst(AESGCM.nonceByteCount) }
            return Array(pool.prefix(AESGCM.nonceByteCount))
        }
        guard drawn.isEmpty else { return drawn }
        let fresh = try randomBytes(Self.nonceCount * AESGCM.nonceByteCount)
        pool.withLock { $0 = fresh.dropFirst(AESGCM.nonceByteCount) }
        return Array(fresh.prefix(AESGCM.nonceByteCount))
    }
}
