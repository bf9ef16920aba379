/// Everything that a run counts, behind one lock.
struct PushTally: Sendable {
    var book = AnswerBook()
    var latency = LatencyTally()
    private(set) var pushCount = 0
    private(set) var attemptCount = 0
    private(set) var repeatCount = 0
    private(set) var timeoutCount = 0
    private(set) var unreadableCount = 0
    private(set) var unansweredCount = 0
    private(set) var refusedCount = 0
    private(set) var resultCodes: [Int: Int] = [:]
    private(set) var statuses: [Int: Int] = [:]
    private(set) var failures: [String: Int] = [:]
    /// By HTTP status, what the first answer said that was no event's reply.
    private(set) var texts: [Int: String] = [:]
    /// What became of each push, by its index; only where the plan keeps answers.
    private(set) var answers: [Int: PushAnswer] = [:]

    /// One attempt ended so, after `elapsed`. `number` counts a push's attempts from 0.
    mutating func attempted(_ number: Int, _ outcome: PushOutcome, elapsed: Duration) {
        attemptCount += 1
        if number > 0 { repeatCount += 1 }
        switch outcome {
        case .answered(let status, let body):
            latency.add(elapsed)
            if status != 200 { note(body, of: status) }
            Self.count(status, in: &statuses)
        case .timedOut: timeoutCount += 1
        case .failed(let reason): Self.count(reason, in: &failures)
        }
    }

    /// One push is over: with a final answer, or without one in all of its attempts.
    mutating func ended(_ push: EventFeed.Push, _ outcome: PushOutcome) {
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

    mutating func keep(_ answer: PushAnswer, of push: EventFeed.Push) { answers[push.index] = answer }

    private mutating func note(_ body: [UInt8], of status: Int) {
        guard texts[status] == nil, texts.count < PushLimits.kindCountMax else { return }
        texts[status] = AnswerText.line(body)
    }

    /// What a stranger sends must not fill memory: kinds beyond the limit are not told apart.
    private static func count<Kind: Hashable>(_ kind: Kind, in counts: inout [Kind: Int]) {
        if counts[kind] != nil || counts.count < PushLimits.kindCountMax { counts[kind, default: 0] += 1 }
    }
}
