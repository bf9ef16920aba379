internal import HTTPClient

/// What one push came to, after its repeats.
struct PushAnswer: Sendable {
    /// The event file, or the OrderID of a made-up event.
    let name: String
    let orderID: String?
    /// The last attempt's HTTP status; nil when it got none.
    let status: Int?
    /// Of the event's reply; nil when there was no readable one.
    let resultCode: Int?
    let resultMessage: String
    let waybillID: String
    /// The first line of an answer that is no event's reply, or why there was no answer. Empty beside a ResultCode.
    let text: String
    /// How long the last attempt took.
    let elapsed: Duration
    let repeatCount: Int

    init(to push: EventFeed.Push, _ outcome: HTTPOutcome, elapsed: Duration, repeatCount: Int) {
        name = push.name
        orderID = push.orderID
        self.elapsed = elapsed
        self.repeatCount = repeatCount
        var fields = FieldScanner([], push.format)
        switch outcome {
        case .answered(let status, let body):
            self.status = status
            if status == 200 { fields = FieldScanner(body, push.format) }
            text = fields.integer("ResultCode") == nil ? AnswerText.line(body) : ""
        case .timedOut, .failed: (status, text) = (nil, outcome.said)
        }
        resultCode = fields.integer("ResultCode")
        resultMessage = AnswerText.line(Array((fields.text("ResultMsg") ?? "").utf8))
        waybillID = AnswerText.line(Array((fields.text("WayBillID") ?? "").utf8))
    }

    /// The answer for a person, on one line.
    var line: String {
        var parts: [String] = []
        if let resultCode {
            parts.append(Self.joined("ResultCode \(resultCode)", resultMessage))
            if !waybillID.isEmpty { parts.append("waybill \(waybillID)") }
        } else if let status {
            parts.append(Self.joined(status == 200 ? "HTTP 200 without a ResultCode:" : "HTTP \(status)", text))
        } else {
            parts.append("no answer: \(text)")
        }
        if repeatCount > 0 { parts.append("after \(repeatCount) \(repeatCount == 1 ? "repeat" : "repeats")") }
        parts.append(PushReport.milliseconds(elapsed))
        return "\(name): \(parts.joined(separator: ", "))"
    }

    private static func joined(_ head: String, _ text: String) -> String { text.isEmpty ? head : "\(head) \(text)" }
}

/// A stranger's text as a report shows it.
enum AnswerText {
    /// The first line that is not empty: bounded, and without characters that a terminal would obey.
    static func line(_ bytes: [UInt8]) -> String {
        let text = String(decoding: bytes.prefix(PushLimits.bodyByteCountMax), as: UTF8.self)
        let line = text.split(whereSeparator: \.isNewline).first { !$0.allSatisfy(\.isWhitespace) } ?? ""
        let shown = line.unicodeScalars.prefix(PushLimits.shownCharacterCountMax).map { scalar in
            scalar.properties.generalCategory == .control ? "?" : Character(scalar)
        }
        return String(shown) + (line.unicodeScalars.count > shown.count ? "..." : "")
    }
}
