import Documents
import JSON
import SeedEvents
import Testing

@Suite("What a JSON document becomes when its characters are put right")
struct JSONRepairTests {
    static let cases: [(odd: [UInt8], repaired: String, kinds: RepairKinds)] =
        [
            ("{\"a\":\"x\u{14}y\"}", "{\"a\":\"x\u{fffd}y\"}", .control),
            ("{\"a\":\"1\n2\r3\t4\"}", "{\"a\":\"1\\n2\\r3\\t4\"}", .control),
            ("{\"a\":\"\u{0}\\u0000\"}", "{\"a\":\"\u{fffd}\u{fffd}\"}", .control),
            ("{\"a\":1\u{0}2}\u{0}", "{\"a\":1 2} ", .control),
            (#"{"a":"\ud83d"}"#, "{\"a\":\"\u{fffd}\"}", .surrogate),
            (#"{"a":"\ude00\ud83d"}"#, "{\"a\":\"\u{fffd}\u{fffd}\"}", .surrogate),
            (
                #"{"a":"\uD83D\uDE00\ud83d\ud83d\ude00"}"#, "{\"a\":\"\\uD83D\\uDE00\u{fffd}\\ud83d\\ude00\"}",
                .surrogate
            ),
            (#"{"a":"\\ud83d"}"#, #"{"a":"\\ud83d"}"#, []),
            // An escape that is wrong, or cut off, or begins with what may be half a character.
            ("{\"a\":\"\\\n\u{1}\"}", "{\"a\":\"\\\n\u{1}\"}", []),
            ("{\"a\":\"\\u12\u{1}\"}", "{\"a\":\"\\u12\u{1}\"}", []),
            ("\"\\", "\"\\", []), ("\"\\u", "\"\\u", []), ("", "", []),
        ].map { (Array($0.0.utf8), $0.1, $0.2) } + [
            (Array("\"x".utf8) + [0xe6, 0x9d] + Array("\"".utf8), "\"x\u{fffd}\"", .encoding),
            (
                Array("\"x".utf8) + [0xff, 0xed, 0xa0, 0x80] + Array("\"".utf8),
                "\"x\u{fffd}\u{fffd}\u{fffd}\u{fffd}\"", .encoding
            ),
        ]

    @Test(arguments: cases.indices) func isPutRight(index: Int) {
        let example = Self.cases[index]
        let repaired = JSONRepair.repaired(example.odd)
        #expect(String(decoding: repaired.bytes, as: UTF8.self) == example.repaired)
        #expect(repaired.kinds == example.kinds)
    }

    @Test func aBackslashThatMayBeHalfACharacterEndsNothing() {
        // GBK D5 5C is one character; its backslash is no escape, and the quote behind it may be the end.
        let odd = Array("{\"a\":\"".utf8) + [0xd5, 0x5c] + Array("\",\"b\":\"1\"}".utf8)
        let repaired = JSONRepair.repaired(odd)
        #expect(repaired.bytes == odd && repaired.kinds.isEmpty)
    }

    @Test func noiseIsRepairedOrRefused() {
        var numbers = SeededNumbers(state: 12)
        let pieces: [[UInt8]] =
            ["\"", "\\", "\\n", "\\u0041", "\\ud83d", "\\ude00", "{", "}", ",", ":", "1", "\"a\":", "\"b\":\"c\""]
            .map { Array($0.utf8) } + [
                [0], [0x0a], [0x1f], [0xff], [0xe4, 0xb8], [0xf0, 0x9f, 0x98, 0x80], [0xd5, 0x5c],
            ]
        var parser = JSONParser()
        for _ in 0..<10_000 {
            let body = (0..<Int.random(in: 0...12, using: &numbers)).flatMap { _ in
                pieces.randomElement(using: &numbers) ?? []
            }
            let document = Array("{\"a\":\"".utf8) + body + Array("\"}".utf8)
            let repaired = JSONRepair.repaired(document)
            #expect(JSONRepair.repaired(repaired.bytes).kinds.isEmpty)
            if (try? parser.parse(document)) != nil { #expect(repaired.kinds.isEmpty && repaired.bytes == document) }
            _ = try? parser.parse(repaired.bytes)
            _ = parser.beginning(of: repaired.bytes)
        }
    }
}

@Suite("What is read in front of a fault in JSON")
struct JSONBeginningTests {
    static let beginnings: [(json: String, tree: String?)] = [
        (#"{"a":"1","b":2,"c":true,"d":"4"#, #"{a="1" b=2 c=true}"#),
        (#"{"a":"1","b":2"#, #"{a="1"}"#),
        (#"{"a":"1","b":{"c":[1,"}"]},"d":2,"e":x}"#, #"{a="1" d=2}"#),
        (#"{"a":"1","b":"say "hi"","c":"2"}"#, #"{a="1"}"#),
        (#"{"a":"1","a":"2","b":"3"}"#, #"{a="1" b="3"}"#),
        (#"{"a":"\x","b":123456789012345678901234567890,"c":"3"}"#, #"{c="3"}"#),
        (#"{"a":"1"} more"#, #"{a="1"}"#),
        (#"{"a":"1","b":[1,2"#, #"{a="1"}"#), (#"{"a":"1","b":{{}"#, #"{a="1"}"#),
        ("{", nil), ("", nil), ("[1]", nil), ("<x/>", nil), (#"{"a":"1"#, nil), (#"{"a":{"b":1}"#, nil),
        (#"{"a":"\"#, nil),
    ]

    @Test(arguments: beginnings) func isRead(beginning: (json: String, tree: String?)) {
        var parser = JSONParser()
        #expect(parser.beginning(of: Array(beginning.json.utf8)).map(outline) == beginning.tree)
    }

    @Test func onlySoManyMembersAreRead() throws {
        var parser = JSONParser()
        let members = (0..<100).map { "\"m\($0)\":\($0)" }.joined(separator: ",")
        let found = parser.beginning(of: Array("{\(members),".utf8))
        let beginning = try #require(found)
        #expect(beginning.child("m31", of: beginning.root) != nil && beginning.child("m32", of: beginning.root) == nil)
    }
}
