/// A number as merchants send it: a decimal, kept in millionths.
///
/// Places beyond the sixth are the noise of binary fractions (0.1 + 0.2 is 0.30000000000000004), and are rounded, half
/// away from zero, as people do it. A whole number with such noise is the whole number.
///
/// WeChat passes numbers on as it got them, as JSON numbers or as text (seed 003: `1.2`, `15`, `15.0`), so a field can
/// also be absent or hold something else; the checks tell the merchant which.
package enum Quantity: Equatable, Sendable {
    case absent
    case unreadable
    case value(millionths: Int64)

    package static func whole(_ number: Int64) -> Quantity {
        let (millionths, overflow) = number.multipliedReportingOverflow(by: 1_000_000)
        return overflow ? .unreadable : .value(millionths: millionths)
    }

    /// Reads `-?digits[.digits][e[+-]digits]` with blanks around it, rounded to six places. What is then more than
    /// 10^12 is unreadable; an empty text is absent.
    package init(text: ArraySlice<UInt8>) {
        var reader = DecimalReader(text)
        self = reader.read()
    }

    package init(text: some Collection<UInt8>) { self.init(text: Array(text)[...]) }

    /// The whole number, where it is one.
    package var wholeNumber: Int64? {
        guard case .value(let millionths) = self, millionths % 1_000_000 == 0 else { return nil }
        return millionths / 1_000_000
    }

    /// The number as JSON and people write it: `20.5`, `15`, `-0.25`; nil where there is none.
    package var text: String? {
        guard case .value(let millionths) = self else { return nil }
        let magnitude = millionths.magnitude
        var text = (millionths < 0 ? "-" : "") + String(magnitude / 1_000_000)
        var fraction = magnitude % 1_000_000
        guard fraction != 0 else { return text }
        text += "."
        var unit: UInt64 = 100_000
        while fraction != 0 {
            text += String(fraction / unit)
            fraction %= unit
            unit /= 10
        }
        return text
    }
}

/// One pass over the bytes of a decimal, with bounds at every step and nothing allocated.
private struct DecimalReader {
    private let text: ArraySlice<UInt8>
    private var index: Int
    /// The first digits that count as one number, without the zeros in front.
    private var digits: UInt64 = 0
    private var digitCount = 0
    /// How many more there are, and the first of them.
    private var surplusCount = 0
    private var surplus: UInt64 = 0
    /// How many of all digits stand behind the point.
    private var placeCount = 0

    init(_ text: ArraySlice<UInt8>) {
        self.text = text
        index = text.startIndex
    }

    mutating func read() -> Quantity {
        skipBlanks()
        guard index < text.endIndex else { return .absent }
        let isNegative = take(UInt8(ascii: "-"))
        guard takeDigits(), !take(UInt8(ascii: ".")) || takePlaces() else { return .unreadable }
        var exponent = 0
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            guard let stated = takeExponent() else { return .unreadable }
            exponent = stated
        }
        skipBlanks()
        guard index == text.endIndex, let magnitude = millionths(exponent) else { return .unreadable }
        return .value(millionths: isNegative ? -magnitude : magnitude)
    }

    private mutating func skipBlanks() {
        // Space, tab and line ends: indented XML has them around a number.
        while let byte = peek(), byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d { advance() }
    }

    private func peek() -> UInt8? { index < text.endIndex ? text[index] : nil }

    private mutating func advance() { index += 1 }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        advance()
        return true
    }

    /// At least one digit. Nineteen that count fit, and are as many as the largest number in range has.
    private mutating func takeDigits() -> Bool {
        var isAny = false
        while let byte = peek(), (0x30...0x39).contains(byte) {
            isAny = true
            if digitCount < 19 {
                if digits > 0 || byte != 0x30 { digitCount += 1 }
                digits = digits &* 10 &+ UInt64(byte & 15)
            } else {
                if surplusCount == 0 { surplus = UInt64(byte & 15) }
                surplusCount += 1
            }
            advance()
        }
        return isAny
    }

    private mutating func takePlaces() -> Bool {
        let start = index
        guard takeDigits() else { return false }
        placeCount = index - start
        return true
    }

    private mutating func takeExponent() -> Int? {
        let isNegative = take(UInt8(ascii: "-"))
        if !isNegative { _ = take(UInt8(ascii: "+")) }
        var value = 0
        var count = 0
        while let byte = peek(), (0x30...0x39).contains(byte) {
            count += 1
            // A double has at most three.
            guard count <= 4 else { return nil }
            value = value * 10 + Int(byte & 15)
            advance()
        }
        return count == 0 ? nil : isNegative ? -value : value
    }

    /// The number in millionths, rounded half away from zero; nil when it is above 10^18, which are 10^12 in full.
    private func millionths(_ exponent: Int) -> Int64? {
        guard digits > 0 else { return 0 }
        var value = digits
        var shift = exponent - placeCount + surplusCount + 6
        // The first digit that is dropped decides.
        var dropped = surplus
        while shift < 0, value > 0 {
            dropped = value % 10
            value /= 10
            shift += 1
        }
        if shift < 0 { return 0 }
        if shift == 0, dropped >= 5 { value += 1 }
        while shift > 0 {
            guard value <= 100_000_000_000_000_000 else { return nil }
            value *= 10
            shift -= 1
        }
        return value <= 1_000_000_000_000_000_000 ? Int64(value) : nil
    }
}
