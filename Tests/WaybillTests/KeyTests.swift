import Testing

@testable import Waybill

@Suite("OrderKey and Digest")
struct KeyTests {
    private static let nasty = [
        "", "/", "//", "%", "%2F", "%2f", "#", "#status", "%23status", "a", "a/", "/a", "a/b", "\u{0}", "%00", "\n",
        "\u{7f}", "%7F", "\u{1f}", " ", "\u{5e7f}", "e\u{301}", "\u{e9}", "a%", "b",
    ]

    @Test("different orders never share a key")
    func injective() {
        var keys: [[UInt8]: [String]] = [:]
        for carrier in Self.nasty {
            for bizID in Self.nasty {
                for orderID in Self.nasty {
                    let bytes = OrderKey(carrier: carrier, bizID: bizID, orderID: orderID).bytes
                    // Of the parts' bytes: a composed and a decomposed accent are two.
                    let parts = [carrier, bizID, orderID].map { "\(Array($0.utf8))" }
                    if let other = keys.updateValue(parts, forKey: bytes), other != parts {
                        Issue.record("\(other) and \(parts) have one key")
                    }
                }
            }
        }
        #expect(keys.count == Self.nasty.count * Self.nasty.count * Self.nasty.count)
    }

    @Test(
        "a key has two slashes, no # and no control bytes, and nothing else of it changes",
        arguments: [
            (OrderKey(carrier: "ZTO", bizID: "xyz", orderID: "0123"), "ZTO/xyz/0123"),
            (OrderKey(carrier: "", bizID: "", orderID: ""), "//"),
            (OrderKey(carrier: "Z/O", bizID: "x#1", orderID: "50%"), "Z%2FO/x%231/50%25"),
            (OrderKey(carrier: "a", bizID: "\u{0}\n\u{1f}\u{7f}", orderID: " ~"), "a/%00%0A%1F%7F/ ~"),
            (OrderKey(carrier: "a", bizID: "\u{5e7f}", orderID: "\u{80}"), "a/\u{5e7f}/\u{80}"),
        ])
    func form(_ key: OrderKey, _ text: String) {
        #expect(key.bytes == Array(text.utf8))
    }

    @Test("a digest is the first sixteen bytes")
    func digest() throws {
        let bytes = (0..<32).map { 0xf0 + UInt8($0 % 16) }
        let digest = try #require(Digest(bytes))
        #expect(digest.bytes == Array(bytes[..<16]))
        #expect(digest.high == 0xf0f1_f2f3_f4f5_f6f7)
        #expect(digest.low == 0xf8f9_fafb_fcfd_feff)
        #expect(Digest(bytes[..<16]) == digest)
        #expect(Digest(bytes[16...]) == digest)
        #expect(Digest(bytes[..<15]) == nil)
        #expect(Digest([UInt8]()) == nil)
        #expect(Digest.zero.bytes == [UInt8](repeating: 0, count: 16))
    }

    @Test("two digests are equal only if every bit is", arguments: 0..<128)
    func equality(_ bit: Int) {
        var bytes = [UInt8](repeating: 0x5a, count: 16)
        let digest = Digest(bytes)
        #expect(digest == Digest(bytes))
        bytes[bit / 8] ^= 1 << (bit % 8)
        #expect(digest != Digest(bytes))
    }
}
