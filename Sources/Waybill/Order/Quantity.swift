/// A number as merchants send it: a decimal with at most six places, kept exactly, in millionths.
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

    /// Reads `-?digits[.digits][e[+-]digits]` with spaces around it. More than six places or more than twelve digits
    /// before the point are unreadable, unless the surplus places are zeros; an empty text is absent.
    package init(text: some Collection<UInt8>) {
        var reader = DecimalReader(text)
        self = reader.read()
    }

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

/// One pass over the bytes of a decimal, with bounds at every step.
private struct DecimalReader {
    private var bytes: [UInt8]
    private var position = 0

    init(_ text: some Collection<UInt8>) {
        // Sixty-four bytes hold every decimal in range with zeros to spare.
        bytes = Array(text.prefix(65))
        while bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
        while position < bytes.count, bytes[position] == UInt8(ascii: " ") { position += 1 }
    }

    mutating func read() -> Quantity {
        guard position < bytes.count else { return .absent }
        guard bytes.count <= 64 else { return .unreadable }
        let isNegative = take(UInt8(ascii: "-"))
        var digits: [UInt8] = takeDigits()
        guard !digits.isEmpty else { return .unreadable }
        var exponent = 0
        if take(UInt8(ascii: ".")) {
            let fraction = takeDigits()
            guard !fraction.isEmpty else { return .unreadable }
            digits += fraction
            exponent = -fraction.count
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            guard let stated = takeExponent() else { return .unreadable }
            exponent += stated
        }
        guard position == bytes.count, let magnitude = millionths(digits, exponent) else { return .unreadable }
        return .value(millionths: isNegative ? -magnitude : magnitude)
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func takeDigits() -> [UInt8] {
        let start = position
        while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) { position += 1 }
        return bytes[start..<position].map { $0 - UInt8(ascii: "0") }
    }

    private mutating func takeExponent() -> Int? {
        let isNegative = take(UInt8(ascii: "-"))
        if !isNegative { _ = take(UInt8(ascii: "+")) }
        let digits = takeDigits()
        guard (1...2).contains(digits.count) else { return nil }
        let value = digits.reduce(0) { $0 * 10 + Int($1) }
        return isNegative ? -value : value
    }

    /// `digits` times ten to `exponent`, in millionths; nil when that is not whole or above 10^12.
    private func millionths(_ digits: [UInt8], _ exponent: Int) -> Int64? {
        var digits = digits
        var shift = exponent + 6
        while shift < 0, let last = digits.popLast() {
            guard last == 0 else { return nil }
            shift += 1
        }
        var value: Int64 = 0
        for digit in digits + [UInt8](repeating: 0, count: max(0, shift)) {
            guard value <= 1_000_000_000_000_000_000 / 10 else { return nil }
            value = value * 10 + Int64(digit)
        }
        return value <= 1_000_000_000_000_000_000 ? value : nil
    }
}
