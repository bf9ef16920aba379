import Testing

@testable import Crypto

/// FIPS 180-4 examples (NIST's SHA_All.pdf) and one block boundary more.
@Suite struct DigestTests {
    static let abc = "abc"
    static let twoBlocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"

    @Test(arguments: [
        ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        (abc, "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (twoBlocks, "84983e441c3bd26ebaae4aa1f95129e5e54670f1"),
        (String(repeating: "a", count: 1_000_000), "34aa973cd4c4daa4f61eeb2bdbad27316534016f"),
    ])
    func sha1(message: String, digest: String) {
        #expect(SHA1.hexDigest(of: [message]) == digest)
    }

    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (abc, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (twoBlocks, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
        (String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ])
    func sha256(message: String, digest: String) {
        #expect(Hex.encode(SHA256.digest([UInt8](message.utf8))) == digest)
    }

    @Test(
        "parts are digested as their concatenation, wherever they are cut", arguments: [0, 1, 55, 56, 63, 64, 65, 200])
    func parts(cut: Int) {
        let message = [UInt8]((0..<200).map { UInt8($0) })
        let parts = [message[..<cut], message[cut...]]
        var hash = SHA256()
        for part in parts { hash.update(part) }
        #expect(hash.digest() == SHA256.digest(message))
        #expect(SHA1.hexDigest(of: parts) == SHA1.hexDigest(of: [message[...]]))
    }

    @Test func aDigestDoesNotEndTheState() {
        var hash = SHA256()
        hash.update("a")
        _ = hash.digest()
        let fork = hash
        hash.update("bc")
        #expect(hash.digest() == SHA256.digest(Array("abc".utf8)))
        #expect(fork.digest() == SHA256.digest(Array("a".utf8)))
    }

    /// reference/wechat.md, 1.2 and 1.3: token, timestamp and nonce, sorted.
    @Test(arguments: [
        (["AAAAA", "1714036504", "1514711492"], "f464b24fc39322e44b38aa78f5edd27bd1441696"),
        (["AAAAA", "1714037059", "486452656"], "899cf89e464efb63f54ddac96b0a0a235f53aa78"),
    ])
    func weChatSignature(parts: [String], signature: String) {
        let sorted = parts.sorted()
        #expect(SHA1.hexDigest(of: sorted) == signature)
        #expect(SHA1.hexDigest(of: sorted.map { Array($0.utf8)[...] }) == signature)
    }

    @Test func multiByteTextIsDigestedAsUTF8() {
        let text = "\u{5feb}\u{9012}"
        #expect(SHA1.hexDigest(of: [text]) == SHA1.hexDigest(of: [Array(text.utf8)[...]]))
    }
}
