import Foundation
import Synchronization
import Testing

@testable import PushClient

@Suite struct RunTests {
    private func plan(_ carrier: CarrierDouble, count: Int = 1, profile: EventProfile = EventProfile()) -> PushPlan {
        var plan = PushPlan(url: carrier.url, pushToken: "AAAAA", source: .generated(profile))
        plan.count = count
        plan.repeatPause = .zero
        plan.attemptTimeout = .seconds(600)
        return plan
    }

    /// Order ids are unique and so make good waybill ids.
    private static func order(_ body: String) -> String {
        body.firstMatch(of: /(OrderID><!\[CDATA\[|"OrderID": ")([^\]"]*)/).map { String($0.2) } ?? ""
    }

    @Test func pushesAreSignedAndCounted() async throws {
        let targets = Mutex<[String]>([])
        let carrier = try CarrierDouble { request in
            targets.withLock { $0.append("\(request.contentType) \(request.target)") }
            return (200, reply(to: request.body, waybill: "W" + Self.order(request.body)))
        }
        defer { carrier.stop() }
        let done = Atomic<Int>(0)
        let report = try await plan(carrier, count: 50).run { _ in done.add(1, ordering: .relaxed) }
        #expect(report.pushCount == 50 && report.attemptCount == 50 && report.repeatCount == 0)
        #expect(report.resultCodes == [0: 50] && report.statuses == [200: 50] && report.book.orderCount == 50)
        #expect(report.isClean && report.latency.max > .zero && report.rate > 0)
        #expect(report.latency.percentile(0.5) <= report.latency.percentile(0.99))
        #expect(done.load(ordering: .relaxed) == 50)
        #expect(carrier.requestsAtOnceMax <= 8)
        for target in targets.withLock({ $0 }) {
            let match = try #require(
                target.wholeMatch(of: /text\/xml \/push\?signature=(.*)&timestamp=(.*)&nonce=(.*)/))
            let (signature, timestamp, nonce) = (String(match.1), String(match.2), String(match.3))
            #expect(signature == PushSignature.sign(token: "AAAAA", timestamp: timestamp, nonce: nonce))
        }
    }

    @Test func connectionsAreUsedAgain() async throws {
        let carrier = try CarrierDouble { request in (200, reply(to: request.body, waybill: Self.order(request.body))) }
        defer { carrier.stop() }
        var plan = plan(carrier, count: 40)
        plan.concurrency = 1
        #expect(try await plan.run().isClean)
        #expect(carrier.connectionCount < 20)
    }

    @Test func anotherStatusIsRepeatedThreeTimes() async throws {
        let carrier = try CarrierDouble { request in
            request.number < 4 ? (503, "") : (200, reply(to: request.body, waybill: "1"))
        }
        defer { carrier.stop() }
        let report = try await plan(carrier).run()
        #expect(report.attemptCount == 4 && report.repeatCount == 3 && report.isClean)
        #expect(report.statuses == [200: 1, 503: 3] && report.resultCodes == [0: 1])
    }

    @Test func afterThreeRepeatsThePushIsGivenUp() async throws {
        let carrier = try CarrierDouble { _ in (500, "") }
        defer { carrier.stop() }
        let report = try await plan(carrier).run()
        #expect(report.attemptCount == 4 && report.unansweredCount == 1 && report.pushCount == 1 && !report.isClean)
        #expect(carrier.requestCount == 4)
    }

    @Test func noAnswerInTimeIsRepeated() async throws {
        let carrier = try CarrierDouble { request in
            request.number == 1 ? nil : (200, reply(to: request.body, waybill: "1"))
        }
        defer { carrier.stop() }
        var plan = plan(carrier)
        plan.attemptTimeout = .seconds(1)
        // The second attempt may be slow too on a busy machine; the push is answered within its repeats all the same.
        plan.repeatCount = 10
        let report = try await plan.run()
        #expect(report.timeoutCount >= 1 && report.resultCodes == [0: 1])
        #expect(report.repeatCount == report.timeoutCount)
    }

    @Test func aCarrierThatIsNotThereIsNamed() async throws {
        let carrier = try CarrierDouble(isListening: false) { _ in nil }
        defer { carrier.stop() }
        let report = try await plan(carrier).run()
        #expect(report.failures == ["the carrier refused the connection": 4])
        #expect(report.unansweredCount == 1)
    }

    @Test func anotherWaybillForTheSameOrderIsAFault() async throws {
        let carrier = try CarrierDouble { request in
            (200, reply(to: request.body, waybill: "W\(request.number)"))
        }
        defer { carrier.stop() }
        let file = EventFile(name: "seed", bytes: Array(Seed.xml.utf8))
        var plan = PushPlan(url: carrier.url, pushToken: "AAAAA", source: .files([file]))
        plan.count = 3
        plan.concurrency = 1
        let report = try await plan.run()
        #expect(
            report.book.wrongAnswers == [
                "order 012345678901234567890123456789 answered with W1 and W2",
                "order 012345678901234567890123456789 answered with W1 and W3",
            ])
        #expect(report.book.wrongAnswerCount == 2 && !report.isClean)
        #expect(report.text().contains("WRONG: order 012345678901234567890123456789 answered with W1 and W2\n"))
    }

    @Test func theSameWaybillForTwoOrdersIsAFault() async throws {
        let carrier = try CarrierDouble { request in (200, reply(to: request.body, waybill: "same")) }
        defer { carrier.stop() }
        var plan = plan(carrier, count: 2)
        plan.concurrency = 1
        let report = try await plan.run()
        #expect(report.book.wrongAnswers == ["waybill same given to orders order-00000001 and order-00000002"])
    }

    @Test func cancelsNameTheWaybillThatWasAnswered() async throws {
        let wrong = Mutex<[String]>([])
        let cancels = Atomic<Int>(0)
        let carrier = try CarrierDouble { request in
            let waybill = "W" + Self.order(request.body)
            if request.body.contains("cancel_waybill") {
                cancels.add(1, ordering: .relaxed)
                if !request.body.contains("<WayBillID><![CDATA[\(waybill)]]>") {
                    wrong.withLock { $0.append(request.body) }
                }
            }
            return (200, reply(to: request.body, waybill: waybill))
        }
        defer { carrier.stop() }
        var profile = EventProfile()
        profile.cancelShare = 0.3
        var plan = plan(carrier, count: 100, profile: profile)
        plan.concurrency = 1
        let report = try await plan.run()
        #expect(report.isClean && cancels.load(ordering: .relaxed) > 10)
        #expect(wrong.withLock { $0 }.isEmpty)
    }

    @Test func otherAnswersAreCountedAndAreNoSuccess() async throws {
        let carrier = try CarrierDouble { request in
            switch request.number {
            case 1: (200, reply(to: request.body, waybill: "", code: 20_002))
            case 2: (200, "success")
            case 3: (200, reply(to: request.body, waybill: "0"))
            default: (200, reply(to: "<OrderID><![CDATA[other]]>", waybill: "5"))
            }
        }
        defer { carrier.stop() }
        var plan = plan(carrier, count: 4)
        plan.concurrency = 1
        let report = try await plan.run()
        #expect(report.resultCodes == [0: 2, 20_002: 1] && report.unreadableCount == 1)
        #expect(
            report.book.wrongAnswers == [
                "order order-00000003 answered with success and without a waybill id",
                "order order-00000004 answered with the reply of order other",
            ])
    }

    @Test func jsonIsPushedAndRead() async throws {
        let carrier = try CarrierDouble { request in
            (200, "{\"OrderID\":\"\(Self.order(request.body))\",\"WayBillID\":\"1\",\"ResultCode\":0,\"x\":{}}")
        }
        defer { carrier.stop() }
        var plan = plan(carrier)
        plan.format = .json
        let report = try await plan.run()
        #expect(report.resultCodes == [0: 1] && report.book.orderCount == 1 && report.isClean)
    }

    @Test func aRunKeepsItsPace() async throws {
        let carrier = try CarrierDouble { request in (200, reply(to: request.body, waybill: Self.order(request.body))) }
        defer { carrier.stop() }
        var plan = plan(carrier, count: 21)
        plan.rate = 100
        // The last push is due after 20 / 100 s; never earlier, however fast the carrier.
        #expect(try await plan.run().elapsed >= .milliseconds(200))
    }

    @Test(arguments: [(0, 100.0, 0), (1, 100.0, 10), (250, 1_000.0, 250)])
    func pushesAreEvenlySpaced(index: Int, rate: Double, milliseconds: Int) {
        #expect(PushSchedule.moment(of: index, rate: rate) == .milliseconds(milliseconds))
    }

    @Test func aCancelledRunReportsWhatWasDone() async throws {
        let carrier = try CarrierDouble { request in
            request.number <= 5 ? (200, reply(to: request.body, waybill: Self.order(request.body))) : nil
        }
        defer { carrier.stop() }
        var plan = plan(carrier, count: 100)
        plan.concurrency = 1
        let (fifth, signal) = AsyncStream.makeStream(of: Void.self)
        let prepared = plan
        let task = Task { try await prepared.run { if $0.done == 5 { signal.finish() } } }
        for await _ in fifth {}
        task.cancel()
        let report = try await task.value
        #expect(report.pushCount == 5 && report.resultCodes == [0: 5] && report.timeoutCount == 0)
    }
}
