/// Brings the ways of writing one name together: case, spaces, apostrophes, hyphens, full-width letters, tone marks,
/// and the umlaut (l\u{fc}, lv, lyu, lu). Chinese characters stay as they are.
enum NameFolding {
    static func fold(_ name: String) -> [UInt8] {
        var folded: [UInt8] = []
        folded.reserveCapacity(name.utf8.count)
        for scalar in name.unicodeScalars { append(scalar.value, to: &folded) }
        return folded
    }

    private static func append(_ value: UInt32, to folded: inout [UInt8]) {
        switch value {
        case 0x61...0x7a: appendLetter(UInt8(truncatingIfNeeded: value), to: &folded)
        case 0x41...0x5a: appendLetter(UInt8(truncatingIfNeeded: value | 0x20), to: &folded)
        // Space, tab, line ends, apostrophe, brackets, comma, hyphen, full stop, underscore, grave accent.
        case 0x20, 0x09, 0x0a, 0x0d, 0x27...0x29, 0x2c...0x2e, 0x5f, 0x60: return
        case 0x00...0x7f: folded.append(UInt8(truncatingIfNeeded: value))
        case 0xff01...0xff5e: append(value - 0xfee0, to: &folded)
        default:
            if let vowel = vowel(value) { return folded.append(vowel) }
            guard !isIgnored(value), let scalar = Unicode.Scalar(value) else { return }
            folded += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
        }
    }

    /// "v" is how keyboards write u-umlaut, "lyu" how passports do.
    private static func appendLetter(_ letter: UInt8, to folded: inout [UInt8]) {
        let vowel = letter == UInt8(ascii: "v") ? UInt8(ascii: "u") : letter
        if vowel == UInt8(ascii: "u"), folded.suffix(2).elementsEqual([UInt8(ascii: "l"), UInt8(ascii: "y")]) {
            folded.removeLast()
        }
        folded.append(vowel)
    }

    /// The plain vowel under a tone mark or umlaut.
    private static func vowel(_ value: UInt32) -> UInt8? {
        switch value {
        case 0xc0...0xc5, 0xe0...0xe5, 0x100...0x103, 0x1cd, 0x1ce: UInt8(ascii: "a")
        case 0xc8...0xcb, 0xe8...0xeb, 0x112...0x113, 0x11a, 0x11b: UInt8(ascii: "e")
        case 0xcc...0xcf, 0xec...0xef, 0x12a...0x12b, 0x1cf, 0x1d0: UInt8(ascii: "i")
        case 0xd2...0xd6, 0xf2...0xf6, 0x14c...0x14d, 0x1d1, 0x1d2: UInt8(ascii: "o")
        case 0xd9...0xdc, 0xf9...0xfc, 0x16a...0x16b, 0x1d3...0x1dc: UInt8(ascii: "u")
        default: nil
        }
    }

    /// Spaces, typographic apostrophes and hyphens, middle dots, combining marks.
    private static func isIgnored(_ value: UInt32) -> Bool {
        switch value {
        case 0x80...0xa0, 0xad, 0xb4, 0xb7, 0x2b9...0x2bf, 0x300...0x36f, 0x2000...0x201b, 0x2027...0x2032: true
        case 0x2212, 0x3000, 0x30fb, 0xfeff, 0x3001, 0x3002: true
        default: false
        }
    }
}
