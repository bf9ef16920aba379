internal import COpenSSL

/// Whether both are the same bytes, in a time that depends on their lengths alone.
package func constantTimeEquals(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    guard a.count == b.count else { return false }
    return unsafe a.withUnsafeBytes { a in
        unsafe b.withUnsafeBytes { b in
            // Both are good for `count` bytes during the call. A nil of an empty array is not read from.
            unsafe CRYPTO_memcmp(a.baseAddress, b.baseAddress, a.count) == 0
        }
    }
}

/// Unpredictable bytes, at most `CryptoLimits.randomByteCountMax`.
package func randomBytes(_ count: Int) throws(CryptoError) -> [UInt8] {
    guard count >= 0, count <= CryptoLimits.randomByteCountMax else {
        throw .tooLong(byteCount: count, byteCountMax: CryptoLimits.randomByteCountMax)
    }
    var isFilled = false
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
        unsafe buffer.initialize(repeating: 0)
        // The buffer has room for `count` bytes; 1 is the only result that means they were written.
        isFilled = unsafe RAND_bytes(buffer.baseAddress, Int32(count)) == 1
        initializedCount = count
    }
    guard isFilled || count == 0 else { throw .unavailable("RAND_bytes") }
    return bytes
}
