extension PushReport {
    /// The report as one JSON object; durations in seconds.
    package func json() -> String {
        var fields = [
            ("pushes", "\(pushCount)"), ("requests", "\(attemptCount)"), ("repeats", "\(repeatCount)"),
            ("timeouts", "\(timeoutCount)"), ("unanswered", "\(unansweredCount)"), ("refused", "\(refusedCount)"),
            ("unreadable", "\(unreadableCount)"), ("orders", "\(book.orderCount)"),
            ("result_codes", Self.object(resultCodes)),
            ("statuses", Self.object(statuses)), ("texts", Self.object(texts, Self.quoted)),
            ("failures", Self.object(failures)),
            ("latency_seconds", Self.object(latency.figures.map { ($0.name, Self.seconds($0.value)) })),
            ("elapsed_seconds", Self.seconds(elapsed)), ("rate", Self.decimal(rate, digits: 1)),
            ("wrong_answer_count", "\(book.wrongAnswerCount)"),
            ("wrong_answers", Self.array(book.wrongAnswers.map(Self.quoted))),
        ]
        if !answers.isEmpty { fields.append(("answers", Self.array(answers.map(Self.answer)))) }
        return Self.object(fields) + "\n"
    }

    private static func seconds(_ duration: Duration) -> String { decimal(duration / .seconds(1), digits: 6) }

    private static func answer(_ answer: PushAnswer) -> String {
        object([
            ("name", quoted(answer.name)), ("order", answer.orderID.map(quoted) ?? "null"),
            ("status", answer.status.map(String.init) ?? "null"),
            ("result_code", answer.resultCode.map(String.init) ?? "null"),
            ("result_msg", quoted(answer.resultMessage)), ("waybill_id", quoted(answer.waybillID)),
            ("text", quoted(answer.text)), ("repeats", "\(answer.repeatCount)"),
            ("elapsed_seconds", seconds(answer.elapsed)),
        ])
    }

    private static func object<Key: Comparable & CustomStringConvertible, Value>(
        _ entries: [Key: Value], _ written: (Value) -> String = { "\($0)" }
    ) -> String {
        object(entries.sorted { $0.key < $1.key }.map { ($0.key.description, written($0.value)) })
    }

    /// Fields with their values as JSON.
    private static func object(_ fields: [(String, String)]) -> String {
        "{\(fields.map { "\(quoted($0.0)): \($0.1)" }.joined(separator: ", "))}"
    }

    private static func array(_ values: [String]) -> String { "[\(values.joined(separator: ", "))]" }

    private static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        JSONEventWriter.appendString(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
