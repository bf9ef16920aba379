package import Files

extension YAMLNode {
    /// Any text, quoted or plain; not null, and not a list or mapping.
    package func string() throws(ConfigurationError) -> String {
        guard case .scalar(let text, _) = content, !isNull else { throw error("must be text") }
        return text
    }

    /// `true` or `false` in one of its spellings, without quotes.
    package func boolean() throws(ConfigurationError) -> Bool {
        guard let value = plainText.flatMap(Bool.init(spelling:)) else {
            throw error("must be true or false, without quotes")
        }
        return value
    }

    /// A decimal integer without quotes, leading zeros, `+` or separators.
    package func integer(in range: ClosedRange<Int>) throws(ConfigurationError) -> Int {
        guard let text = plainText, let value = Self.integer(text[...]), range.contains(value) else {
            throw error("must be an integer from \(range.lowerBound) to \(range.upperBound), without quotes")
        }
        return value
    }

    /// A decimal number such as `0.25` without quotes; no exponent, infinity or NaN.
    package func number(in range: ClosedRange<Double>) throws(ConfigurationError) -> Double {
        let allowed = "-.0123456789"
        guard let text = plainText, text.first?.isNumber == true || text.first == "-", text.last != ".",
            text.allSatisfy(allowed.contains), let value = Double(text), range.contains(value)
        else {
            throw error("must be a number from \(range.lowerBound) to \(range.upperBound), without quotes")
        }
        return value
    }

    /// A whole number and a unit: `250ms`, `5s`, `10m`, `2h`, `7d`.
    package func duration(in range: ClosedRange<Duration>) throws(ConfigurationError) -> Duration {
        let milliseconds = plainText.flatMap(Self.milliseconds)
        guard let milliseconds, range.contains(.milliseconds(milliseconds)) else {
            let (lower, upper) = (Self.text(of: range.lowerBound), Self.text(of: range.upperBound))
            throw error("must be a duration such as 250ms, 5s, 10m, 2h or 7d, from \(lower) to \(upper)")
        }
        return .milliseconds(milliseconds)
    }

    private var plainText: String? {
        guard case .scalar(let text, isPlain: true) = content else { return nil }
        return text
    }

    /// In milliseconds.
    private static let durationUnits: [(name: String, size: Int)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ]

    /// Nil unless it is `0`, or digits without a leading zero, after at most one `-`, and fits.
    private static func integer(_ text: Substring) -> Int? {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text
        guard let first = digits.utf8.first, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            first != 0x30 || (digits.utf8.count == 1 && digits.startIndex == text.startIndex)
        else { return nil }
        return Int(text)
    }

    private static func milliseconds(_ text: String) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let name = text[digits.endIndex...]
        guard let count = integer(digits), let unit = durationUnits.first(where: { $0.name == name }) else {
            return nil
        }
        let (product, overflow) = count.multipliedReportingOverflow(by: unit.size)
        return overflow ? nil : product
    }

    /// In the largest unit that needs no fraction.
    private static func text(of duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let count = Int(seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000)
        for unit in durationUnits where count != 0 && count.isMultiple(of: unit.size) {
            return "\(count / unit.size)\(unit.name)"
        }
        return "\(count)ms"
    }
}

extension Bool {
    /// `true`, `yes`, `false` or `no`, in capitals or not, as people and spreadsheets write them; otherwise nil.
    package init?(spelling text: String) {
        switch text.lowercased() {
        case "true", "yes": self = true
        case "false", "no": self = false
        default: return nil
        }
    }
}
