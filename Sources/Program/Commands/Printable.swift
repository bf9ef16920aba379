/// Text as it is; control characters, which could play with the terminal, and what is not UTF-8 as dots.
enum Printable {
    static func line(_ text: String) -> String { replaced(text, keepsLines: false) }

    static func text(_ bytes: [UInt8]) -> String { replaced(String(decoding: bytes, as: UTF8.self), keepsLines: true) }

    private static func replaced(_ text: String, keepsLines: Bool) -> String {
        let scalars = text.unicodeScalars.map { scalar in
            let isControl = scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
            return isControl && !(keepsLines && scalar == "\n") ? "." : scalar
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
