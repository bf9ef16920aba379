import Testing

@testable import Crypto

@Suite struct EncodingTests {
    /// RFC 4648, 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func base64Vector(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
        let unpadded = encoded.filter { $0 != "=" }
        #expect(Base64URL.encode(Array(plain.utf8)) == unpadded)
        #expect(Base64URL.decode(unpadded) == Array(plain.utf8))
    }

    @Test func alphabetsDifferInTwoCharacters() {
        #expect(Base64.encode([0xfb, 0xff, 0xbf]) == "+/+/")
        #expect(Base64URL.encode([0xfb, 0xff, 0xbf]) == "-_-_")
        #expect(Base64URL.decode("+/+/") == nil)
        #expect(Base64.decode("-_-_") == nil)
    }

    @Test(arguments: [
        "Z", "Zg", "Zg=", "Zg===", "=", "====", "Z===", "Zg==Zg==", "Zm9v\n", "Zm9 ", "Zm9*", "Zh==", "Zm9=",
        "Zm\u{e9}=",
        "Zg=g", "\0\0\0\0", " Zm9v",
    ])
    func base64Refusal(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test(arguments: ["Z", "Zg==", "Zh", "Zm9", "Zm9vY", "Zm9.", "Zm9v="])
    func base64URLRefusal(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test(arguments: 0...70)
    func roundTrip(count: Int) throws {
        let bytes = try randomBytes(count)
        #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
        #expect(Hex.decode(Hex.encode(bytes)) == bytes)
        // Slices do not begin at index 0.
        #expect(Base64.decode(Array(Base64.encode(bytes.dropFirst()).utf8)) == Array(bytes.dropFirst()))
        #expect(Hex.decode(Hex.encode(bytes.dropFirst())) == Array(bytes.dropFirst()))
    }

    @Test func everyByteHasItsTwoDigits() {
        #expect(Hex.encode([0x00, 0x09, 0x0a, 0x0f, 0x10, 0x9f, 0xa0, 0xff]) == "00090a0f109fa0ff")
        #expect(Hex.decode("00ABcdEf") == [0x00, 0xab, 0xcd, 0xef])
    }

    @Test(arguments: ["0", "000", "0g", "g0", "0x", "  ", "\u{ff10}\u{ff10}", "@0", "`0", ":0", "/0"])
    func hexRefusal(text: String) {
        #expect(Hex.decode(text) == nil)
    }

    @Test func equalityLooksAtEveryByte() throws {
        let bytes = try randomBytes(40)
        #expect(constantTimeEquals(bytes, bytes))
        #expect(constantTimeEquals([UInt8](), []))
        #expect(!constantTimeEquals(bytes, bytes.dropLast()))
        #expect(!constantTimeEquals(bytes, []))
        for index in bytes.indices {
            var other = bytes
            other[index] ^= 0x80
            #expect(!constantTimeEquals(bytes, other))
        }
    }

    @Test func randomBytesDifferAndAreBounded() throws {
        #expect(try randomBytes(0).isEmpty)
        #expect(try randomBytes(32) != randomBytes(32))
        #expect(throws: CryptoError.self) { try randomBytes(-1) }
        #expect(throws: CryptoError.self) { try randomBytes(CryptoLimits.randomByteCountMax + 1) }
    }
}
