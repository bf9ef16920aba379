import SeedParcel

@testable import Waybill

/// What can come for one order, as few cases as tell all behaviours apart: what it is, and when it was made. The time
/// of a trace is its own.
struct Step: CustomStringConvertible {
    enum Kind: CaseIterable {
        case add, addOther, addInvalid, addWrongPassword, addGivenNumber
        case cancel, cancelWrongNumber, cancelOtherShop
        case trace, traceOther

        var isTrace: Bool { self == .trace || self == .traceOther }
    }

    let kind: Kind
    /// 1, 2, 3: older, equal and newer than each other.
    let time: Int64

    var description: String { "\(kind) \(time)" }

    /// Every kind of event at every time; traces once.
    static let all = Kind.allCases.flatMap { kind in
        (kind.isTrace ? 1...1 : 1...3).map { Step(kind: kind, time: $0) }
    }

    /// What changes an order, for longer sequences.
    static let changing = all.filter { step in
        switch step.kind {
        case .add, .cancel: true
        case .addOther: step.time != 2
        case .trace, .traceOther: true
        case .addInvalid, .addWrongPassword, .addGivenNumber, .cancelWrongNumber, .cancelOtherShop: false
        }
    }

    /// The command for an order of that number, as its merchant or carrier would send it.
    func command(_ number: String) -> Command {
        var add = Seed.add
        var contentDigest = Seed.contentDigest
        add.waybillID = "0"
        add.createTime = time
        var cancel = CancelSituation().cancel
        cancel.waybillID = number
        cancel.createTime = time
        switch kind {
        case .add: break
        case .addOther: contentDigest = Seed.digest(0x33)
        case .addInvalid:
            contentDigest = Seed.digest(0x44)
            add.content.sender[.name] = ""
        case .addWrongPassword: add.passwordDigest = .zero
        case .addGivenNumber:
            add.waybillID = Seed.number
            contentDigest = Seed.digest(0x55)
        case .cancel: return .cancelWaybill(cancel)
        case .cancelWrongNumber:
            cancel.waybillID = number + "0"
            return .cancelWaybill(cancel)
        case .cancelOtherShop:
            cancel.shopAppID = "wxOTHER"
            return .cancelWaybill(cancel)
        case .trace, .traceOther:
            return .recordPath(
                RecordPath(
                    key: add.key, waybillID: number, actionTime: 1, actionType: 100_001,
                    actionMessage: kind == .trace ? "x" : "y"))
        }
        return .addWaybill(add, contentDigest: contentDigest)
    }
}

/// Spec sections 2 and 3 once more, for one order and without any of its fields. It knows only what was asked before:
/// the events that were accepted, of which the last one stands.
struct OrderModel {
    /// What a step must lead to.
    struct Verdict: Equatable {
        /// Nil for a success.
        var reason: Refusal.Reason?
        /// The order is another than before.
        var changes = false
        /// The push's token counts from now on.
        var keepsToken = false

        static func refused(_ reason: Refusal.Reason) -> Verdict { Verdict(reason: reason) }
        static let unchanged = Verdict()
    }

    private var accepted: [Step] = []
    private var traces: [Step.Kind] = []

    /// The content that is accepted, by the kind of step that brought it; nil before the first.
    private var content: Step.Kind? { accepted.last { $0.kind != .cancel }?.kind }
    private var standing: Step? { accepted.last }

    var isLive: Bool { standing.map { $0.kind != .cancel } ?? false }
    var traceCount: UInt32 { UInt32(traces.count) }
    var time: Int64 { standing?.time ?? 0 }

    mutating func take(_ step: Step) -> Verdict {
        switch step.kind {
        case .add, .addOther, .addGivenNumber, .addInvalid: return add(step)
        case .addWrongPassword: return .refused(.wrongPassword)
        case .trace, .traceOther:
            guard !accepted.isEmpty else { return .refused(.unknownWaybill) }
            guard !traces.contains(step.kind) else { return .unchanged }
            traces.append(step.kind)
            return Verdict(changes: true)
        case .cancelWrongNumber, .cancelOtherShop: return .refused(.unknownOrder)
        case .cancel: return cancel(step)
        }
    }

    private mutating func add(_ step: Step) -> Verdict {
        // Late: nobody can tell any more whether it was accepted when it was made, so it is not looked at.
        if step.time < time { return .unchanged }
        if step.kind == .addInvalid { return .refused(.incompleteSender) }
        if isLive, content == step.kind {
            let isLater = step.time > time
            if isLater { accepted.append(step) }
            return Verdict(changes: isLater, keepsToken: true)
        }
        if isLive, !traces.isEmpty { return .refused(.other) }
        accepted.append(step)
        return Verdict(changes: true, keepsToken: true)
    }

    private mutating func cancel(_ step: Step) -> Verdict {
        guard !accepted.isEmpty else { return .refused(.unknownOrder) }
        if step.time < time { return .unchanged }
        if !isLive { return step.time == time ? .unchanged : .refused(.alreadyCancelled) }
        if !traces.isEmpty { return .refused(.alreadyCollected) }
        accepted.append(step)
        return Verdict(changes: true)
    }
}
