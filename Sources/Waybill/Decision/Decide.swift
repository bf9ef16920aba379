/// The core: what a command does to its order. A pure function of its arguments, without clock, I/O or randomness, so
/// that it can be enumerated, simulated and replayed.
package func decide(_ command: Command, facts: Facts, reference: Reference) -> Outcome {
    do throws(Refusal) {
        switch command {
        case .addWaybill(let add, let contentDigest): return try decide(add, contentDigest, facts, reference)
        case .cancelWaybill(let cancel): return try decide(cancel, facts, reference)
        case .recordPath(let path): return try decide(path, facts)
        case .unreadable(let unreadable): throw Refusal(.other, unreadable.fault)
        }
    } catch {
        return Outcome(verdict: Verdict(refusal: error))
    }
}

private func decide(
    _ add: AddWaybill, _ contentDigest: Digest, _ facts: Facts, _ reference: Reference
) throws(Refusal) -> Outcome {
    if let order = facts.order, mayAsk(add, of: order, reference) {
        // The stored result, whatever became of account or routes since: the parcel has its number.
        let verdict = Verdict.success(waybillID: order.waybillID, waybillData: order.waybillData)
        if order.isNewer(than: add.createTime) { return .late(verdict) }
        if order.status == .live, order.contentDigest == contentDigest {
            return Outcome(verdict: verdict, change: renewed(order, by: add), keepsToken: true)
        }
    }
    let carrier = try AccountCheck(reference: reference).carrier(of: add.key, passwordDigest: add.passwordDigest)
    try NumberCheck(carrier: carrier).check(add, facts)
    let destination = try ContentCheck(carrier: carrier, gazetteer: reference.gazetteer).check(add)
    let waybillData = destination.waybillData

    if let order = facts.order {
        guard order.status == .cancelled || !order.isTraced else {
            let message = """
                the parcel was collected: a trace exists, so its content can no longer change; the waybill stays
                """
            return Outcome(verdict: .refused(.other, message, waybillID: order.waybillID))
        }
        // New content under the old number.
        var state = order
        state.status = .live
        state.eventTime = add.createTime
        state.waybillData = waybillData
        state.shopAppID = add.shopAppID
        state.contentDigest = contentDigest
        state.passwordDigest = add.passwordDigest
        let verdict = Verdict.success(waybillID: order.waybillID, waybillData: waybillData)
        return Outcome(verdict: verdict, change: .content(state), keepsToken: true)
    }
    return try issue(add, contentDigest, waybillData, carrier, facts)
}

/// A first push: the order gets its number, once and for ever.
private func issue(
    _ add: AddWaybill, _ contentDigest: Digest, _ waybillData: String, _ carrier: Carrier, _ facts: Facts
) throws(Refusal) -> Outcome {
    let asksForNumber = add.waybillID == "0"
    let waybillID = asksForNumber ? try carrier.number(at: facts) : add.waybillID
    let state = OrderState(
        status: .live, waybillID: waybillID, isNumberGiven: !asksForNumber, waybillData: waybillData,
        shopAppID: add.shopAppID, contentDigest: contentDigest, passwordDigest: add.passwordDigest,
        eventTime: add.createTime)
    return Outcome(
        verdict: .success(waybillID: waybillID, waybillData: waybillData),
        change: .content(state),
        keepsToken: true,
        serialNext: asksForNumber ? facts.serialNext + 1 : nil)
}

private func decide(_ cancel: CancelWaybill, _ facts: Facts, _ reference: Reference) throws(Refusal) -> Outcome {
    let carrier = try AccountCheck(reference: reference)
        .carrier(of: cancel.key, passwordDigest: cancel.passwordDigest, isCancel: true)
    guard carrier.canCancel else {
        throw Refusal(.cancelUnsupported, "the carrier does not support cancelling")
    }
    guard var order = facts.order else {
        throw Refusal(.unknownOrder, "there is no waybill for this BizID and OrderID")
    }
    guard order.waybillID == cancel.waybillID else {
        throw Refusal(.unknownOrder, "WayBillID is not the one that this order has")
    }
    guard order.shopAppID == cancel.shopAppID else {
        throw Refusal(.unknownOrder, "ShopAppID is not the one that placed this order")
    }
    if order.isNewer(than: cancel.createTime) { return .late(.success(waybillID: order.waybillID)) }
    if order.status == .cancelled {
        // WeChat repeats an event whose answer it did not get, with the same CreateTime: it must not fail. A later
        // cancel is a second one.
        guard order.eventTime == cancel.createTime else {
            throw Refusal(.alreadyCancelled, "the waybill was cancelled before")
        }
        return Outcome(verdict: .success(waybillID: order.waybillID))
    }
    guard !order.isTraced else {
        throw Refusal(.alreadyCollected, "the parcel was collected: a trace of the waybill exists")
    }
    order.status = .cancelled
    order.eventTime = cancel.createTime
    return Outcome(verdict: .success(waybillID: order.waybillID), change: .status(order))
}

private func decide(_ path: RecordPath, _ facts: Facts) throws(Refusal) -> Outcome {
    guard var order = facts.order, order.waybillID == path.waybillID else {
        throw Refusal(.unknownWaybill, "there is no order with this waybill_id")
    }
    guard path.actionTime > 0 else {
        throw Refusal(.other, "action_time is not a time in seconds since 1970")
    }
    guard TraceAction.types.contains(path.actionType) else {
        throw Refusal(.other, "action_type is not one of those that updatePath knows")
    }
    guard (1...WaybillLimits.actionMessageByteCountMax).contains(path.actionMessage.utf8.count) else {
        throw Refusal(.other, "action_msg must have 1 to \(WaybillLimits.actionMessageByteCountMax) bytes")
    }
    guard !order.recentTraces.holds(path) else { return Outcome(verdict: .success(waybillID: order.waybillID)) }
    let (sequence, overflow) = order.traceCount.addingReportingOverflow(1)
    guard !overflow else { throw Refusal(.other, "the waybill has as many traces as can be counted") }
    order.traceCount = sequence
    order.recentTraces.add(path)
    return Outcome(
        verdict: .success(waybillID: order.waybillID), change: .status(order), traceSequence: sequence)
}

/// Who may be told of an order that is there: who knows the password that its content was accepted with, or the one
/// that the account has now.
private func mayAsk(_ add: AddWaybill, of order: OrderState, _ reference: Reference) -> Bool {
    if order.passwordDigest == add.passwordDigest { return true }
    let account = reference.account(carrier: add.key.carrier, bizID: add.key.bizID)
    return account?.takes(add.passwordDigest) == true
}

/// What the same content pushed once more changes: token, time and a number given anew do not make it another push.
/// Only one that was made later than what stands is worth remembering, since what was made before it came late now.
private func renewed(_ order: OrderState, by add: AddWaybill) -> Outcome.Change {
    guard add.createTime > order.eventTime else { return .none }
    var order = order
    order.eventTime = add.createTime
    return .status(order)
}

extension Carrier {
    fileprivate func number(at facts: Facts) throws(Refusal) -> String {
        let share = NumberShare(of: issued, partition: facts.partition, partitionCount: facts.partitionCount)
        guard let number = share.serial(after: facts.serialNext).flatMap(issued.number) else {
            throw Refusal(.other, share.exhaustion(after: facts.serialNext))
        }
        return number
    }
}
