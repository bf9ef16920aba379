import Documents
import JSON
import SeedEvents
import Testing

@Suite("Writing JSON")
struct JSONWriterTests {
    @Test func anObjectOfEverything() {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("text", "x")
        writer.field("integer", 15)
        writer.field("long", Int64.min)
        writer.field("yes", true)
        writer.field("no", false)
        writer.field("raw", objectTail: Array("\"a\":1}".utf8)[...])
        writer.field("number", millionths: 1_500_000)
        writer.key("list")
        writer.beginArray()
        writer.beginArray()
        writer.endArray()
        writer.integer(0)
        writer.beginObject()
        writer.endObject()
        writer.string("z")
        writer.endArray()
        writer.endObject()
        #expect(
            text(writer) == "{\"text\":\"x\",\"integer\":15,\"long\":-9223372036854775808,\"yes\":true,\"no\":false,"
                + "\"raw\":{\"a\":1},\"number\":1.5,\"list\":[[],0,{},\"z\"]}")
    }

    @Test(arguments: [
        ("", #""""#), ("a\"b\\c/d", #""a\"b\\c/d""#), ("\u{8}\t\n\u{C}\r", #""\b\t\n\f\r""#),
        ("\u{0}\u{1}\u{1F}\u{7F}", "\"\\u0000\\u0001\\u001f\u{7F}\""),
        ("\u{5E7F}\u{1F69A}\u{2028}", "\"\u{5E7F}\u{1F69A}\u{2028}\""),
    ])
    func stringsAreEscapedAsLittleAsMayBe(string: String, json: String) {
        var writer = JSONWriter()
        writer.string(string)
        #expect(text(writer) == json)
        var bytesWriter = JSONWriter()
        bytesWriter.string(utf8: Array(string.utf8)[...])
        #expect(text(bytesWriter) == json)
    }

    @Test func bytesThatAreNotUTF8AreReplaced() {
        var writer = JSONWriter()
        writer.string(utf8: [0x61, 0xFF, 0x22, 0xED, 0xA0, 0x80][...])
        #expect(text(writer).hasPrefix("\"a\u{FFFD}\\\"\u{FFFD}"))
        #expect(String(validating: writer.bytes, as: UTF8.self) != nil)
    }

    @Test(arguments: [
        (0, "0"), (1, "0.000001"), (-1, "-0.000001"), (500_000, "0.5"), (-250_000, "-0.25"), (1_000_000, "1"),
        (15_000_000, "15"), (20_500_000, "20.5"), (1_000_001, "1.000001"),
        (Int64.max, "9223372036854.775807"), (Int64.min, "-9223372036854.775808"),
    ])
    func decimalsAreAsShortAsTheyGo(millionths: Int64, written: String) {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("a", millionths: millionths)
        writer.endObject()
        #expect(text(writer) == "{\"a\":\(written)}")
    }

    @Test(arguments: [0, 1, -1, 9, 10, 99, 100, -12345, Int.max, Int.min])
    func integersAreExact(value: Int) {
        var writer = JSONWriter()
        writer.integer(value)
        #expect(text(writer) == "\(value)")
    }

    /// Any string is read back as it was. U+0000, which the parser refuses, is left out here.
    @Test func whatIsWrittenIsReadBack() throws {
        var numbers = SeededNumbers(state: 4)
        var parser = JSONParser()
        for round in 0..<3_000 {
            let string = randomString(using: &numbers, control: UInt32(1 + round % 0x1F))
            var writer = JSONWriter()
            writer.beginObject()
            writer.field("key", string)
            writer.field("", string)
            writer.endObject()
            let tree = try parser.parse(writer.bytes)
            let first = try #require(tree.firstChild(of: tree.root))
            let second = try #require(tree.next(after: first))
            #expect(tree.name(of: first) == "key" && tree.name(of: second) == "")
            #expect(Array(tree.textBytes(of: first)) == Array(string.utf8))
            #expect(Array(tree.textBytes(of: second)) == Array(string.utf8))
        }
    }

    private func randomString(using numbers: inout SeededNumbers, control: UInt32) -> String {
        var scalars = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...40, using: &numbers) {
            let value: UInt32 =
                switch Int.random(in: 0..<8, using: &numbers) {
                case 0: control
                case 1: 0x22
                case 2: 0x5C
                case 3: .random(in: 0x4E00...0x9FFF, using: &numbers)
                case 4: .random(in: 1...0x10FFFF, using: &numbers)
                default: .random(in: 0x20...0x7F, using: &numbers)
                }
            // A surrogate is not a scalar and cannot be in a String.
            if let scalar = Unicode.Scalar(value) { scalars.append(scalar) }
        }
        return String(scalars)
    }

    private func text(_ writer: JSONWriter) -> String { String(decoding: writer.bytes, as: UTF8.self) }
}
