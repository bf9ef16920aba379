import Testing

@testable import Crypto

struct HMACCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let key: [UInt8]
    let message: [UInt8]
    let code: String
}

@Suite struct HMACTests {
    /// RFC 4231, 4.2 to 4.8; case 5 is truncated there to 128 bits.
    static let cases = [
        HMACCase(
            testDescription: "case 1", key: [UInt8](repeating: 0x0b, count: 20), message: Array("Hi There".utf8),
            code: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        HMACCase(
            testDescription: "case 2", key: Array("Jefe".utf8), message: Array("what do ya want for nothing?".utf8),
            code: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        HMACCase(
            testDescription: "case 3", key: [UInt8](repeating: 0xaa, count: 20),
            message: [UInt8](repeating: 0xdd, count: 50),
            code: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        HMACCase(
            testDescription: "case 4", key: [UInt8](1...25), message: [UInt8](repeating: 0xcd, count: 50),
            code: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
        HMACCase(
            testDescription: "case 5", key: [UInt8](repeating: 0x0c, count: 20),
            message: Array("Test With Truncation".utf8), code: "a3b6167473100ee06e0c796c2955552b"),
        HMACCase(
            testDescription: "case 6", key: [UInt8](repeating: 0xaa, count: 131),
            message: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            code: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
        HMACCase(
            testDescription: "case 7", key: [UInt8](repeating: 0xaa, count: 131),
            message: Array(
                ("This is a test using a larger than block-size key and a larger than block-size data. "
                    + "The key needs to be hashed before being used by the HMAC algorithm.").utf8),
            code: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
    ]

    @Test(arguments: cases)
    func vector(_ vector: HMACCase) {
        let hmac = HMACSHA256(key: vector.key)
        #expect(Hex.encode(hmac.code(for: vector.message)).hasPrefix(vector.code))
        let middle = vector.message.count / 2
        let parts = [vector.message[..<middle], vector.message[middle...]]
        #expect(hmac.code(for: parts) == hmac.code(for: vector.message))
    }

    @Test func aCodeIsThatOfItsMessageAndKeyAlone() {
        let hmac = HMACSHA256(key: [1, 2, 3])
        let code = hmac.code(for: [9, 9])
        #expect(hmac.code(for: [9, 9]) == code)
        #expect(hmac.code(for: [9, 8]) != code)
        #expect(HMACSHA256(key: [1, 2, 4]).code(for: [9, 9]) != code)
    }

    @Test func theKeyNeverPrints() {
        let hmac = HMACSHA256(key: Array("a secret".utf8))
        var dumped = ""
        dump(hmac, to: &dumped)
        #expect("\(hmac)" == "<HMAC key>")
        #expect(!dumped.contains("state"))
    }
}
