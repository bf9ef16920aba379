/// A segment of waybill numbers: prefix, serial of a fixed number of digits, check digit, suffix.
package struct NumberRange: Hashable, Sendable, CustomStringConvertible {
    /// The range but for its end.
    package let series: NumberSeries
    package let last: UInt64

    package var prefix: String { series.prefix }
    package var digitCount: Int { series.digitCount }
    package var checkDigit: CheckDigit { series.checkDigit }
    package var suffix: String { series.suffix }
    package var first: UInt64 { series.first }

    /// Throws where the range is empty, does not fit its digits, or an affix is not of letters and digits.
    package init(
        prefix: String, digitCount: Int, checkDigit: CheckDigit, suffix: String, first: UInt64, last: UInt64
    ) throws(ReferenceFault) {
        guard (1...ReferenceLimits.serialDigitCountMax).contains(digitCount) else {
            throw ReferenceFault("digits must be 1 to \(ReferenceLimits.serialDigitCountMax)")
        }
        try Self.check(prefix, "prefix")
        try Self.check(suffix, "suffix")
        guard first <= last else { throw ReferenceFault("the range is upside down: first is larger than last") }
        guard String(last).utf8.count <= digitCount else {
            throw ReferenceFault("last has more than the \(digitCount) digits of a serial")
        }
        series = NumberSeries(
            prefix: prefix, digitCount: digitCount, checkDigit: checkDigit, suffix: suffix, first: first)
        self.last = last
        guard length >= ReferenceLimits.numberLengthMin else {
            throw ReferenceFault("a number must have at least \(ReferenceLimits.numberLengthMin) characters")
        }
    }

    /// The number of a serial; nil outside of `first...last`.
    package func number(serial: UInt64) -> String? {
        guard (first...last).contains(serial) else { return nil }
        var bytes = head(serial)
        if let digit = checkDigit.digit(over: Self.digits(in: bytes)) { bytes.append(0x30 + digit) }
        bytes += suffix.utf8
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The serial of a number, or what is wrong with it: first its shape, then its check digit, then its range.
    package func serial(of number: String) -> Result<UInt64, NumberFault> {
        let bytes = Array(number.utf8.prefix(length + 1))
        guard bytes.count == length, bytes.starts(with: prefix.utf8),
            bytes.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
        else { return .failure(.shape) }
        let middle = bytes.dropFirst(prefix.utf8.count).dropLast(suffix.utf8.count)
        guard middle.allSatisfy(Self.isDigit) else { return .failure(.shape) }
        let head = bytes.prefix(prefix.utf8.count + digitCount)
        if let digit = checkDigit.digit(over: Self.digits(in: head)), middle.last != 0x30 + digit {
            return .failure(.checkDigit)
        }
        // At most 18 digits: no overflow.
        let serial = middle.prefix(digitCount).reduce(UInt64(0)) { $0 * 10 + UInt64($1 - 0x30) }
        return (first...last).contains(serial) ? .success(serial) : .failure(.range)
    }

    /// Whether a number could belong to both. Also true where that cannot be ruled out by length, suffix and the
    /// order of the digits.
    package func overlaps(_ other: NumberRange) -> Bool {
        guard length == other.length else { return false }
        for (left, right) in zip(suffix.utf8.reversed(), other.suffix.utf8.reversed()) where left != right {
            return false
        }
        // Numbers of one length are ordered as their serials: compare the ends as far as both are known.
        let count = Swift.min(prefix.utf8.count + digitCount, other.prefix.utf8.count + other.digitCount)
        let isBelow = head(last).prefix(count).lexicographicallyPrecedes(other.head(other.first).prefix(count))
        let isAbove = other.head(other.last).prefix(count).lexicographicallyPrecedes(head(first).prefix(count))
        return !isBelow && !isAbove
    }

    package var description: String {
        let affixes = [("prefix", prefix), ("suffix", suffix)].filter { !$0.1.isEmpty }.map { "\($0.0) \($0.1)" }
        let parts = affixes + ["\(digitCount) digits", "\(checkDigit)"]
        return "\(first)...\(last) (\(parts.joined(separator: ", ")))"
    }

    /// Of a whole number, in characters.
    package var length: Int { prefix.utf8.count + digitCount + checkDigit.digitCount + suffix.utf8.count }

    /// Prefix and serial, with room for the rest.
    private func head(_ serial: UInt64) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(length)
        bytes.append(contentsOf: prefix.utf8)
        let start = bytes.count
        for _ in 0..<digitCount { bytes.append(0x30) }
        var rest = serial
        var position = start + digitCount
        while rest > 0, position > start {
            position -= 1
            bytes[position] = 0x30 + UInt8(rest % 10)
            rest /= 10
        }
        return bytes
    }

    private static func digits(in bytes: some Collection<UInt8>) -> [UInt8] {
        var digits: [UInt8] = []
        digits.reserveCapacity(bytes.count)
        for byte in bytes where isDigit(byte) { digits.append(byte - 0x30) }
        return digits
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func check(_ affix: String, _ what: String) throws(ReferenceFault) {
        guard affix.utf8.count <= ReferenceLimits.affixByteCountMax else {
            throw ReferenceFault("\(what) is longer than \(ReferenceLimits.affixByteCountMax) characters")
        }
        guard affix.utf8.allSatisfy({ isDigit($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0) }) else {
            throw ReferenceFault("\(what) must be of the letters A-Z, a-z and digits")
        }
    }
}

/// Why a number is not of a range.
package enum NumberFault: Error, Equatable, Sendable {
    /// Length, prefix, suffix, or a character that is no digit.
    case shape
    case checkDigit
    /// Well formed, but its serial is outside of the segment.
    case range
}
