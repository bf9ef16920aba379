internal import COpenSSL

/// One direction of AES-256-GCM under one key, whose schedule is made once. Owned by one thread at a time.
@safe
struct AESGCM: ~Copyable {
    static let nonceByteCount = 12
    static let tagByteCount = 16

    enum Direction: Int32 {
        case open = 0
        case seal = 1
    }

    /// EVP_CIPHER_fetch takes microseconds and its result is never freed: one for the life of the process.
    private nonisolated(unsafe) static let cipher = unsafe EVP_CIPHER_fetch(nil, "AES-256-GCM", nil)

    // Ours alone from EVP_CIPHER_CTX_new to the deinit.
    private let context: OpaquePointer

    /// `key` is `CryptoLimits.keyByteCount` long.
    init(key: [UInt8], direction: Direction) throws(CryptoError) {
        guard key.count == CryptoLimits.keyByteCount else { throw .invalidKey("an AES-256 key has 32 bytes") }
        guard let context = unsafe EVP_CIPHER_CTX_new() else { throw .unavailable("EVP_CIPHER_CTX_new") }
        // libcrypto reads 32 bytes of key during the call, and keeps a schedule of its own.
        guard unsafe EVP_CipherInit_ex(context, Self.cipher, nil, key, nil, direction.rawValue) == 1 else {
            unsafe EVP_CIPHER_CTX_free(context)
            throw .unavailable("EVP_CipherInit_ex")
        }
        unsafe self.context = context
    }

    deinit {
        // Also wipes the schedule.
        unsafe EVP_CIPHER_CTX_free(context)
    }

    /// The nonce, the ciphertext and the tag.
    mutating func seal(_ plaintext: [UInt8], nonce: [UInt8], context bound: [UInt8]) throws(CryptoError) -> [UInt8] {
        try start(nonce: nonce[...], bound: bound)
        let byteCount = plaintext.count
        var isSealed = false
        let tail = unsafe [UInt8](
            unsafeUninitializedCapacity: byteCount + Self.tagByteCount
        ) { buffer, count in
            // The tag's bytes come behind the ciphertext's.
            unsafe isSealed =
                run(plaintext[...], into: buffer)
                && control(EVP_CTRL_AEAD_GET_TAG, buffer.baseAddress.map { unsafe $0 + byteCount })
            count = isSealed ? byteCount + Self.tagByteCount : 0
        }
        guard isSealed else { throw .unavailable("AES-256-GCM") }
        return nonce + tail
    }

    /// The plaintext of what `seal` gave, or `damaged`.
    mutating func open(_ sealed: ArraySlice<UInt8>, context bound: [UInt8]) throws(CryptoError) -> [UInt8] {
        guard sealed.count >= Self.nonceByteCount + Self.tagByteCount else { throw .damaged }
        try start(nonce: sealed.prefix(Self.nonceByteCount), bound: bound)
        let ciphertext = sealed.dropFirst(Self.nonceByteCount).dropLast(Self.tagByteCount)
        var tag = [UInt8](sealed.suffix(Self.tagByteCount))
        var isAuthentic = false
        let plaintext = unsafe [UInt8](unsafeUninitializedCapacity: ciphertext.count + 1) { buffer, count in
            unsafe isAuthentic = control(EVP_CTRL_AEAD_SET_TAG, &tag) && run(ciphertext, into: buffer)
            count = isAuthentic ? ciphertext.count : 0
        }
        guard isAuthentic else { throw .damaged }
        return plaintext
    }

    private mutating func start(nonce: ArraySlice<UInt8>, bound: [UInt8]) throws(CryptoError) {
        guard nonce.count == Self.nonceByteCount else { throw .unavailable("AES-256-GCM: the nonce") }
        var written: Int32 = 0
        // Reads 12 bytes of nonce, GCM's default; -1 keeps the direction, and nil the cipher and the key.
        let isStarted = unsafe nonce.withUnsafeBufferPointer {
            unsafe EVP_CipherInit_ex(context, nil, nil, nil, $0.baseAddress, -1) == 1
        }
        guard isStarted else { throw .unavailable("EVP_CipherInit_ex") }
        // A nil output makes the input associated text; only reads `bound`. Its length is bounded by the keyring.
        guard unsafe bound.isEmpty || EVP_CipherUpdate(context, nil, &written, bound, Int32(bound.count)) == 1 else {
            throw .unavailable("EVP_CipherUpdate")
        }
    }

    /// `buffer` has room for as many bytes as the input and one more, so that it is never nil.
    private func run(_ input: ArraySlice<UInt8>, into buffer: UnsafeMutableBufferPointer<UInt8>) -> Bool {
        var written: Int32 = 0
        let byteCount = Int32(input.count)
        // GCM writes as many bytes as it reads, and EVP_CipherFinal_ex none.
        return unsafe input.withUnsafeBufferPointer { input in
            guard let start = buffer.baseAddress,
                unsafe byteCount == 0
                    || EVP_CipherUpdate(context, start, &written, input.baseAddress, byteCount) == 1
            else { return false }
            return unsafe EVP_CipherFinal_ex(context, start + Int(byteCount), &written) == 1
        }
    }

    /// Gets or sets the tag: copies its 16 bytes, which there is room for.
    private func control(_ command: Int32, _ tag: UnsafeMutablePointer<UInt8>?) -> Bool {
        unsafe EVP_CIPHER_CTX_ctrl(context, command, Int32(Self.tagByteCount), tag) == 1
    }
}
