import SeedParcel
import Testing

@testable import Waybill

/// Events that were made before the one that stands: copies that were held up on their way, or sent again.
@Suite("late copies of older events")
struct LateCopyTests {
    /// The order of `CancelSituation`, as an event of second 100 left it.
    private func order(_ status: OrderState.Status, _ change: (inout OrderState) -> Void = { _ in }) throws
        -> OrderState
    {
        var order = try #require(CancelSituation().order)
        order.status = status
        order.eventTime = 100
        change(&order)
        return order
    }

    private func outcome(
        _ order: OrderState, contentDigest: Digest = Seed.contentDigest, add change: (inout AddWaybill) -> Void,
        rules: Rules = Rules()
    ) throws -> Outcome {
        var situation = Situation()
        situation.contentDigest = contentDigest
        situation.facts.order = order
        situation.rules = rules
        situation.add.waybillID = "0"
        change(&situation.add)
        return try situation.outcome()
    }

    private func outcome(_ order: OrderState, cancelAt time: Int64) throws -> Outcome {
        var situation = CancelSituation()
        situation.order = order
        situation.cancel.createTime = time
        return try situation.outcome()
    }

    private let addAnswer = Outcome(verdict: .success(waybillID: Seed.number, waybillData: Seed.waybillData))
    private let lateCancelAnswer = Outcome.late(.success(waybillID: Seed.number))
    private let cancelAnswer = Outcome(verdict: .success(waybillID: Seed.number))
    private var lateAddAnswer: Outcome { .late(addAnswer.verdict) }

    @Test(
        "an add is answered with the order's number and changes nothing, whatever it holds",
        arguments: [OrderState.Status.live, .cancelled], [1, 99, -5])
    func add(_ status: OrderState.Status, _ time: Int64) throws {
        for traceCount in [0, 3] as [UInt32] {
            let order = try order(status) { $0.traceCount = traceCount }
            for digest in [order.contentDigest, Seed.digest(0x33)] {
                let found = try outcome(
                    order, contentDigest: digest,
                    add: {
                        $0.createTime = time
                    })
                #expect(found == lateAddAnswer)
            }
            let broken = try outcome(
                order, contentDigest: Seed.digest(0x44),
                add: {
                    $0.createTime = time
                    $0.content.sender[.name] = ""
                })
            #expect(broken == lateAddAnswer)
        }
    }

    @Test(
        "a cancel is answered with the order's number and changes nothing",
        arguments: [OrderState.Status.live, .cancelled], [1, 99, -5])
    func cancel(_ status: OrderState.Status, _ time: Int64) throws {
        #expect(try outcome(order(status), cancelAt: time) == lateCancelAnswer)
        #expect(try outcome(order(status) { $0.traceCount = 1 }, cancelAt: time) == lateCancelAnswer)
    }

    @Test("who asks is still checked")
    func authority() throws {
        for status in [OrderState.Status.live, .cancelled] {
            let order = try order(status)
            let stranger = try outcome(
                order,
                add: {
                    $0.createTime = 1
                    $0.passwordDigest = .zero
                })
            #expect(stranger.verdict.reason == .wrongPassword)
            for spoil in [
                { $0.waybillID = "1" }, { $0.shopAppID = "wxOTHER" },
            ] as [(inout CancelWaybill) -> Void] {
                var situation = CancelSituation()
                situation.order = order
                situation.cancel.createTime = 1
                spoil(&situation.cancel)
                #expect(try situation.outcome().verdict.reason == .unknownOrder)
            }
            var situation = CancelSituation()
            situation.order = order
            situation.cancel.createTime = 1
            situation.cancel.passwordDigest = .zero
            #expect(try situation.outcome().verdict.reason == .wrongPassword)
        }
    }

    @Test("within one second events count in the order in which they come")
    func equalSeconds() throws {
        let revived = try outcome(order(.cancelled), add: { $0.createTime = 100 })
        #expect(revived.change == .content(try order(.live)))
        #expect(revived.keepsToken)
        #expect(try outcome(order(.live), cancelAt: 100).change == .status(order(.cancelled)))
        #expect(try outcome(order(.cancelled), cancelAt: 100) == cancelAnswer)
    }

    @Test("what is newer counts: an add revives, a cancel cancels, a second one is 30003")
    func newer() throws {
        let revived = try outcome(order(.cancelled), add: { $0.createTime = 101 })
        #expect(revived.change == .content(try order(.live) { $0.eventTime = 101 }))
        let cancelled = try outcome(order(.live), cancelAt: 101)
        #expect(cancelled.change == .status(try order(.cancelled) { $0.eventTime = 101 }))
        #expect(try outcome(order(.cancelled), cancelAt: 101).verdict.reason == .alreadyCancelled)
    }

    @Test("the same content pushed later moves the time: a cancel that was made between the two is late")
    func renewal() throws {
        let renewed = try outcome(order(.live), add: { $0.createTime = 200 })
        let after = try order(.live) { $0.eventTime = 200 }
        #expect(renewed == Outcome(verdict: addAnswer.verdict, change: .status(after), keepsToken: true))
        #expect(try outcome(after, cancelAt: 150) == lateCancelAnswer)
        // WeChat's own repeat has the same time, and writes nothing.
        let repeated = try outcome(after, add: { $0.createTime = 200 })
        #expect(repeated == Outcome(verdict: addAnswer.verdict, keepsToken: true))
    }

    @Test("without a time, of the order or of the event, events count in the order in which they come")
    func unknownTime() throws {
        for (standing, time) in [(0, 1), (0, -1), (100, 0)] as [(Int64, Int64)] {
            let cancelled = try order(.cancelled) { $0.eventTime = standing }
            let live = try order(.live) { $0.eventTime = standing }
            let revived = try outcome(cancelled, add: { $0.createTime = time })
            #expect(revived.change == .content(try order(.live) { $0.eventTime = time }))
            #expect(
                try outcome(live, cancelAt: time).change == .status(order(.cancelled) { $0.eventTime = time }))
            #expect(try outcome(cancelled, cancelAt: time).verdict.reason == .alreadyCancelled)
        }
    }
}

/// When the same content is a repeat, whoever's password has become another since.
@Suite("equal content under another password")
struct ChangedPasswordTests {
    private static let before = Seed.digest(0x77)

    /// The account's password is `Seed.password` now; the order was accepted with another.
    private func outcome(_ passwordDigest: Digest, traceCount: UInt32, digest: Digest? = nil) throws -> Outcome {
        var situation = Situation()
        situation.add.passwordDigest = passwordDigest
        situation.contentDigest = digest ?? situation.contentDigest
        situation.facts.order = CancelSituation().order
        situation.facts.order?.passwordDigest = Self.before
        situation.facts.order?.traceCount = traceCount
        return try situation.outcome()
    }

    @Test(
        "it is a repeat under the password of now and under the stored one, on a traced order too", arguments: [0, 2])
    func repetition(_ traceCount: UInt32) throws {
        let result = Verdict.success(waybillID: Seed.number, waybillData: Seed.waybillData)
        for password in [Seed.password, Self.before] {
            #expect(try outcome(password, traceCount: traceCount) == Outcome(verdict: result, keepsToken: true))
        }
        #expect(try outcome(.zero, traceCount: traceCount).verdict.reason == .wrongPassword)
    }

    @Test("other content needs the password of now, and none changes a traced order")
    func otherContent() throws {
        let other = Seed.digest(0x33)
        #expect(try outcome(Self.before, traceCount: 0, digest: other).verdict.reason == .wrongPassword)
        #expect(try outcome(Seed.password, traceCount: 0, digest: other).verdict.reason == nil)
        #expect(try outcome(Seed.password, traceCount: 1, digest: other).verdict.reason == .other)
    }
}
