import Testing

@testable import Crypto

@Suite struct KeyringTests {
    let keyOne: SealingKey
    let keyTwo: SealingKey
    let context = Array("waybill.tokens.v1/SF/1".utf8)

    init() throws {
        keyOne = try SealingKey(id: "k1", bytes: [UInt8](repeating: 1, count: 32))
        keyTwo = try SealingKey(id: "k2", bytes: [UInt8](repeating: 2, count: 32))
    }

    /// McGrew and Viega, "The Galois/Counter Mode of Operation", test cases 13 to 16; NIST's GCM validation set
    /// holds the same.
    @Test(arguments: [13, 14, 15, 16])
    func publishedVector(number: Int) throws {
        let zero = [UInt8](repeating: 0, count: 12)
        let longKey = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"
        let longText =
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"
            + "b16aedf5aa0de657ba637b391aafd255"
        let longCipher =
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838"
            + "c5f61e6393ba7a0abcc9f662898015ad"
        let (key, nonce, plain, bound, expected) =
            switch number {
            case 13: (String(repeating: "0", count: 64), zero, "", "", "530f8afbc74536b9a963b4f1c4cb738b")
            case 14:
                (
                    String(repeating: "0", count: 64), zero, String(repeating: "0", count: 32), "",
                    "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"
                )
            case 15:
                (
                    longKey, try #require(Hex.decode("cafebabefacedbaddecaf888")), longText, "",
                    longCipher + "b094dac5d93471bdec1a502270e3cc6c"
                )
            default:
                (
                    longKey, try #require(Hex.decode("cafebabefacedbaddecaf888")), String(longText.dropLast(8)),
                    "feedfacedeadbeeffeedfacedeadbeefabaddad2",
                    longCipher.dropLast(8) + "76fc6ece0f4e1768cddf8853bb2d551b"
                )
            }
        let sealingKey = try SealingKey(id: "v", bytes: #require(Hex.decode(key)))
        let context = try #require(Hex.decode(bound))
        let plaintext = try #require(Hex.decode(plain))
        let sealed = try sealingKey.seal(plaintext, nonce: nonce, boundTo: context)
        #expect(Hex.encode(sealed) == Hex.encode(nonce) + expected)
        #expect(try sealingKey.open(sealed[...], boundTo: context) == plaintext)
    }

    @Test(arguments: [0, 1, 15, 16, 17, 20, 900, 65_536])
    func whatIsSealedOpens(byteCount: Int) throws {
        let keyring = try Keyring(current: keyOne)
        let plaintext = try randomBytes(byteCount)
        let sealed = try keyring.seal(plaintext, boundTo: context)
        #expect(sealed.hasPrefix("k1."))
        #expect(sealed.utf8.count == 3 + ((12 + byteCount + 16) * 4 + 2) / 3)
        #expect(try keyring.open(sealed, boundTo: context) == plaintext)
    }

    @Test func sealingTwiceGivesTwoTexts() throws {
        let keyring = try Keyring(current: keyOne)
        #expect(try keyring.seal([1], boundTo: context) != keyring.seal([1], boundTo: context))
    }

    @Test func anEmptyContextIsAContext() throws {
        let keyring = try Keyring(current: keyOne)
        let sealed = try keyring.seal([1], boundTo: [])
        #expect(try keyring.open(sealed, boundTo: []) == [1])
        #expect(throws: CryptoError.damaged) { try keyring.open(sealed, boundTo: [0]) }
    }

    @Test func anotherContextIsRefused() throws {
        let keyring = try Keyring(current: keyOne)
        let sealed = try keyring.seal([1, 2, 3], boundTo: context)
        #expect(throws: CryptoError.damaged) { try keyring.open(sealed, boundTo: []) }
        #expect(throws: CryptoError.damaged) { try keyring.open(sealed, boundTo: context + [0]) }
        #expect(try keyring.open(sealed, boundTo: context) == [1, 2, 3])
    }

    @Test("no byte can be changed to any other of the alphabet, dropped or added")
    func tampering() throws {
        let keyring = try Keyring(current: keyOne)
        let sealed = Array(try keyring.seal(Array("a WeChat token of 20".utf8), boundTo: context).utf8)
        for index in sealed.indices.dropFirst(3) {
            for other in UInt8.min...UInt8.max where other != sealed[index] {
                var changed = sealed
                changed[index] = other
                #expect(throws: CryptoError.damaged) { try keyring.open(changed[...], boundTo: context) }
            }
            #expect(throws: CryptoError.damaged) { try keyring.open(sealed[..<index], boundTo: context) }
        }
        for end in UInt8.min...UInt8.max {
            #expect(throws: CryptoError.damaged) { try keyring.open((sealed + [end])[...], boundTo: context) }
        }
    }

    @Test func anAlteredKeyIDNeverOpens() throws {
        let keyring = try Keyring(current: keyOne, previous: [keyTwo])
        let sealed = try keyring.seal([7], boundTo: context)
        let rest = sealed.dropFirst(2)
        #expect(throws: CryptoError.damaged) { try keyring.open("k2" + rest, boundTo: context) }
        #expect(throws: CryptoError.unknownKey(id: "k3")) { try keyring.open("k3" + rest, boundTo: context) }
    }

    @Test(arguments: ["", ".", "k1", "k1.", ".AAAA", "k 1.AAAA", "a234567890123456_.AAAA", "k1.AAAA", "\u{e9}.AAAA"])
    func whatWasNeverSealedIsDamaged(text: String) throws {
        let keyring = try Keyring(current: keyOne)
        #expect(throws: CryptoError.damaged) { try keyring.open(text, boundTo: context) }
    }

    @Test func rotation() throws {
        let old = try Keyring(current: keyOne)
        let sealed = try old.seal([5], boundTo: context)
        let rotated = try Keyring(current: keyTwo, previous: [keyOne])
        #expect(try rotated.open(sealed, boundTo: context) == [5])
        let resealed = try rotated.seal([5], boundTo: context)
        #expect(resealed.hasPrefix("k2."))
        let new = try Keyring(current: keyTwo)
        #expect(try new.open(resealed, boundTo: context) == [5])
        #expect(throws: CryptoError.unknownKey(id: "k1")) { try new.open(sealed, boundTo: context) }
    }

    @Test(arguments: ["", "a23456789012345678", "k 1", "k.1", "k\u{e9}", "k/1"])
    func badKeyID(id: String) {
        #expect(throws: CryptoError.self) { try SealingKey(id: id, bytes: [UInt8](repeating: 0, count: 32)) }
    }

    @Test(arguments: [0, 16, 31, 33])
    func badKeyLength(count: Int) {
        #expect(throws: CryptoError.invalidKey("key k has \(count) bytes; AES-256 takes 32")) {
            try SealingKey(id: "k", bytes: [UInt8](repeating: 0, count: count))
        }
    }

    @Test func idsMustDiffer() throws {
        let twin = try SealingKey(id: "k1", bytes: [UInt8](repeating: 9, count: 32))
        #expect(throws: CryptoError.self) { try Keyring(current: keyOne, previous: [twin]) }
    }

    @Test func tooMuchIsRefused() throws {
        let keyring = try Keyring(current: keyOne)
        let big = [UInt8](repeating: 0, count: CryptoLimits.plaintextByteCountMax + 1)
        #expect(throws: CryptoError.self) { try keyring.seal(big, boundTo: []) }
        #expect(throws: CryptoError.self) { try keyring.seal([], boundTo: big) }
    }

    @Test func theLargestOpensAgain() throws {
        let keyring = try Keyring(current: keyOne)
        let largest = [UInt8](repeating: 3, count: CryptoLimits.plaintextByteCountMax)
        #expect(try keyring.open(keyring.seal(largest, boundTo: []), boundTo: []) == largest)
    }

    @Test func keysPrintTheirNameAlone() throws {
        let keyring = try Keyring(current: keyTwo, previous: [keyOne])
        var dumped = ""
        dump(keyOne, to: &dumped)
        #expect("\(keyOne)" == "<key k1>")
        #expect("\(keyring)" == "<keys k2, k1>")
        #expect(!dumped.contains("sealing") && !dumped.contains("AESGCM"))
    }

    @Test func manyThreadsShareAKey() async throws {
        let keyring = try Keyring(current: keyOne)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<8 {
                group.addTask {
                    for round in 0..<200 {
                        let plaintext = [UInt8(number), UInt8(round)]
                        let sealed = try keyring.seal(plaintext, boundTo: plaintext)
                        #expect(try keyring.open(sealed, boundTo: plaintext) == plaintext)
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
