import Documents
import JSON
import SeedEvents
import Testing

@Suite("What is not accepted as JSON")
struct JSONRefusalTests {
    static let texts: [(json: String, error: JSONError)] = [
        ("", .empty),
        ("  \n ", .empty),
        ("{", .malformed),
        ("[", .malformed),
        ("{\"a\"", .malformed),
        ("{\"a\":", .malformed),
        ("{\"a\":1", .malformed),
        ("{\"a\":1,}", .malformed),
        ("[1,]", .malformed),
        ("{a:1}", .malformed),
        ("{\"a\" 1}", .malformed),
        ("\"a", .badString),
        ("\"a\nb\"", .badString),
        ("\"\u{1}\"", .badString),
        ("\"\u{0}\"", .badString),
        (#""\x""#, .badString),
        (#""\u12""#, .badString),
        (#""\uD800""#, .badString),
        (#""\uD800x""#, .badString),
        (#""\uD800\u0041""#, .badString),
        (#""\uDC00""#, .badString),
        (#""\uDE00\uD83D""#, .badString),
        (#"{"a\uDC00":1}"#, .badString),
        (#""a\u0000b""#, .nulCharacter),
        (#"{"\u0000":1}"#, .nulCharacter),
        ("[01]", .badNumber),
        ("[-]", .badNumber),
        ("[1.]", .badNumber),
        ("[.5]", .malformed),
        ("[1e]", .badNumber),
        ("[+1]", .malformed),
        ("[18446744073709551616]", .badNumber),
        ("[-9223372036854775809]", .badNumber),
        ("[123456789012345678901234567890]", .badNumber),
        ("[1e400]", .badNumber),
        ("[NaN]", .malformed),
        ("[tru]", .badLiteral),
        ("[falsee]", .badLiteral),
        ("[nil]", .badLiteral),
        ("{\"a\":1,\"b\":2,\"a\":3}", .duplicateKey),
        (#"{"a":1,"\u0061":2}"#, .duplicateKey),
        ("{\"\":1,\"\":2}", .duplicateKey),
        ("{} {}", .malformed),
        ("1 2", .malformed),
        ("{}x", .malformed),
        ("[1]\u{0}", .malformed),
        ("<xml/>", .malformed),
        ("\u{FEFF}{}", .malformed),
    ]

    @Test(arguments: texts)
    func isRefused(text: (json: String, error: JSONError)) {
        var parser = JSONParser()
        #expect(throws: text.error) { try parser.parse(Array(text.json.utf8)) }
    }

    @Test func theParserStaysUsable() throws {
        var parser = JSONParser()
        for text in Self.texts {
            #expect(throws: JSONError.self) { try parser.parse(Array(text.json.utf8)) }
            #expect(try outline(parser.parse(Array("{\"a\":[1]}".utf8))) == "{a[=1]}")
        }
    }

    static let illegalUTF8: [[UInt8]] = [
        [0xC0, 0xAF], [0xC1, 0xBF], [0xE0, 0x80, 0xAF], [0xE0, 0x9F, 0xBF], [0xF0, 0x80, 0x80, 0xAF],
        [0xF0, 0x8F, 0xBF, 0xBF], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80],
        [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFF], [0xFE], [0x80], [0xE4, 0xB8],
    ]

    @Test(arguments: illegalUTF8)
    func illegalUTF8IsRefusedWithItsPosition(sequence: [UInt8]) {
        var parser = JSONParser()
        let bytes = Array("{\"a\":\"".utf8) + sequence + Array("\"}".utf8)
        #expect(throws: JSONError.notUTF8(position: 6)) { try parser.parse(bytes) }
    }

    @Test(arguments: [JSONLimits.depthMax + 1, 100, 100_000])
    func tooManyLevels(count: Int) {
        var parser = JSONParser()
        #expect(throws: JSONError.tooDeep) { try parser.parse(Array(nested(count).utf8)) }
    }

    @Test func aScalarIsALevelToo() {
        var parser = JSONParser()
        #expect(throws: JSONError.tooDeep) { try parser.parse(Array(nested(JSONLimits.depthMax, around: "1").utf8)) }
    }

    @Test func tooManyValues() {
        var parser = JSONParser()
        let list = "[" + String(repeating: "1,", count: JSONLimits.nodeCountMax - 1) + "1]"
        #expect(throws: JSONError.tooManyValues) { try parser.parse(Array(list.utf8)) }
    }

    @Test func tooLargeADocument() {
        var parser = JSONParser()
        let spaces = String(repeating: " ", count: JSONLimits.documentByteCountMax)
        #expect(throws: JSONError.documentTooLarge) { try parser.parse(Array("{}\(spaces)".utf8)) }
    }
}
