internal import JSON
internal import Waybill

/// The quick way into an order's state: a record that stands byte for byte as `OrderRecord` writes it, or as it did
/// before a status had its event's time and an order its recent traces. The content that follows the state is left
/// unread, as a lane wants none of it; Kafka's checksums vouch for the bytes. All other records go the general way,
/// where what is wrong with them is said; `OrderRecordTests` compares.
extension OrderRecord {
    /// `isOrder` tells an order's record from a status.
    init?(canonical value: [UInt8], isOrder: Bool) {
        do throws(CanonicalScanner.Deviation) {
            var reader = try CanonicalReader(value)
            let key = try reader.orderKey()
            let state = try reader.state()
            if isOrder {
                try reader.scanner.expect(#","Content":{"#)
                guard value.suffix(2).elementsEqual("}}".utf8) else { return nil }
                self = .order(key, state)
            } else {
                try reader.scanner.expect("}")
                guard reader.scanner.isAtEnd else { return nil }
                self = .status(key, state)
            }
        } catch {
            return nil
        }
    }
}

extension CanonicalReader {
    fileprivate mutating func state() throws(Deviation) -> OrderState {
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
