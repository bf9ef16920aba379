extension PushReport {
    /// The report for a person: a line for each answer where they are kept, otherwise the table; and each wrong answer.
    package func text() -> String {
        var text = answers.isEmpty ? table() : answers.map { $0.line + "\n" }.joined()
        for answer in book.wrongAnswers { text += "WRONG: \(answer)\n" }
        if book.wrongAnswerCount > book.wrongAnswers.count {
            text += "WRONG: and \(book.wrongAnswerCount - book.wrongAnswers.count) more\n"
        }
        return text
    }

    /// Names on the left, numbers aligned on the right; below, what the answers said that were no event's reply.
    private func table() -> String {
        var rows = [
            ("pushes", "\(pushCount)"), ("requests", "\(attemptCount)"), ("repeats", "\(repeatCount)"),
            ("timeouts", "\(timeoutCount)"), ("unanswered pushes", "\(unansweredCount)"),
            ("pushes refused with HTTP 4xx", "\(refusedCount)"),
            ("answers without a ResultCode", "\(unreadableCount)"), ("wrong answers", "\(book.wrongAnswerCount)"),
            ("orders with a waybill", "\(book.orderCount)"),
        ]
        rows += resultCodes.sorted { $0.key < $1.key }.map { ("ResultCode \($0.key)", "\($0.value)") }
        rows += statuses.sorted { $0.key < $1.key }.map { ("HTTP \($0.key)", "\($0.value)") }
        rows += failures.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
        // Without any answer there is no latency; zero would be a false one.
        if !statuses.isEmpty {
            rows += latency.figures.map { ("latency \($0.name)", Self.milliseconds($0.value)) }
        }
        rows += [
            ("elapsed", "\(Self.decimal(elapsed / .seconds(1), digits: 3)) s"),
            ("rate", "\(Self.decimal(rate, digits: 1)) pushes/s"),
        ]
        let left = rows.map(\.0.count).max() ?? 0
        let right = rows.map { Self.number($0.1).count }.max() ?? 0
        var text = rows.reduce(into: "") { text, row in
            let gap = left - row.0.count + 2 + right - Self.number(row.1).count
            text += row.0 + String(repeating: " ", count: gap) + row.1 + "\n"
        }
        for (status, said) in texts.sorted(by: { $0.key < $1.key }) where !said.isEmpty {
            text += "HTTP \(status): \(said)\n"
        }
        return text
    }

    /// The part of a value that is aligned: without its unit.
    private static func number(_ value: String) -> Substring { value.prefix { $0 != " " } }

    static func milliseconds(_ duration: Duration) -> String {
        "\(decimal(duration / .milliseconds(1), digits: 3)) ms"
    }

    /// A number of at least 0 with that many digits behind the point.
    static func decimal(_ value: Double, digits: Int) -> String {
        var scale: Int64 = 1
        for _ in 0..<digits { scale *= 10 }
        let whole = Int64(exactly: (value * Double(scale)).rounded()) ?? 0
        let fraction = "\(whole % scale)"
        return "\(whole / scale)." + String(repeating: "0", count: max(0, digits - fraction.count)) + fraction
    }
}
