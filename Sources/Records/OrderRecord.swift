internal import Documents
package import JSON
package import Log
package import Waybill

/// What stands in waybill.waybills, the changelog of the lanes and the source of the views. Three kinds of records:
///
/// - `waybill.order`, key `carrier/BizID/OrderID`: the whole order, state and content. It replaces all that was said of
///   the order before.
/// - `waybill.status`, key `carrier/BizID/OrderID#status`: the state alone, after a cancel, a trace, or a later push of
///   the same content. The lane keeps only the small state, so it could not write the content again; a status belongs
///   to the last order before it.
/// - `waybill.serial`, key `#serial/carrier`: how many of the carrier's numbers this partition has used up.
package enum OrderRecord: Equatable, Sendable {
    case order(OrderKey, OrderState)
    case status(OrderKey, OrderState)
    case serial(carrier: String, next: UInt64)
    /// The order under this key is gone (a record without a value).
    case tombstone(key: [UInt8])

    static let orderType = "waybill.order"
    static let statusType = "waybill.status"
    static let serialType = "waybill.serial"
    private static let statusSuffix = Array("#status".utf8)
    private static let serialPrefix = Array("#serial/".utf8)
}

// MARK: - Writing

extension OrderRecord {
    /// The key and value of the record; `content` is an order's parcel as in `CommandRecord`.
    package static func orderEntry(
        _ key: OrderKey, _ state: OrderState, content: ArraySlice<UInt8>
    ) -> (key: [UInt8], value: [UInt8]) {
        var writer = JSONWriter(capacity: 512 + content.count)
        writeOrder(key, state, content: content, to: &writer)
        return (key.bytes, writer.bytes)
    }

    /// The value of the order's record.
    static func writeOrder(
        _ key: OrderKey, _ state: OrderState, content: ArraySlice<UInt8>, to writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.orderKey(key)
        writer.state(state)
        writer.field("Content", objectTail: content)
        writer.endObject()
    }

    package static func statusEntry(_ key: OrderKey, _ state: OrderState) -> (key: [UInt8], value: [UInt8]) {
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        writer.orderKey(key)
        writer.state(state)
        writer.endObject()
        return (key.bytes + statusSuffix, writer.bytes)
    }

    package static func serialEntry(carrier: String, next: UInt64) -> (key: [UInt8], value: [UInt8]) {
        var writer = JSONWriter(capacity: 64)
        writer.beginObject()
        writer.field("DeliveryID", carrier)
        writer.field("SerialNext", String(next))
        writer.endObject()
        return (serialPrefix + Array(carrier.utf8), writer.bytes)
    }
}

// MARK: - Reading

extension OrderRecord {
    /// Reads a record of waybill.waybills, whose key tells its kind: no header is needed. Only our processor writes
    /// there, so a fault means a damaged or foreign topic.
    package init(_ record: borrowing Record, parser: inout JSONParser) throws(RecordFault) {
        let key = record.key ?? []
        guard let value = record.value else {
            self = .tombstone(key: key)
            return
        }
        do throws(FieldFault) {
            if key.starts(with: Self.serialPrefix) {
                self = try OrderRecord(serial: Fields(json: value, parser: &parser))
                return
            }
            // An order's own key has no `#`: from the first one on stands the kind.
            let mark = key.firstIndex(of: UInt8(ascii: "#")) ?? key.endIndex
            let isOrder = mark == key.endIndex
            guard isOrder || key[mark...].elementsEqual(Self.statusSuffix) else {
                throw FieldFault("the key is that of neither an order, a status nor a serial")
            }
            if let read = OrderRecord(canonical: value, isOrder: isOrder) {
                self = read
                return
            }
            let fields = try Fields(json: value, parser: &parser)
            let (key, state) = (try fields.orderKey(), try fields.state())
            self = isOrder ? .order(key, state) : .status(key, state)
        } catch {
            throw RecordFault(error.message)
        }
    }

    private init(serial fields: Fields) throws(FieldFault) {
        guard let next = UInt64(try fields.text("SerialNext")) else {
            throw FieldFault("SerialNext is not a whole number")
        }
        self = .serial(carrier: try fields.text("DeliveryID"), next: next)
    }
}

extension JSONWriter {
    fileprivate mutating func state(_ state: OrderState) {
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
    fileprivate func state() throws(FieldFault) -> OrderState {
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
