/// Text as it is; control characters, which could play with the terminal or turn the direction of what follows, as
/// dots.
enum Printable {
    static func line(_ text: String) -> String { replaced(text, keepsLines: false) }

    static func text(_ bytes: [UInt8]) -> String { replaced(String(decoding: bytes, as: UTF8.self), keepsLines: true) }

    private static func replaced(_ text: String, keepsLines: Bool) -> String {
        let scalars = text.unicodeScalars.map { scalar in
            let isControl = [.control, .format].contains(scalar.properties.generalCategory)
            return isControl && !(keepsLines && scalar == "\n") ? "." : scalar
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
