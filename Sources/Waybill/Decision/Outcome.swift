/// Everything one command changes. The caller carries all of it out in one transaction, or nothing.
package struct Outcome: Equatable, Sendable {
    package enum Change: Equatable, Sendable {
        case none
        /// The order's new state together with its new content.
        case content(OrderState)
        /// A new state; the content stays as it is.
        case status(OrderState)
    }

    package var verdict: Verdict
    package var change: Change
    /// The push carried a token that belongs to the order now.
    package var keepsToken: Bool
    /// The next serial of the carrier's own numbers in this partition, where one was used up.
    package var serialNext: UInt64?
    /// The trace's number within its waybill, from 1 on, where one was recorded.
    package var traceSequence: UInt32?
    /// The event is older than what stands, and changed nothing.
    package private(set) var isLate = false

    package init(
        verdict: Verdict, change: Change = .none, keepsToken: Bool = false, serialNext: UInt64? = nil,
        traceSequence: UInt32? = nil
    ) {
        self.verdict = verdict
        self.change = change
        self.keepsToken = keepsToken
        self.serialNext = serialNext
        self.traceSequence = traceSequence
    }

    /// The answer that the event got, or that a copy of it got, before what stands now.
    package static func late(_ verdict: Verdict) -> Outcome {
        var outcome = Outcome(verdict: verdict)
        outcome.isLate = true
        return outcome
    }
}
