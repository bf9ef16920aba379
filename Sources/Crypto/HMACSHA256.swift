/// HMAC-SHA-256 (RFC 2104) under one key, which it never prints and wipes at its end. Any thread may use it.
///
/// The key's two blocks are hashed once, so that a code over a short message costs two rounds instead of four.
package final class HMACSHA256: Sendable, CustomStringConvertible, CustomReflectable {
    // Written by `init` and `deinit` alone, where nobody else can reach them.
    private nonisolated(unsafe) var inner: SHA256
    private nonisolated(unsafe) var outer: SHA256

    /// Any length; fewer than 32 bytes make a weak key. The caller's copy is the caller's to wipe.
    package init(key: [UInt8]) {
        var block = key.count > SHA256.blockByteCount ? SHA256.digest(key) : key
        block.append(contentsOf: repeatElement(0, count: SHA256.blockByteCount - block.count))
        var inner = SHA256()
        inner.update(block.map { $0 ^ 0x36 })
        var outer = SHA256()
        outer.update(block.map { $0 ^ 0x5c })
        unsafe self.inner = inner
        unsafe self.outer = outer
    }

    deinit {
        unsafe inner.wipe()
        unsafe outer.wipe()
    }

    package func code(for message: [UInt8]) -> [UInt8] { code(for: [message[...]]) }

    /// The code of the parts' concatenation.
    package func code(for parts: [ArraySlice<UInt8>]) -> [UInt8] {
        var hash = unsafe inner
        for part in parts { hash.update(part) }
        var outer = unsafe outer
        outer.update(hash.digest())
        return outer.digest()
    }

    package var description: String { "<HMAC key>" }

    package var customMirror: Mirror { Mirror(self, children: []) }
}
