/// Durations and byte counts as a person writes them.
package enum Units {
    private static let durations: [(unit: String, value: Duration)] = [
        ("us", .microseconds(1)), ("ms", .milliseconds(1)), ("s", .seconds(1)), ("m", .seconds(60)),
        ("h", .seconds(3_600)), ("d", .seconds(86_400)),
    ]

    private static let bytes: [(unit: String, value: Int)] = [
        ("B", 1), ("KB", 1_000), ("KiB", 1 << 10), ("MB", 1_000_000), ("MiB", 1 << 20), ("GB", 1_000_000_000),
        ("GiB", 1 << 30),
    ]

    /// `5s`, `1.5h`, `0`; nil when `text` is nothing of the kind or does not fit.
    static func duration(_ text: String) -> Duration? {
        if text == "0" { return .zero }
        guard let (number, unit) = split(text), let scale = durations.first(where: { $0.unit == unit })?.value else {
            return nil
        }
        // A double holds 15 digits: microseconds are exact up to 31 years.
        let microseconds = (number * (scale / Duration.microseconds(1))).rounded()
        guard microseconds < 1e15 else { return nil }
        return .microseconds(Int64(microseconds))
    }

    /// `512`, `64KiB`, `1.5MB`; nil when `text` is nothing of the kind or does not fit.
    static func byteCount(_ text: String) -> Int? {
        guard let (number, unit) = split(text) else { return nil }
        guard let scale = unit.isEmpty ? 1 : bytes.first(where: { $0.unit == unit })?.value else { return nil }
        let count = number * Double(scale)
        guard count < 9e15, count == count.rounded() else { return nil }
        return Int(count)
    }

    /// In the largest unit that leaves no fraction. By whole numbers: a quotient of durations is not exact.
    package static func text(_ duration: Duration) -> String {
        if duration == .zero { return "0" }
        let fitting = durations.last { duration.attoseconds % $0.value.attoseconds == 0 }
        guard let fitting else { return "\(duration / .microseconds(1))us" }
        return "\(duration.attoseconds / fitting.value.attoseconds)\(fitting.unit)"
    }

    /// In the largest binary unit that leaves no fraction.
    static func text(bytes count: Int) -> String {
        let fitting = bytes.last { $0.unit.hasSuffix("iB") && count != 0 && count % $0.value == 0 }
        guard let fitting else { return "\(count)" }
        return "\(count / fitting.value)\(fitting.unit)"
    }

    /// Digits with at most one point, and the unit behind them.
    private static func split(_ text: String) -> (number: Double, unit: String)? {
        let digits = text.prefix { ("0"..."9").contains($0) || $0 == "." }
        guard digits.first != ".", digits.last != ".", let number = Double(digits) else { return nil }
        return (number, String(text[digits.endIndex...]))
    }
}
