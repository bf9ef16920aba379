import SeedParcel
import Testing

@testable import Waybill

/// A cancel_waybill event that meets an order; a row changes one thing.
struct CancelSituation: Sendable {
    var cancel = CancelWaybill(
        key: Seed.add.key, createTime: 1_533_050_000, shopAppID: "wxABCD", waybillID: Seed.number,
        passwordDigest: Seed.password)
    var order: OrderState? = OrderState(
        status: .live, waybillID: Seed.number, isNumberGiven: true, waybillData: Seed.waybillData, shopAppID: "wxABCD",
        contentDigest: Seed.contentDigest, passwordDigest: Seed.password, eventTime: Seed.add.createTime)
    var rules = Rules()

    func outcome() throws -> Outcome {
        let facts = Facts(order: order, serialNext: 3, holder: nil, partition: 0, partitionCount: 1)
        return decide(.cancelWaybill(cancel), facts: facts, reference: try rules.reference())
    }
}

struct CancelRow: Sendable, CustomStringConvertible {
    let description: String
    let code: Refusal.Reason
    let message: String
    let apply: @Sendable (inout CancelSituation) -> Void

    init(
        _ description: String, _ code: Refusal.Reason, _ message: String,
        _ apply: @escaping @Sendable (inout CancelSituation) -> Void
    ) {
        self.description = description
        self.code = code
        self.message = message
        self.apply = apply
    }
}

@Suite("cancel_waybill")
struct CancelTests {
    @Test("a live order that nothing happened to is cancelled")
    func success() throws {
        let situation = CancelSituation()
        var cancelled = try #require(situation.order)
        cancelled.status = .cancelled
        cancelled.eventTime = 1_533_050_000
        #expect(
            try situation.outcome()
                == Outcome(verdict: .success(waybillID: Seed.number), change: .status(cancelled)))
    }

    @Test("a suspended account may still cancel")
    func suspended() throws {
        var situation = CancelSituation()
        situation.rules.isActive = false
        #expect(try situation.outcome().verdict.reason == nil)
    }

    @Test("each refusal has its code", arguments: rows)
    func refusal(_ row: CancelRow) throws {
        var situation = CancelSituation()
        row.apply(&situation)
        let outcome = try situation.outcome()
        #expect(outcome.verdict.reason == row.code)
        #expect(outcome.verdict.refusal?.message == row.message)
        #expect(outcome == Outcome(verdict: outcome.verdict), "a refused cancel changes nothing")
        for value in [situation.cancel.waybillID, situation.cancel.shopAppID, situation.cancel.key.orderID] {
            #expect(value.isEmpty || outcome.verdict.refusal?.message.contains(value) == false)
        }
    }

    @Test("the same event again is answered as it was and changes nothing")
    func repetition() throws {
        var situation = CancelSituation()
        situation.order?.status = .cancelled
        situation.order?.eventTime = situation.cancel.createTime
        #expect(try situation.outcome() == Outcome(verdict: .success(waybillID: Seed.number)))
        // Even where the parcel was scanned in between.
        situation.order?.traceCount = 1
        #expect(try situation.outcome() == Outcome(verdict: .success(waybillID: Seed.number)))
    }

    @Test("a cancelled order that is pushed again is live under its old number, with its new content")
    func revival() throws {
        var situation = Situation()
        situation.facts.order = CancelSituation().order
        situation.facts.order?.status = .cancelled
        situation.facts.order?.eventTime = 5
        situation.add.waybillID = "0"
        situation.contentDigest = Seed.digest(0x33)
        situation.add.content.receiver[.city] = "Foshan"
        let data = "##ZTO_bagAddr##Guangdong##ZTO_mark##800-000-000##"
        var state = try #require(CancelSituation().order)
        state.contentDigest = Seed.digest(0x33)
        state.waybillData = data
        let expected = Outcome(
            verdict: .success(waybillID: Seed.number, waybillData: data), change: .content(state), keepsToken: true)
        #expect(try situation.outcome() == expected)
    }

    private static let rows = [
        CancelRow("unknown carrier", .other, "the carrier is not configured") {
            $0.cancel.key = OrderKey(carrier: "NOSUCH", bizID: "xyz", orderID: "1")
        },
        CancelRow("unknown account", .unknownOrder, "BizID is not an account of this carrier") {
            $0.cancel.key = OrderKey(carrier: "ZTO", bizID: "abcd", orderID: "1")
        },
        CancelRow("wrong password", .wrongPassword, "BizPwd is not the password of BizID") {
            $0.cancel.passwordDigest = .zero
        },
        CancelRow("carrier without cancels", .cancelUnsupported, "the carrier does not support cancelling") {
            $0.rules.canCancel = false
        },
        CancelRow("unknown order", .unknownOrder, "there is no waybill for this BizID and OrderID") { $0.order = nil },
        CancelRow("other waybill", .unknownOrder, "WayBillID is not the one that this order has") {
            $0.cancel.waybillID = "123456780"
        },
        CancelRow("no waybill", .unknownOrder, "WayBillID is not the one that this order has") {
            $0.cancel.waybillID = ""
        },
        CancelRow("other shop", .unknownOrder, "ShopAppID is not the one that placed this order") {
            $0.cancel.shopAppID = "wxOTHER"
        },
        CancelRow("collected", .alreadyCollected, "the parcel was collected: a trace of the waybill exists") {
            $0.order?.traceCount = 1
        },
        CancelRow("cancelled before", .alreadyCancelled, "the waybill was cancelled before") {
            $0.order?.status = .cancelled
            $0.order?.eventTime = 1_533_049_999
        },
        CancelRow("cancelled before, scanned since", .alreadyCancelled, "the waybill was cancelled before") {
            $0.order?.status = .cancelled
            $0.order?.eventTime = 0
            $0.order?.traceCount = 2
        },
    ]
}
