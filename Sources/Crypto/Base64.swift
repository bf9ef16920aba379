/// Base64 of RFC 4648, section 4: `+`, `/` and padding.
package enum Base64: Base64Kind {
    package static let alphabet = Base64Alphabet(index62: UInt8(ascii: "+"), index63: UInt8(ascii: "/"), isPadded: true)
}

/// Base64 of RFC 4648, section 5: `-` and `_`, and no padding.
package enum Base64URL: Base64Kind {
    package static let alphabet = Base64Alphabet(
        index62: UInt8(ascii: "-"), index63: UInt8(ascii: "_"), isPadded: false)
}

/// One kind of Base64.
package protocol Base64Kind {
    static var alphabet: Base64Alphabet { get }
}

extension Base64Kind {
    package static func encode(_ bytes: ArraySlice<UInt8>) -> String { alphabet.text(of: bytes) }

    package static func encode(_ bytes: [UInt8]) -> String { encode(bytes[...]) }

    /// Nil for anything that `encode` does not produce: white space, missing padding, or leftover bits that are set.
    package static func decode(_ characters: ArraySlice<UInt8>) -> [UInt8]? { alphabet.bytes(of: characters) }

    package static func decode(_ characters: [UInt8]) -> [UInt8]? { decode(characters[...]) }

    package static func decode(_ text: String) -> [UInt8]? { decode([UInt8](text.utf8)) }
}
