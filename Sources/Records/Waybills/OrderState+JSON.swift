internal import Documents
internal import JSON
internal import OrderFields
internal import Waybill

/// An order's state as its records hold it, written and read: an order has its content besides, a status nothing.
extension JSONWriter {
    mutating func state(_ state: OrderState) {
        field("WayBillID", state.waybillID)
        field("WayBillIDGiven", state.isNumberGiven)
        field("WaybillData", state.waybillData)
        field("Status", Int64(state.status.rawValue))
        field("ShopAppID", state.shopAppID)
        field("TraceCount", Int64(state.traceCount))
        field("CancelTime", state.cancelTime)
        field("ContentDigest", hexadecimal: state.contentDigest.value)
        field("BizPwdDigest", hexadecimal: state.passwordDigest.value)
        field("CreateTime", state.eventTime)
        if !state.recentTraces.digests.isEmpty { field("TraceDigests", state.recentTraces.hexadecimal) }
    }
}

extension Fields {
    func state() throws(FieldFault) -> OrderState {
        guard let status = UInt8(exactly: try integer("Status")).flatMap(OrderState.Status.init(rawValue:)) else {
            throw FieldFault("Status is neither 0 nor 1")
        }
        guard let traceCount = UInt32(exactly: try integer("TraceCount")) else {
            throw FieldFault("TraceCount is out of range")
        }
        let cancelTime = try integer("CancelTime")
        return OrderState(
            status: status, waybillID: try text("WayBillID"), isNumberGiven: try text("WayBillIDGiven") == "true",
            waybillData: try text("WaybillData"), shopAppID: try text("ShopAppID"),
            contentDigest: try digest("ContentDigest"), passwordDigest: try digest("BizPwdDigest"),
            // A status of the version before has none: what is known then is when the order was cancelled, if it was.
            eventTime: has("CreateTime") ? try integer("CreateTime") : status == .cancelled ? cancelTime : 0,
            traceCount: traceCount, recentTraces: try recentTraces())
    }

    private func recentTraces() throws(FieldFault) -> RecentTraces {
        guard let traces = RecentTraces(hexadecimal: try text("TraceDigests")) else {
            throw FieldFault("TraceDigests is not a list of digests of 8 bytes in hexadecimal")
        }
        return traces
    }
}

/// The quick way, also into what stands as it did before a status had its event's time and an order its recent traces.
extension RecordScanner {
    mutating func state() throws(Deviation) -> OrderState {
        let waybillID = try string(#","WayBillID":"#)
        let isNumberGiven = scanner.take(#","WayBillIDGiven":true"#)
        if !isNumberGiven { try scanner.expect(#","WayBillIDGiven":false"#) }
        let waybillData = try string(#","WaybillData":"#)
        let number = try scanner.integer(#","Status":"#)
        let shopAppID = try string(#","ShopAppID":"#)
        guard let status = UInt8(exactly: number).flatMap(OrderState.Status.init(rawValue:)),
            let traceCount = UInt32(exactly: try scanner.integer(#","TraceCount":"#))
        else { throw Deviation() }
        let cancelTime = try scanner.integer(#","CancelTime":"#)
        let contentDigest = try digest(#","ContentDigest":"#)
        let passwordDigest = try digest(#","BizPwdDigest":"#)
        let knownTime = scanner.take(#","CreateTime":"#) ? try scanner.integer("") : nil
        return OrderState(
            status: status, waybillID: waybillID, isNumberGiven: isNumberGiven, waybillData: waybillData,
            shopAppID: shopAppID, contentDigest: contentDigest, passwordDigest: passwordDigest,
            eventTime: knownTime ?? (status == .cancelled ? cancelTime : 0), traceCount: traceCount,
            recentTraces: try recentTraces())
    }

    private mutating func recentTraces() throws(Deviation) -> RecentTraces {
        guard scanner.take(#","TraceDigests":"#) else { return RecentTraces() }
        guard let traces = RecentTraces(hexadecimal: try string("")) else { throw Deviation() }
        return traces
    }
}
