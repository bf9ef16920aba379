import SeedParcel

@testable import Waybill

/// What can come for one order, as few cases as tell all behaviours apart.
enum Step: CaseIterable {
    case add, addOther, addInvalid, addWrongPassword, addGivenNumber
    case cancel, cancelLater, cancelWrongNumber, cancelOtherShop
    case trace

    /// The command for an order of that number, as its merchant or carrier would send it.
    func command(_ number: String) -> Command {
        var add = Seed.add
        add.waybillID = "0"
        var cancel = CancelSituation().cancel
        cancel.waybillID = number
        switch self {
        case .add: break
        case .addOther: add.contentDigest = Seed.digest(0x33)
        case .addInvalid:
            add.contentDigest = Seed.digest(0x44)
            add.content.sender[.name] = ""
        case .addWrongPassword: add.passwordDigest = .zero
        case .addGivenNumber:
            add.waybillID = Seed.number
            add.contentDigest = Seed.digest(0x55)
        case .cancel: return .cancelWaybill(cancel)
        case .cancelLater:
            cancel.createTime += 1
            return .cancelWaybill(cancel)
        case .cancelWrongNumber:
            cancel.waybillID = number + "0"
            return .cancelWaybill(cancel)
        case .cancelOtherShop:
            cancel.shopAppID = "wxOTHER"
            return .cancelWaybill(cancel)
        case .trace:
            return .recordPath(
                RecordPath(
                    key: add.key, waybillID: number, actionTime: 1, actionType: 100_001, actionMessage: "x"))
        }
        return .addWaybill(add)
    }
}

/// Spec sections 2 and 3 once more, for one order and without any of its fields. It knows only what was asked before.
struct OrderModel {
    /// The content that is accepted, by the step that brought it; nil before the first.
    private(set) var content: Step?
    private(set) var isLive = false
    private(set) var traceCount: UInt32 = 0
    /// The step that cancelled the order.
    private var cancel: Step?

    /// The code that the step must be answered with, and whether it changes the order.
    mutating func take(_ step: Step) -> (code: ResultCode, changes: Bool) {
        switch step {
        case .addInvalid: return (.incompleteSender, false)
        case .addWrongPassword: return (.wrongPassword, false)
        case .add, .addOther, .addGivenNumber: return accept(step)
        case .trace:
            guard content != nil else { return (.unknownWaybill, false) }
            traceCount += 1
            return (.success, true)
        case .cancelWrongNumber, .cancelOtherShop: return (.unknownOrder, false)
        case .cancel, .cancelLater: return cancelOrder(step)
        }
    }

    private mutating func accept(_ step: Step) -> (ResultCode, Bool) {
        if isLive, content == step { return (.success, false) }
        if isLive, traceCount > 0 { return (.other, false) }
        content = step
        isLive = true
        cancel = nil
        return (.success, true)
    }

    private mutating func cancelOrder(_ step: Step) -> (ResultCode, Bool) {
        guard content != nil else { return (.unknownOrder, false) }
        if !isLive { return (cancel == step ? .success : .alreadyCancelled, false) }
        if traceCount > 0 { return (.alreadyCollected, false) }
        isLive = false
        cancel = step
        return (.success, true)
    }
}
