/// A range of numbers but for its end: what may never change once a number of it was issued, since it says which number
/// each serial is, and from which serial on the partitions deal them out.
package struct NumberSeries: Hashable, Sendable, CustomStringConvertible {
    package let prefix: String
    /// Of the serial, zero padded: 1...18.
    package let digitCount: Int
    package let checkDigit: CheckDigit
    package let suffix: String
    package let first: UInt64

    /// `prefix/digits/check digit/suffix/first`: a key, since none of the parts can hold a slash.
    package var description: String { "\(prefix)/\(digitCount)/\(checkDigit.rawValue)/\(suffix)/\(first)" }

    /// Reads `description` back.
    package init?(_ description: String) {
        let parts = description.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 5, let digitCount = Int(parts[1]), let first = UInt64(parts[4]),
            let checkDigit = CheckDigit(rawValue: String(parts[2]))
        else { return nil }
        self.init(
            prefix: String(parts[0]), digitCount: digitCount, checkDigit: checkDigit, suffix: String(parts[3]),
            first: first)
    }

    init(prefix: String, digitCount: Int, checkDigit: CheckDigit, suffix: String, first: UInt64) {
        self.prefix = prefix
        self.digitCount = digitCount
        self.checkDigit = checkDigit
        self.suffix = suffix
        self.first = first
    }

    /// The range that it is with this end.
    package func range(to last: UInt64) throws(ReferenceFault) -> NumberRange {
        try NumberRange(
            prefix: prefix, digitCount: digitCount, checkDigit: checkDigit, suffix: suffix, first: first, last: last)
    }
}
