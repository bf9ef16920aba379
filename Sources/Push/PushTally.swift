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
    private(set) var resultCodes: [Int: Int] = [:]
    private(set) var statuses: [Int: Int] = [:]
    private(set) var failures: [String: Int] = [:]

    /// One attempt ended so, after `elapsed`. `number` counts a push's attempts from 0.
    mutating func attempted(_ number: Int, _ outcome: PushOutcome, elapsed: Duration) {
        attemptCount += 1
        if number > 0 { repeatCount += 1 }
        switch outcome {
        case .answered(let status, _):
            latency.add(elapsed)
            Self.count(status, in: &statuses)
        case .timedOut: timeoutCount += 1
        case .failed(let reason): Self.count(reason, in: &failures)
        }
    }

    /// One push got its answer, with status 200.
    mutating func answered(_ push: EventFeed.Push, _ body: [UInt8]) {
        pushCount += 1
        let fields = FieldScanner(body, push.format)
        guard let code = fields.integer("ResultCode") else {
            unreadableCount += 1
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

    /// One push got no answer in any of its attempts.
    mutating func gaveUp() {
        pushCount += 1
        unansweredCount += 1
    }

    /// What a stranger sends must not fill memory: kinds beyond the limit are not told apart.
    private static func count<Kind: Hashable>(_ kind: Kind, in counts: inout [Kind: Int]) {
        if counts[kind] != nil || counts.count < PushLimits.kindCountMax { counts[kind, default: 0] += 1 }
    }
}
