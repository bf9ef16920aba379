internal import Glibc

/// Reads one document that stands exactly as `JSONWriter` would write it again: the keys that are expected in their
/// order, no white space, no escape, numbers as short as they go. Whatever deviates is thrown back, and `JSONParser`
/// takes the document then; so a scanner never has to say what is wrong with it.
///
/// A tenth of the cost of a tree, and what was read need not be written again to know its canonical form.
package struct CanonicalScanner: Sendable {
    /// The document differs from what was expected.
    package struct Deviation: Error {
        package init() {}
    }

    private let bytes: [UInt8]
    /// Where the scanner is; everything before was as expected.
    package private(set) var position = 0

    /// Throws unless the bytes are UTF-8 without backslashes and control characters, so that a string goes from quote
    /// to quote.
    package init(_ bytes: [UInt8]) throws(Deviation) {
        guard bytes.span.isPlainUTF8 else { throw Deviation() }
        self.bytes = bytes
    }

    package var isAtEnd: Bool { position == bytes.count }

    /// Steps over the text if it comes next.
    package mutating func take(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard count <= bytes.count &- position else { return false }
        // Both are read for `count` bytes, which the text has and the document has left.
        let isNext = unsafe bytes.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return count == 0 }
            return unsafe memcmp(start + position, text.utf8Start, count) == 0
        }
        if isNext { position &+= count }
        return isNext
    }

    /// Steps over a key with its quotes and its colon, and over the comma before it unless it is the first of its
    /// object, if they come next.
    package mutating func takeKey(_ name: StaticString, isFirst: Bool) -> Bool {
        let start = isFirst ? position &+ 1 : position &+ 2
        let end = start &+ name.utf8CodeUnitCount
        guard end &+ 1 < bytes.count, isFirst || bytes[position] == UInt8(ascii: ","),
            bytes[start &- 1] == JSONText.quote, bytes[end] == JSONText.quote, bytes[end &+ 1] == UInt8(ascii: ":")
        else { return false }
        // Both are read for the name's bytes, which the document has behind `start`.
        let isNext = unsafe bytes.withUnsafeBytes { bytes in
            guard let document = bytes.baseAddress else { return false }
            return unsafe memcmp(document + start, name.utf8Start, end - start) == 0
        }
        if isNext { position = end &+ 2 }
        return isNext
    }

    package mutating func expect(_ text: StaticString) throws(Deviation) {
        guard take(text) else { throw Deviation() }
    }

    /// A string behind a key, which stands with its quotes, its colon and what separates it from the value before.
    /// Where its UTF-8 is, without the quotes.
    package mutating func string(_ key: StaticString) throws(Deviation) -> Range<Int> {
        try expect(key)
        return try string()
    }

    /// A string. Where its UTF-8 is, without the quotes.
    package mutating func string() throws(Deviation) -> Range<Int> {
        guard position < bytes.count, bytes[position] == JSONText.quote else { throw Deviation() }
        let start = position &+ 1
        guard let end = endOfString(from: start) else { throw Deviation() }
        position = end &+ 1
        return start..<end
    }

    /// The next quote.
    private func endOfString(from start: Int) -> Int? {
        // memchr reads at most the bytes that are left.
        unsafe bytes.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress, start < bytes.count,
                let found = unsafe memchr(base + start, Int32(JSONText.quote), bytes.count - start)
            else { return nil }
            return unsafe UnsafeRawPointer(found) - base
        }
    }

    /// A string of 32 hexadecimal digits in lower case, as the number that they are.
    package mutating func hexadecimal(_ key: StaticString) throws(Deviation) -> UInt128 {
        try expect(key)
        let start = position &+ 1
        let end = start &+ JSONText.hexadecimalDigitCount
        guard end < bytes.count, bytes[position] == JSONText.quote, bytes[end] == JSONText.quote else {
            throw Deviation()
        }
        var value: UInt128 = 0
        for index in start..<end {
            switch bytes[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt128(bytes[index] & 15)
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt128(bytes[index] & 15 &+ 9)
            default: throw Deviation()
            }
        }
        position = end &+ 1
        return value
    }

    /// A whole number of at most twelve digits. Where it goes on, what is expected next does not come.
    package mutating func integer(_ key: StaticString) throws(Deviation) -> Int64 {
        try expect(key)
        let isNegative = take("-")
        let (magnitude, count) = digits(countMax: Self.wholeDigitCountMax)
        guard count > 0, !isNegative || magnitude > 0 else { throw Deviation() }
        return isNegative ? -magnitude : magnitude
    }

    /// A number with at most six places, in millionths: at most twelve digits, or nine where there are places, so that
    /// a double holds it exactly.
    package mutating func millionths() throws(Deviation) -> Int64 {
        let isNegative = take("-")
        let (whole, wholeCount) = digits(countMax: Self.wholeDigitCountMax)
        guard wholeCount > 0 else { throw Deviation() }
        var magnitude = whole &* 1_000_000
        if take(".") {
            guard wholeCount <= Self.wholeDigitCountMaxWithPlaces else { throw Deviation() }
            magnitude &+= try places()
        }
        guard !isNegative || magnitude > 0 else { throw Deviation() }
        return isNegative ? -magnitude : magnitude
    }

    private static let wholeDigitCountMax = 12
    private static let wholeDigitCountMaxWithPlaces = 9

    /// The digits before a point; none of them where there is more than one and the first is a zero.
    private mutating func digits(countMax: Int) -> (value: Int64, count: Int) {
        var value: Int64 = 0
        var count = 0
        while count < countMax, let digit = digit() {
            value = value &* 10 &+ digit
            count &+= 1
            position &+= 1
            if value == 0 { break }
        }
        return (value, count)
    }

    /// One to six digits behind a point, the last of them no zero.
    private mutating func places() throws(Deviation) -> Int64 {
        var value: Int64 = 0
        var unit: Int64 = 100_000
        var last: Int64 = 0
        while unit > 0, let digit = digit() {
            value &+= digit &* unit
            unit /= 10
            last = digit
            position &+= 1
        }
        guard last > 0 else { throw Deviation() }
        return value
    }

    private func digit() -> Int64? {
        guard position < bytes.count else { return nil }
        let value = bytes[position] &- UInt8(ascii: "0")
        return value <= 9 ? Int64(value) : nil
    }
}
