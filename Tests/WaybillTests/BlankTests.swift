import Testing

@testable import Waybill

@Suite("blank characters")
struct BlankTests {
    @Test("our list of them is Unicode's, and the control characters of ASCII")
    func list() {
        for value in UInt32(0)...0x10_ffff {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let expected = value <= 0x20 || scalar.properties.isWhitespace
            if scalar.isBlank != expected { Issue.record("U+\(String(value, radix: 16))") }
        }
    }

    @Test(
        "a text without the blanks around it",
        arguments: [
            ("", ""), (" ", ""), ("\u{3000}\t", ""), ("a", "a"), (" a b\n", "a b"),
            ("\u{3000}\u{4e2d}\u{a0}", "\u{4e2d}"),
        ])
    func trimming(_ text: String, _ expected: String) {
        #expect(UTF8Slice(text).trimmed.string == expected)
        #expect(UTF8Slice(text).isBlank == expected.isEmpty)
    }
}
