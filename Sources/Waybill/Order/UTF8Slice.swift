/// A text in UTF-8 whose bytes may stand among others': all texts of a pushed parcel share one buffer, so that reading
/// one costs no allocation, and passing it on one reference.
package struct UTF8Slice: Sendable {
    /// Holds the text at `place`, and perhaps others around it.
    package let bytes: [UInt8]
    package let place: TextRange

    /// `place` is within `bytes`, and what stands there is UTF-8: the reader of the bytes has seen to both.
    package init(_ place: TextRange, of bytes: [UInt8]) { (self.place, self.bytes) = (place, bytes) }

    /// A copy of bytes that are UTF-8.
    package init(utf8: ArraySlice<UInt8>) {
        bytes = Array(utf8)
        place = TextRange(bytes.indices)
    }

    package init(_ string: String) {
        bytes = Array(string.utf8)
        place = TextRange(bytes.indices)
    }

    package var range: Range<Int> { place.range }
    /// In bytes.
    package var count: Int { place.range.count }
    package var isEmpty: Bool { place.range.isEmpty }
    package var utf8: ArraySlice<UInt8> { bytes[range] }
    package var string: String { String(decoding: utf8, as: UTF8.self) }

    /// Byte for byte.
    package static func == (text: UTF8Slice, string: String) -> Bool {
        let (left, right) = (text.bytes.span.extracting(text.range), string.utf8.span)
        guard left.count == right.count else { return false }
        for index in left.indices where left[index] != right[index] { return false }
        return true
    }
}

/// Where a text stands in its buffer: eight bytes without a reference, so that those of a contact are copied as one.
package struct TextRange: Equatable, Sendable {
    private let start: UInt32
    private let end: UInt32

    /// No text.
    package static let none = TextRange(0..<0)

    /// Buffers of texts are far below 4 GiB (`RecordLimits`).
    package init(_ range: Range<Int>) {
        start = UInt32(clamping: range.lowerBound)
        end = UInt32(clamping: range.upperBound)
    }

    package var range: Range<Int> { Int(start)..<Int(end) }
}

extension UTF8Slice: Equatable {
    /// Byte for byte.
    package static func == (left: UTF8Slice, right: UTF8Slice) -> Bool {
        left.utf8.elementsEqual(right.utf8)
    }
}

extension UTF8Slice: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self.init(value) }
}

// MARK: - Blanks and asterisks

extension UTF8Slice {
    /// Whether it holds nothing but white space, the wide space of Chinese keyboards included.
    var isBlank: Bool {
        guard let first = bytes[range].first else { return true }
        switch first {
        // How the blanks begin in UTF-8.
        case 0...0x20, 0xc2, 0xe1, 0xe2, 0xe3: return string.unicodeScalars.allSatisfy(\.isBlank)
        default: return false
        }
    }

    /// With asterisks, narrow or wide (U+FF0A, whose UTF-8 begins with EF).
    var isMasked: Bool {
        let utf8 = bytes.span.extracting(range)
        var found: UInt8 = 0
        // Without leaving early, which lets the compiler look at many at once.
        for index in utf8.indices { found |= utf8[index] == UInt8(ascii: "*") || utf8[index] == 0xef ? 1 : 0 }
        return found != 0 && string.unicodeScalars.contains { $0 == "*" || $0 == "\u{ff0a}" }
    }

    /// Most of its characters are gone: U+FFFD stands for them (EF BF BD in UTF-8).
    var isLost: Bool {
        let utf8 = bytes.span.extracting(range)
        var isPossible = false
        // As above.
        for index in utf8.indices where utf8[index] == 0xef { isPossible = true }
        guard isPossible else { return false }
        let scalars = string.unicodeScalars
        return scalars.count { $0 == "\u{fffd}" } * 2 > scalars.count { !$0.isBlank }
    }

    var digitCount: Int {
        let utf8 = bytes.span.extracting(range)
        var count = 0
        for index in utf8.indices where utf8[index] &- 0x30 <= 9 { count &+= 1 }
        return count
    }

    /// Without the blanks around it.
    var trimmed: UTF8Slice {
        let scalars = string.unicodeScalars
        guard let first = scalars.first, let last = scalars.last, first.isBlank || last.isBlank else { return self }
        let start = scalars.drop(while: \.isBlank)
        return UTF8Slice(String(String.UnicodeScalarView(start.reversed().drop(while: \.isBlank).reversed())))
    }
}

extension Unicode.Scalar {
    /// A control character of ASCII, or white space; Unicode's list of it, whose look-up takes longer.
    var isBlank: Bool {
        switch value {
        case 0...0x20, 0x85, 0xa0, 0x1680, 0x2000...0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000: true
        default: false
        }
    }
}
