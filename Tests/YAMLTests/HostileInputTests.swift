import Files
import Testing

@testable import YAML

@Suite struct HostileInputTests {
    private func message(_ bytes: [UInt8]) -> String? {
        do {
            _ = try parseYAML(bytes, file: "f")
            return nil
        } catch {
            return error.description
        }
    }

    private func message(_ text: String) -> String? { message(Array(text.utf8)) }

    @Test func depthIsBounded() {
        let max = YAMLLimits.depthMax
        // The innermost list is the deepest value.
        #expect(message(String(repeating: "[", count: max) + String(repeating: "]", count: max)) == nil)
        let deeper = String(repeating: "[", count: max + 1) + String(repeating: "]", count: max + 1)
        #expect(message(deeper) == "f:1: nested deeper than 32")
        #expect(message(String(repeating: "[", count: 1_000_000))?.contains("nested deeper than 32") == true)
        #expect(message(String(repeating: "- ", count: 1_000_000))?.contains("nested deeper than 32") == true)
        #expect(message(String(repeating: "{a: ", count: 100_000))?.contains("nested deeper than 32") == true)
        #expect(message(String(repeating: "? ", count: 100_000)) != nil)
    }

    @Test func valuesAreCounted() {
        let max = YAMLLimits.nodeCountMax
        #expect(message(String(repeating: "- 1\n", count: max - 1)) == nil)
        #expect(message(String(repeating: "- 1\n", count: max)) == "f:100000: more than 100000 values")
    }

    @Test func manyKeysAreFast() {
        let text = (0..<49_000).map { "key\($0): 1\n" }.joined()
        #expect(message(text) == nil)
        #expect(message(text + "key7: 1\n") == "f:49001: a second key 'key7'")
    }

    @Test func sizeIsBounded() {
        let comment = [UInt8](repeating: UInt8(ascii: "#"), count: YAMLLimits.fileByteCountMax + 1)
        #expect(message(comment) == "f: larger than 4194304 bytes")
        #expect(message(comment.dropLast()) == "f: empty")
    }

    @Test func anAliasBombNeverBegins() {
        var text = "a0: &a0 [x, x]\n"
        for level in 1..<30 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        #expect(message(text) == "f:1: an anchor (&); remove it")
    }

    static let foreignBytes: [(bytes: [UInt8], expected: String)] = [
        ([0xff, 0xfe, 0x61, 0x00], "f:1: not UTF-8; save the file as UTF-8"),
        ([0x61, 0x0a, 0xc3, 0x28], "f:2: not UTF-8; save the file as UTF-8"),
        ([0x61, 0xed, 0xa0, 0x80], "f:1: not UTF-8; save the file as UTF-8"),
        ([0x61, 0xc0, 0x80], "f:1: not UTF-8; save the file as UTF-8"),
        ([0x61, 0x3a, 0x20, 0x00], "f:1: not valid YAML: control characters are not allowed"),
    ]

    @Test(arguments: foreignBytes)
    func binary(bytes: [UInt8], expected: String) {
        #expect(message(bytes) == expected)
    }

    @Test("no prefix of a file and no flipped bit of it does harm")
    func mutilated() {
        let text = Array("a: &x [1, 'two', {b: \"c\\n\"}]\n? d\n: |\n  text\ne: *x\n--- !!t\n# end\n".utf8)
        for end in text.indices { _ = message(Array(text[..<end])) }
        for index in text.indices {
            for bit in 0..<8 {
                var changed = text
                changed[index] ^= 1 << bit
                #expect(message(changed) != nil)
            }
        }
    }

    @Test func aMessageShowsLittleOfAKey() {
        let key = String(repeating: "k", count: 900)
        let shown = "'" + String(repeating: "k", count: 64) + "...'"
        #expect(message("\(key): 1\n\(key): 2") == "f:2: a second key \(shown)")
        #expect(message("\"a\\e\\0b\": 1\n\"a\\e\\0b\": 1") == "f:2: a second key 'a??b'")
    }
}
