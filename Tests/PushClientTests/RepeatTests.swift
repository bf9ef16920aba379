import Foundation
import Synchronization
import Testing

@testable import PushClient

/// When a push is sent again, and what becomes of the others meanwhile.
@Suite struct RepeatTests {
    private func plan(_ url: String, count: Int = 1) -> PushPlan {
        var plan = PushPlan(url: url, pushToken: "AAAAA", source: .generated(EventProfile()))
        plan.count = count
        plan.concurrency = 1
        plan.repeatPause = .zero
        plan.attemptTimeout = .seconds(600)
        return plan
    }

    private static func answer(_ request: CarrierDouble.Request) -> (status: Int, body: String) {
        (200, reply(to: request.body, waybill: "\(request.number)"))
    }

    @Test(arguments: [(400, 1), (403, 1), (404, 1), (413, 1), (499, 1), (204, 4), (500, 4), (503, 4)])
    func whatSaysThatThePushIsWrongIsNotRepeated(status: Int, requestCount: Int) async throws {
        let carrier = try CarrierDouble { _ in (status, "") }
        defer { carrier.stop() }
        let report = try await plan(carrier.url).run()
        #expect(carrier.requestCount == requestCount && report.pushCount == 1 && !report.isClean)
        #expect(report.refusedCount == (requestCount == 1 ? 1 : 0) && report.unansweredCount == 1 - report.refusedCount)
    }

    @Test func aRepeatWaitsForThePause() async throws {
        let carrier = try CarrierDouble { $0.number < 3 ? (503, "") : Self.answer($0) }
        defer { carrier.stop() }
        var plan = plan(carrier.url)
        plan.repeatPause = .milliseconds(150)
        let report = try await plan.run()
        // Two pauses; never less, however fast the carrier.
        #expect(report.isClean && report.repeatCount == 2 && report.elapsed >= .milliseconds(300))
    }

    /// The first push fails and waits; all the others are answered meanwhile, one request at a time.
    @Test func aPushThatWaitsHoldsNoPlace() async throws {
        let carrier = try CarrierDouble { $0.number == 1 ? (503, "") : Self.answer($0) }
        defer { carrier.stop() }
        var plan = plan(carrier.url, count: 5)
        plan.repeatPause = PushLimits.repeatPauseMax
        let (fourth, signal) = AsyncStream.makeStream(of: Void.self)
        let prepared = plan
        let task = Task { try await prepared.run { if $0.done == 4 { signal.finish() } } }
        for await _ in fourth {}
        task.cancel()
        let report = try await task.value
        #expect(report.statuses == [200: 4, 503: 1] && report.pushCount == 4 && carrier.requestsAtOnceMax == 1)
    }

    /// Where answers are kept, order matters: a cancel must not overtake the order that waits.
    @Test func aPushThatWaitsIsNotOvertakenWhereAnswersAreKept() async throws {
        let orders = Mutex<[String]>([])
        let carrier = try CarrierDouble { request in
            orders.withLock { $0.append(request.body.firstMatch(of: /order-0*(\d+)/).map { String($0.1) } ?? "") }
            return request.number == 1 ? (503, "") : Self.answer(request)
        }
        defer { carrier.stop() }
        var plan = plan(carrier.url, count: 3)
        plan.keepsAnswers = true
        #expect(try await plan.run().isClean)
        #expect(orders.withLock { $0 } == ["1", "1", "2", "3"])
    }

    /// More pushes wait than there are places of either kind; all of them come to their end.
    @Test func aCarrierThatIsDownDoesNotHangTheRun() async throws {
        let carrier = try CarrierDouble(isListening: false) { _ in nil }
        defer { carrier.stop() }
        var plan = plan(carrier.url, count: 300)
        plan.repeatCount = 1
        for keepsAnswers in [false, true] {
            plan.keepsAnswers = keepsAnswers
            plan.concurrency = 4
            let report = try await plan.run()
            #expect(report.unansweredCount == 300 && report.attemptCount == 600)
        }
    }

    @Test(arguments: [false, true]) func aRunThatWaitsIsCancelledAtOnce(keepsAnswers: Bool) async throws {
        let (failed, signal) = AsyncStream.makeStream(of: Void.self)
        let carrier = try CarrierDouble { _ in (503, "") }
        defer { carrier.stop() }
        var plan = plan(carrier.url, count: 3)
        plan.keepsAnswers = keepsAnswers
        plan.repeatPause = PushLimits.repeatPauseMax
        let prepared = plan
        let task = Task { try await prepared.run(exchanged: { _ in signal.finish() }) }
        for await _ in failed {}
        task.cancel()
        let report = try await task.value
        #expect(report.pushCount == 0 && report.elapsed < PushLimits.repeatPauseMax)
    }
}
