internal import HTTPClient

/// What came of a run, counted as it goes on.
package struct PushReport: Sendable {
    var book = AnswerBook()
    /// From a request's begin to its whole answer, whatever the status.
    private(set) var latency = LatencyTally()
    /// Pushes that were answered, or given up after all attempts.
    private(set) var pushCount = 0
    /// Requests sent, repeats among them.
    private(set) var attemptCount = 0
    /// Requests that repeated one without an answer, or with another status than 200 or 4xx.
    private(set) var repeatCount = 0
    /// Requests without an answer in time.
    private(set) var timeoutCount = 0
    /// Pushes without an answer in any attempt: neither a status 200 nor 4xx.
    private(set) var unansweredCount = 0
    /// Pushes whose answer was a status 4xx: they are wrong, and not repeated.
    private(set) var refusedCount = 0
    /// Answers with status 200 and without a readable ResultCode.
    private(set) var unreadableCount = 0
    /// Answers by ResultCode.
    private(set) var resultCodes: [Int: Int] = [:]
    /// Answers by HTTP status.
    private(set) var statuses: [Int: Int] = [:]
    /// Requests that failed below HTTP, by reason.
    private(set) var failures: [String: Int] = [:]
    /// By HTTP status, the first line of the first answer that was no event's reply.
    private(set) var texts: [Int: String] = [:]
    /// What became of each push, by its index; only where the plan keeps answers.
    private var kept: [Int: PushAnswer] = [:]
    var elapsed: Duration = .zero

    /// What each push came to, in the order of the pushes.
    var answers: [PushAnswer] { kept.sorted { $0.key < $1.key }.map(\.value) }

    /// Pushes a second over the whole run.
    var rate: Double {
        let seconds = elapsed / .seconds(1)
        return seconds > 0 ? Double(pushCount) / seconds : 0
    }

    /// Whether every push was answered with a readable result and the carrier kept its promises. ResultCodes other than
    /// 0 are answers too.
    package var isClean: Bool {
        unansweredCount == 0 && refusedCount == 0 && unreadableCount == 0 && book.wrongAnswerCount == 0
    }

    /// One attempt ended so, after `elapsed`. `number` counts a push's attempts from 0.
    mutating func attempted(_ number: Int, _ outcome: HTTPOutcome, elapsed: Duration) {
        attemptCount += 1
        if number > 0 { repeatCount += 1 }
        switch outcome {
        case .answered(let status, let body):
            latency.add(elapsed)
            if status != 200 { note(body, of: status) }
            Self.count(status, in: &statuses)
        case .timedOut: timeoutCount += 1
        case .failed: Self.count(outcome.said, in: &failures)
        }
    }

    /// One push is over: with a final answer, or without one in all of its attempts.
    mutating func ended(_ push: EventFeed.Push, _ outcome: HTTPOutcome) {
        pushCount += 1
        switch outcome {
        case .answered(200, let body): answered(push, body)
        case .answered where outcome.isFinal: refusedCount += 1
        case .answered, .timedOut, .failed: unansweredCount += 1
        }
    }

    private mutating func answered(_ push: EventFeed.Push, _ body: [UInt8]) {
        let fields = FieldScanner(body, push.format)
        guard let code = fields.integer("ResultCode") else {
            unreadableCount += 1
            note(body, of: 200)
            return
        }
        Self.count(code, in: &resultCodes)
        guard let order = push.orderID else { return }
        if let answered = fields.text("OrderID"), answered != order {
            book.mismatched(answered, for: order)
        } else if code == 0, !push.isCancel {
            book.issued(fields.text("WayBillID") ?? "", to: order)
        }
    }

    mutating func keep(_ answer: PushAnswer, of push: EventFeed.Push) { kept[push.index] = answer }

    private mutating func note(_ body: [UInt8], of status: Int) {
        guard texts[status] == nil, texts.count < PushLimits.kindCountMax else { return }
        texts[status] = AnswerText.line(body)
    }

    /// What a stranger sends must not fill memory: kinds beyond the limit are not told apart.
    private static func count<Kind: Hashable>(_ kind: Kind, in counts: inout [Kind: Int]) {
        if counts[kind] != nil || counts.count < PushLimits.kindCountMax { counts[kind, default: 0] += 1 }
    }
}
