internal import Foundation
internal import HTTPClient
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

extension PushPlan {
    /// Pushes everything, repeating as WeChat does, and reports. Ends early, with a report of what was done, when the
    /// task is cancelled. `progress` is called after each push, on the thread that sends them all; it must not block.
    /// `exchanged` is called likewise after each attempt.
    package func run(
        progress: @escaping @Sendable (PushProgress) -> Void = { _ in },
        exchanged: (@Sendable (PushExchange) -> Void)? = nil
    ) async throws(PushError) -> PushReport {
        try validate()
        var configuration = HTTPClientConfiguration()
        configuration.connectionCountMax = concurrency
        configuration.bodyByteCountMax = PushLimits.bodyByteCountMax
        let client: HTTPClient
        do throws(HTTPClientError) { client = try HTTPClient(configuration) } catch {
            throw PushError("\(error)")
        }
        let report = await PushRun(plan: self, client: client, progress: progress, exchanged: exchanged).run()
        client.stop()
        return report
    }
}

/// One run. All of it happens on the client's thread, one step after the other; a load has no other thread or task,
/// since handing pushes over between them would cost more than everything else. The lock, which nobody waits for,
/// tells the compiler so.
private final class PushRun: Sendable {
    private struct State {
        var schedule: PushSchedule
        var report = PushReport()
        /// When the alarms ring that were asked for, the next one first.
        var alarms: [Duration] = []
        var isOver = false
        var finish: CheckedContinuation<Void, Never>?
    }

    private let plan: PushPlan
    private let client: HTTPClient
    private let progress: @Sendable (PushProgress) -> Void
    private let exchanged: (@Sendable (PushExchange) -> Void)?
    private let state: Mutex<State>
    private let start = ContinuousClock.now

    init(
        plan: PushPlan, client: HTTPClient, progress: @escaping @Sendable (PushProgress) -> Void,
        exchanged: (@Sendable (PushExchange) -> Void)?
    ) {
        self.plan = plan
        self.client = client
        self.progress = progress
        self.exchanged = exchanged
        state = Mutex(State(schedule: PushSchedule(plan)))
    }

    func run() async -> PushReport {
        await withTaskCancellationHandler {
            await withCheckedContinuation { finish in
                let isOver = state.withLock { state in
                    state.finish = finish
                    return state.isOver
                }
                // Cancelled before: nobody else will go on.
                if isOver { end() } else { later(.zero) { self.advance() } }
            }
        } onCancel: {
            later(.zero) { self.end() }
        }
        return state.withLock { state in
            state.report.elapsed = .now - start
            return state.report
        }
    }

    /// Sends whatever may be sent now.
    private func advance() {
        while true {
            let now = ContinuousClock.now
            let step = state.withLock { state in
                state.isOver ? .rest : state.schedule.next(at: now - start, book: state.report.book)
            }
            switch step {
            case .attempt(let attempt): send(attempt, at: now)
            case .wait(let moment): return wake(at: moment, now: now - start)
            case .rest: return
            case .end: return end()
            }
        }
    }

    private func send(_ attempt: Attempt, at begin: ContinuousClock.Instant) {
        let call = HTTPCall(
            .post(attempt.body), to: signedURL(),
            headers: [("Content-Type", attempt.push.format.contentType)], within: plan.attemptTimeout)
        do throws(HTTPClientError) {
            try client.send(call) { outcome in self.ended(attempt, outcome, begin) }
        } catch {
            // There are as many places with the client as with the schedule: it has been stopped, and so has the run.
            end()
        }
    }

    private func ended(_ attempt: Attempt, _ outcome: HTTPOutcome, _ begin: ContinuousClock.Instant) {
        let now = ContinuousClock.now
        let elapsed = now - begin
        // A cancelled attempt says nothing about the carrier.
        guard !state.withLock({ $0.isOver }) else { return }
        exchanged?(PushExchange(sent: attempt.body, outcome, elapsed))
        let done = state.withLock { state -> PushProgress? in
            state.report.attempted(attempt.number, outcome, elapsed: elapsed)
            guard state.schedule.ended(attempt, outcome, at: now - start) else { return nil }
            state.report.ended(attempt.push, outcome)
            if plan.keepsAnswers {
                let answer = PushAnswer(to: attempt.push, outcome, elapsed: elapsed, repeatCount: attempt.number)
                state.report.keep(answer, of: attempt.push)
            }
            return PushProgress(
                done: state.report.pushCount, total: plan.count, unanswered: state.report.unansweredCount,
                elapsed: now - start)
        }
        if let done { progress(done) }
        advance()
    }

    /// Advances at that time, unless it is to advance before anyway.
    private func wake(at moment: Duration, now: Duration) {
        // An alarm that was asked for rings, also where an earlier one was asked for since.
        let isNew = state.withLock { state in
            if let first = state.alarms.first, first <= moment { return false }
            state.alarms.insert(moment, at: 0)
            return true
        }
        guard isNew else { return }
        later(moment - now) {
            self.state.withLock { $0.alarms.removeAll { $0 <= moment } }
            self.advance()
        }
    }

    private func signedURL() -> String {
        let timestamp = "\(Int(Date().timeIntervalSince1970))"
        let nonce = "\(UInt32.random(in: 100_000_000...4_294_967_295))"
        return PushSignature.signed(plan.url, token: plan.pushToken, timestamp: timestamp, nonce: nonce)
    }

    private func later(_ time: Duration, _ body: @escaping @Sendable () -> Void) {
        // A run has an alarm for each time that one came to be the first: only a stopped client takes none.
        do throws(HTTPClientError) { try client.run(after: time, body) } catch { end() }
    }

    private func end() {
        let finish = state.withLock { state in
            state.isOver = true
            return state.finish.take()
        }
        finish?.resume()
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
