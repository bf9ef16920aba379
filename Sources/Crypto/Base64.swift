/// Base64 of RFC 4648, section 4: `+`, `/` and padding.
package enum Base64 {
    private static let alphabet = Base64Alphabet(index62: UInt8(ascii: "+"), index63: UInt8(ascii: "/"))

    /// Padded to whole groups of four.
    package static func encode(_ bytes: ArraySlice<UInt8>) -> String { alphabet.text(of: bytes, isPadded: true) }

    package static func encode(_ bytes: [UInt8]) -> String { encode(bytes[...]) }

    /// Nil for anything that `encode` does not produce: white space, missing padding, or leftover bits that are set.
    package static func decode(_ characters: ArraySlice<UInt8>) -> [UInt8]? {
        guard characters.count.isMultiple(of: 4) else { return nil }
        var characters = characters
        for _ in 0..<2 where characters.last == UInt8(ascii: "=") { characters.removeLast() }
        return alphabet.bytes(of: characters)
    }

    package static func decode(_ characters: [UInt8]) -> [UInt8]? { decode(characters[...]) }

    package static func decode(_ text: String) -> [UInt8]? { decode([UInt8](text.utf8)[...]) }
}

/// Base64 of RFC 4648, section 5: `-` and `_`, and no padding.
package enum Base64URL {
    private static let alphabet = Base64Alphabet(index62: UInt8(ascii: "-"), index63: UInt8(ascii: "_"))

    package static func encode(_ bytes: ArraySlice<UInt8>) -> String { alphabet.text(of: bytes, isPadded: false) }

    package static func encode(_ bytes: [UInt8]) -> String { encode(bytes[...]) }

    /// Nil for anything that `encode` does not produce.
    package static func decode(_ characters: ArraySlice<UInt8>) -> [UInt8]? { alphabet.bytes(of: characters) }

    package static func decode(_ characters: [UInt8]) -> [UInt8]? { decode(characters[...]) }

    package static func decode(_ text: String) -> [UInt8]? { decode([UInt8](text.utf8)[...]) }
}
