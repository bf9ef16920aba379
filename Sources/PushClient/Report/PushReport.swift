/// What came of a run.
package struct PushReport: Equatable, Sendable {
    /// Pushes that were answered, or given up after all attempts.
    package let pushCount: Int
    /// Requests sent, repeats among them.
    package let attemptCount: Int
    /// Requests that repeated one without an answer, or with another status than 200 or 4xx.
    package let repeatCount: Int
    /// Requests without an answer in time.
    package let timeoutCount: Int
    /// Pushes without an answer in any attempt: neither a status 200 nor 4xx.
    package let unansweredCount: Int
    /// Pushes whose answer was a status 4xx: they are wrong, and not repeated.
    package let refusedCount: Int
    /// Answers with status 200 and without a readable ResultCode.
    package let unreadableCount: Int
    /// Orders that hold a waybill id.
    package let orderCount: Int
    /// Answers by ResultCode.
    package let resultCodes: [Int: Int]
    /// Answers by HTTP status.
    package let statuses: [Int: Int]
    /// Requests that failed below HTTP, by reason.
    package let failures: [String: Int]
    /// By HTTP status, the first line of the first answer that was no event's reply.
    package let texts: [Int: String]
    /// What each push came to, in the order of the pushes; empty unless the plan keeps answers.
    package let answers: [PushAnswer]
    /// Answers that the carrier must never give: one order with two waybill ids, one waybill id for two orders, a
    /// success without a waybill id, another order's reply. Sentences, at most `PushLimits.wrongAnswerCountMax`.
    package let wrongAnswers: [String]
    package let wrongAnswerCount: Int
    /// From a request's begin to its whole answer, whatever the status; zero without answers.
    package let p50: Duration
    package let p90: Duration
    package let p99: Duration
    package let longest: Duration
    package let elapsed: Duration

    init(_ tally: PushTally, elapsed: Duration) {
        pushCount = tally.pushCount
        attemptCount = tally.attemptCount
        repeatCount = tally.repeatCount
        timeoutCount = tally.timeoutCount
        unansweredCount = tally.unansweredCount
        refusedCount = tally.refusedCount
        unreadableCount = tally.unreadableCount
        orderCount = tally.book.orderCount
        resultCodes = tally.resultCodes
        statuses = tally.statuses
        failures = tally.failures
        texts = tally.texts
        answers = tally.answers.sorted { $0.key < $1.key }.map(\.value)
        wrongAnswers = tally.book.wrongAnswers
        wrongAnswerCount = tally.book.wrongAnswerCount
        p50 = tally.latency.percentile(0.5)
        p90 = tally.latency.percentile(0.9)
        p99 = tally.latency.percentile(0.99)
        longest = tally.latency.max
        self.elapsed = elapsed
    }

    /// Pushes a second over the whole run.
    package var rate: Double {
        let seconds = elapsed / .seconds(1)
        return seconds > 0 ? Double(pushCount) / seconds : 0
    }

    /// Whether every push was answered with a readable result and the carrier kept its promises. ResultCodes other than
    /// 0 are answers too.
    package var isClean: Bool {
        unansweredCount == 0 && refusedCount == 0 && unreadableCount == 0 && wrongAnswerCount == 0
    }
}
