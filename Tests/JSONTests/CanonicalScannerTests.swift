import JSON
import Testing

@Suite("Reading JSON that stands as it was written")
struct CanonicalScannerTests {
    private typealias Deviation = CanonicalScanner.Deviation

    /// What comes of a scan from the start of a text, and whether the scanner took all of it.
    private func scan<Value>(
        _ bytes: [UInt8], _ body: (inout CanonicalScanner) throws(Deviation) -> Value
    ) throws -> (value: Value, isAtEnd: Bool) {
        var scanner = try CanonicalScanner(bytes)
        let value = try body(&scanner)
        return (value, scanner.isAtEnd)
    }

    private func string(_ text: String) throws -> (value: String, isAtEnd: Bool) {
        let bytes = Array(text.utf8)
        let read = try scan(bytes) { scanner throws(Deviation) in try scanner.string("") }
        return (String(decoding: bytes[read.value], as: UTF8.self), read.isAtEnd)
    }

    @Test func aDocumentIsReadInTheOrderOfItsKeys() throws {
        let document = Array(#"{"a":"x","b":-15,"c":1.25,"d":"0123456789abcdef0123456789abcdef"}"#.utf8)
        let read = try scan(document) { scanner throws(Deviation) in
            let text = String(decoding: document[try scanner.string(#"{"a":"#)], as: UTF8.self)
            let integer = try scanner.integer(#","b":"#)
            let isOther = scanner.take(#","d":"#)
            try scanner.expect(#","c":"#)
            let millionths = try scanner.millionths()
            let digest = try scanner.hexadecimal(#","d":"#)
            try scanner.expect("}")
            return "\(text) \(integer) \(isOther) \(millionths) \(String(digest, radix: 16))"
        }
        #expect(read.value == "x -15 false 1250000 123456789abcdef0123456789abcdef")
        #expect(read.isAtEnd)
    }

    @Test(arguments: 0...24)
    func aStringEndsAtItsQuoteWhereverThatIs(count: Int) throws {
        for text in [String(repeating: "x", count: count), String(repeating: "\u{5e7f}", count: count)] {
            #expect(try string("\"" + text + "\"").value == text)
            #expect(try string("\"" + text + "\"\"").value == text)
        }
    }

    @Test(arguments: ["\\", "\\\"", "\u{0}", "\u{1}", "\n", "\u{1f}"], 0...17)
    func aStringWithWhatHasToBeEscapedDeviates(part: String, place: Int) {
        #expect(throws: Deviation.self) {
            try string("\"" + String(repeating: "x", count: place) + part + "xxxxxxxx\"")
        }
    }

    @Test(arguments: [" ", "\u{7f}", "\u{80}", "\u{ff}", "/", "\u{2028}", "!", "#", "[", "]"], 0...9)
    func aStringWithAnythingElseDoesNot(part: String, place: Int) throws {
        let text = String(repeating: "x", count: place) + part + "xxxxxxxx"
        #expect(try string("\"" + text + "\"").value == text)
    }

    @Test(arguments: [[0x22], [0x22, 0x61], [0x22, 0xff, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22], [0x61, 0x22], []])
    func aStringThatIsNoneDeviates(bytes: [UInt8]) {
        #expect(throws: Deviation.self) {
            try scan(bytes) { scanner throws(Deviation) in try scanner.string("") }
        }
    }

    @Test(arguments: ["0", "0123456789ABCDEF0123456789abcdef", "0123456789abcdef0123456789abcdeg", ""])
    func otherHexadecimalDigitsDeviate(digits: String) {
        for text in [digits, "\"" + digits + "\"", "\"" + digits + "0\""] {
            #expect(throws: Deviation.self) {
                try scan(Array(text.utf8)) { scanner throws(Deviation) in try scanner.hexadecimal("") }
            }
        }
    }

    @Test(arguments: [
        ("0", 0), ("1", 1_000_000), ("-1", -1_000_000), ("0.5", 500_000), ("-0.000001", -1), ("12.34", 12_340_000),
        ("999999999.999999", 999_999_999_999_999), ("999999999999", 999_999_999_999_000_000),
    ])
    func aNumberIsReadExactly(text: String, expected: Int64) throws {
        let read = try scan(Array(text.utf8)) { scanner throws(Deviation) in try scanner.millionths() }
        #expect(read.value == expected)
        #expect(read.isAtEnd)
    }

    /// Refused, or left before its end, so that what is expected next does not come.
    @Test(arguments: [
        "", "-", "-0", "-0.0", "0.0", "1.0", "1.50", "1.", ".5", "01", "00", "+1", "1e3", "1E3", "1.5e1", "0.0000001",
        "1234567890.5", "1234567890123", "\"1\"", "null",
    ])
    func anyOtherNumberDeviates(text: String) {
        let bytes = Array(text.utf8)
        let millionths = try? scan(bytes) { scanner throws(Deviation) in try scanner.millionths() }
        #expect(millionths?.isAtEnd != true)
        let integer = try? scan(bytes) { scanner throws(Deviation) in try scanner.integer("") }
        #expect(integer?.isAtEnd != true)
    }
}
