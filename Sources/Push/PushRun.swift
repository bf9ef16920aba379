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

/// One run: workers that take push after push from one feed. All state is behind two locks that are held briefly.
final class PushRun: Sendable {
    private let plan: PushPlan
    private let transport: any PushTransport
    private let progress: @Sendable (PushProgress) -> Void
    private let exchanged: (@Sendable (PushExchange) -> Void)?
    private let feed: Mutex<EventFeed>
    private let tally = Mutex(PushTally())
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
        start = clock.now
    }

    func run() async -> PushReport {
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<min(plan.concurrency, plan.count) {
                group.addTask { await self.work() }
            }
        }
        return PushReport(tally.withLock { $0 }, elapsed: clock.now - start)
    }

    private func work() async {
        while !Task.isCancelled, let push = feed.withLock({ $0.next() }) {
            if let moment = Self.moment(of: push.index, rate: plan.rate) {
                // Waits for the push's own moment; past moments return at once.
                guard (try? await clock.sleep(until: start + moment)) != nil else { return }
            }
            await deliver(push)
            progress(snapshot())
        }
    }

    /// When a push is due, from the start: evenly spaced, whatever became of those before it. Nil: at once.
    static func moment(of index: Int, rate: Double) -> Duration? {
        rate > 0 ? .nanoseconds(Int64(Double(index) / rate * 1e9)) : nil
    }

    /// The first attempt and its repeats: at once after a timeout, a failure, or another status than 200.
    private func deliver(_ push: EventFeed.Push) async {
        let body = push.body { order in tally.withLock { $0.book.waybill(of: order) } }
        for number in 0...plan.repeatCount {
            if Task.isCancelled { return }
            let begin = clock.now
            let outcome = await transport.post(
                signedURL(), contentType: push.format.contentType, body: body, within: plan.attemptTimeout)
            let elapsed = clock.now - begin
            // A cancelled attempt says nothing about the carrier.
            if Task.isCancelled { return }
            tally.withLock { $0.attempted(number, outcome, elapsed: elapsed) }
            exchanged?(PushExchange(sent: body, outcome, elapsed))
            if case .answered(200, let reply) = outcome {
                tally.withLock { $0.answered(push, reply) }
                return
            }
        }
        tally.withLock { $0.gaveUp() }
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
