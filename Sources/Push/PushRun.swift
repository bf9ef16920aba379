internal import Foundation
internal import Synchronization

/// How far a run is.
package struct PushProgress: Equatable, Sendable {
    /// Pushes that have their answer, or will have none.
    package let done: Int
    package let total: Int
    /// Pushes that got no answer in any attempt, so far.
    package let unanswered: Int
    package let elapsed: Duration
}

/// One attempt as it went over the wire; it holds the event's secrets.
package struct PushExchange: Sendable {
    package let sent: [UInt8]
    /// The HTTP status, or why there was none: `200`, `timed out`.
    package let outcome: String
    package let answer: [UInt8]
    package let elapsed: Duration
}

extension PushPlan {
    /// Pushes everything, repeating as WeChat does, and reports. Ends early, with a report of what was done, when the
    /// task is cancelled. `progress` is called after each push, from any thread, several at a time; it must not block.
    /// `exchanged` is called likewise after each attempt.
    package func run(
        progress: @escaping @Sendable (PushProgress) -> Void = { _ in },
        exchanged: (@Sendable (PushExchange) -> Void)? = nil
    ) async throws(PushError) -> PushReport {
        try validate()
        let transport = URLSessionTransport(concurrency: concurrency)
        let report = await PushRun(
            plan: self, transport: transport, progress: progress, exchanged: exchanged
        ).run()
        transport.close()
        return report
    }
}

/// One run: a feed of pushes, each of which is delivered by a task of its own. All state is behind locks that are held
/// briefly.
final class PushRun: Sendable {
    private let plan: PushPlan
    private let transport: any PushTransport
    private let progress: @Sendable (PushProgress) -> Void
    private let exchanged: (@Sendable (PushExchange) -> Void)?
    private let feed: Mutex<EventFeed>
    private let tally = Mutex(PushTally())
    /// For pushes that are begun and not over. It bounds memory while a carrier is down and every push waits.
    private let open: Places
    /// For attempts under way. A push that waits for its repeat holds none of these.
    private let attempts: Places
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant

    init(
        plan: PushPlan, transport: any PushTransport, progress: @escaping @Sendable (PushProgress) -> Void,
        exchanged: (@Sendable (PushExchange) -> Void)?
    ) {
        self.exchanged = exchanged
        self.plan = plan
        self.transport = transport
        self.progress = progress
        feed = Mutex(EventFeed(plan))
        open = Places(plan.keepsAnswers ? plan.concurrency : max(plan.concurrency, PushLimits.openCountMax))
        attempts = Places(plan.concurrency)
        start = clock.now
    }

    func run() async -> PushReport {
        await withDiscardingTaskGroup { group in
            while let push = await next() {
                group.addTask { await self.deliver(push) }
            }
        }
        return PushReport(tally.withLock { $0 }, elapsed: clock.now - start)
    }

    /// The next push, in its moment and with both its places; nil when all are handed out, or the task is cancelled.
    private func next() async -> EventFeed.Push? {
        await open.enter()
        guard !Task.isCancelled, let push = feed.withLock({ $0.next() }) else { return nil }
        if let moment = Self.moment(of: push.index, rate: plan.rate) {
            // Waits for the push's own moment; past moments return at once.
            guard (try? await clock.sleep(until: start + moment)) != nil else { return nil }
        }
        await attempts.enter()
        return push
    }

    /// When a push is due, from the start: evenly spaced, whatever became of those before it. Nil: at once.
    static func moment(of index: Int, rate: Double) -> Duration? {
        rate > 0 ? .nanoseconds(Int64(Double(index) / rate * 1e9)) : nil
    }

    /// The first attempt and its repeats, until one is final. Gives both places back.
    private func deliver(_ push: EventFeed.Push) async {
        defer { open.leave() }
        let body = push.body { order in tally.withLock { $0.book.waybill(of: order) } }
        for number in 0...plan.repeatCount {
            if number > 0 {
                guard (try? await clock.sleep(for: plan.repeatPause)) != nil else { return }
                await attempts.enter()
            }
            let isOver = await attempt(number, of: push, body)
            attempts.leave()
            if isOver { return progress(snapshot()) }
        }
    }

    /// True when nothing is left to do for the push.
    private func attempt(_ number: Int, of push: EventFeed.Push, _ body: [UInt8]) async -> Bool {
        if Task.isCancelled { return true }
        let begin = clock.now
        let outcome = await transport.post(
            signedURL(), contentType: push.format.contentType, body: body, within: plan.attemptTimeout)
        let elapsed = clock.now - begin
        // A cancelled attempt says nothing about the carrier.
        if Task.isCancelled { return true }
        exchanged?(PushExchange(sent: body, outcome, elapsed))
        let isOver = outcome.isFinal || number == plan.repeatCount
        tally.withLock { tally in
            tally.attempted(number, outcome, elapsed: elapsed)
            if isOver { tally.ended(push, outcome) }
            if isOver, plan.keepsAnswers {
                tally.keep(PushAnswer(to: push, outcome, elapsed: elapsed, repeatCount: number), of: push)
            }
        }
        return isOver
    }

    private func signedURL() -> String {
        let timestamp = "\(Int(Date().timeIntervalSince1970))"
        let nonce = "\(UInt32.random(in: 100_000_000...4_294_967_295))"
        return PushSignature.signed(plan.url, token: plan.pushToken, timestamp: timestamp, nonce: nonce)
    }

    private func snapshot() -> PushProgress {
        let (done, unanswered) = tally.withLock { ($0.pushCount, $0.unansweredCount) }
        return PushProgress(done: done, total: plan.count, unanswered: unanswered, elapsed: clock.now - start)
    }
}

extension PushExchange {
    init(sent: [UInt8], _ outcome: PushOutcome, _ elapsed: Duration) {
        self.sent = sent
        self.elapsed = elapsed
        switch outcome {
        case .answered(let status, let body): (self.outcome, answer) = ("\(status)", body)
        case .timedOut: (self.outcome, answer) = ("timed out", [])
        case .failed(let reason): (self.outcome, answer) = (reason, [])
        }
    }
}

extension EventFormat {
    var contentType: String {
        switch self {
        case .xml: "text/xml"
        case .json: "application/json"
        }
    }
}
