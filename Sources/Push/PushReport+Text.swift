extension PushReport {
    /// The report for a person: names on the left, numbers aligned on the right.
    package func text() -> String {
        var rows = [
            ("pushes", "\(pushCount)"), ("requests", "\(attemptCount)"), ("repeats", "\(repeatCount)"),
            ("timeouts", "\(timeoutCount)"), ("unanswered", "\(unansweredCount)"), ("unreadable", "\(unreadableCount)"),
            ("orders with a waybill", "\(orderCount)"),
        ]
        rows += resultCodes.sorted { $0.key < $1.key }.map { ("ResultCode \($0.key)", "\($0.value)") }
        rows += statuses.sorted { $0.key < $1.key }.map { ("HTTP \($0.key)", "\($0.value)") }
        rows += failures.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
        rows += [
            ("latency p50", Self.milliseconds(p50)), ("latency p90", Self.milliseconds(p90)),
            ("latency p99", Self.milliseconds(p99)), ("latency max", Self.milliseconds(longest)),
            ("elapsed", "\(Self.decimal(elapsed / .seconds(1), digits: 3)) s"),
            ("rate", "\(Self.decimal(rate, digits: 1)) /s"), ("faults", "\(faultCount)"),
        ]
        let left = rows.map(\.0.count).max() ?? 0
        let right = rows.map { Self.number($0.1).count }.max() ?? 0
        var text = rows.reduce(into: "") { text, row in
            let gap = left - row.0.count + 2 + right - Self.number(row.1).count
            text += row.0 + String(repeating: " ", count: gap) + row.1 + "\n"
        }
        for fault in faults { text += "FAULT: \(fault)\n" }
        if faultCount > faults.count { text += "FAULT: and \(faultCount - faults.count) more\n" }
        return text
    }

    /// The report as one JSON object; durations in seconds.
    package func json() -> String {
        let fields = [
            ("pushes", "\(pushCount)"), ("requests", "\(attemptCount)"), ("repeats", "\(repeatCount)"),
            ("timeouts", "\(timeoutCount)"), ("unanswered", "\(unansweredCount)"), ("unreadable", "\(unreadableCount)"),
            ("orders", "\(orderCount)"), ("result_codes", Self.object(resultCodes)),
            ("statuses", Self.object(statuses)), ("failures", Self.object(failures)),
            (
                "latency_seconds",
                "{\"p50\": \(Self.seconds(p50)), \"p90\": \(Self.seconds(p90)), \"p99\": \(Self.seconds(p99)), "
                    + "\"max\": \(Self.seconds(longest))}"
            ),
            ("elapsed_seconds", Self.seconds(elapsed)), ("rate", Self.decimal(rate, digits: 1)),
            ("fault_count", "\(faultCount)"), ("faults", "[\(faults.map(Self.quoted).joined(separator: ", "))]"),
        ]
        return "{" + fields.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}\n"
    }

    /// The part of a value that is aligned: without its unit.
    private static func number(_ value: String) -> Substring { value.prefix { $0 != " " } }

    static func milliseconds(_ duration: Duration) -> String {
        "\(decimal(duration / .milliseconds(1), digits: 3)) ms"
    }

    private static func seconds(_ duration: Duration) -> String { decimal(duration / .seconds(1), digits: 6) }

    /// A number of at least 0 with that many digits behind the point.
    static func decimal(_ value: Double, digits: Int) -> String {
        var scale: Int64 = 1
        for _ in 0..<digits { scale *= 10 }
        let whole = Int64(exactly: (value * Double(scale)).rounded()) ?? 0
        let fraction = "\(whole % scale)"
        return "\(whole / scale)." + String(repeating: "0", count: max(0, digits - fraction.count)) + fraction
    }

    private static func object<Key: Comparable & CustomStringConvertible>(_ counts: [Key: Int]) -> String {
        let fields = counts.sorted { $0.key < $1.key }.map { "\(quoted($0.key.description)): \($0.value)" }
        return "{\(fields.joined(separator: ", "))}"
    }

    private static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        JSONEventWriter.appendString(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
