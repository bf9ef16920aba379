internal import Documents
package import JSON
package import Log
package import Waybill

/// What stands in waybill.waybills, the changelog of the lanes and the source of the views. Four kinds of records:
///
/// - `waybill.order`, key `carrier/BizID/OrderID`: the whole order, state and content. It replaces all that was said of
///   the order before.
/// - `waybill.status`, key `carrier/BizID/OrderID#status`: the state alone, after a cancel, a trace, or a later push of
///   the same content. The lane keeps only the small state, so it could not write the content again; a status belongs
///   to the last order before it.
/// - `waybill.serial`, key `#serial/` and the range's prefix, digits, check digit, suffix and first serial: how many of
///   the range's numbers this partition has used up. A former range's record stays.
/// - `waybill.input`, key `#input`: up to which offset the partition's commands are decided, among how many partitions
///   orders were dealt out, and under which keys the last of them was taken.
///
/// Versions before ranges were kept wrote `#serial/carrier` and no range. That record is written anew, with the range
/// that it belongs to, with the partition's first decisions: then it is done with, and the range's own record counts.
package enum OrderRecord: Equatable, Sendable {
    case order(OrderKey, OrderState)
    case status(OrderKey, OrderState)
    case serial(SerialCount)
    /// A count without a range has got one: its carrier's next is in the ranges' records from here on.
    case adoption(SerialCount)
    case input(DecidedInput)
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

    package static func inputEntry(_ decided: DecidedInput) -> (key: [UInt8], value: [UInt8]) {
        (InputRecord.key, InputRecord.value(decided))
    }

    package static func serialEntry(_ count: SerialCount) -> (key: [UInt8], value: [UInt8]) {
        let key = count.range.map(\.series.description) ?? count.carrier
        return (serialPrefix + Array(key.utf8), serialValue(count))
    }

    /// The record of a count without a range, written anew with one.
    package static func adoptionEntry(_ count: SerialCount) -> (key: [UInt8], value: [UInt8]) {
        (serialPrefix + Array(count.carrier.utf8), serialValue(count))
    }

    private static func serialValue(_ count: SerialCount) -> [UInt8] {
        var writer = JSONWriter(capacity: 192)
        writer.beginObject()
        writer.field("DeliveryID", count.carrier)
        writer.field("SerialNext", String(count.next))
        if let range = count.range {
            writer.field("Prefix", range.prefix)
            writer.field("Digits", Int64(range.digitCount))
            writer.field("CheckDigit", range.checkDigit.rawValue)
            writer.field("Suffix", range.suffix)
            writer.field("First", String(range.first))
            writer.field("Last", String(range.last))
        }
        writer.endObject()
        return writer.bytes
    }
}

// MARK: - Reading

extension OrderRecord {
    /// Whether the key is that of a count of used numbers.
    package static func isCount(_ key: [UInt8]) -> Bool { key.starts(with: serialPrefix) }

    /// Whether the key is that of the commands that are decided.
    package static func isInput(_ key: [UInt8]?) -> Bool { key == InputRecord.key }

    /// Reads a record of waybill.waybills, whose key tells its kind: no header is needed. Only our processor writes
    /// there, so a fault means a damaged or foreign topic.
    package init(_ record: borrowing Record, parser: inout JSONParser) throws(RecordFault) {
        let key = record.key ?? []
        guard let value = record.value else {
            self = .tombstone(key: key)
            return
        }
        do throws(FieldFault) {
            if Self.isCount(key) {
                let count = try Fields(json: value, parser: &parser).serialCount()
                // A range's key has slashes, a carrier's id has none.
                let isOfCarrier = !key[Self.serialPrefix.count...].contains(UInt8(ascii: "/"))
                self = isOfCarrier && count.range != nil ? .adoption(count) : .serial(count)
                return
            }
            if key == InputRecord.key {
                let fields = try Fields(json: value, parser: &parser)
                self = .input(
                    DecidedInput(
                        offsetNext: try InputRecord.offsetNext(in: fields),
                        partitionCount: try InputRecord.partitionCount(in: fields),
                        keys: try InputRecord.keys(in: fields)))
                return
            }
            // An order's own key has no `#`: from the first one on stands the kind.
            let mark = key.firstIndex(of: UInt8(ascii: "#")) ?? key.endIndex
            let isOrder = mark == key.endIndex
            guard isOrder || key[mark...].elementsEqual(Self.statusSuffix) else {
                throw FieldFault("the key is that of none of an order, a status, a serial or an input")
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
    fileprivate func serialCount() throws(FieldFault) -> SerialCount {
        let carrier = try text("DeliveryID")
        let next = try wholeNumber("SerialNext")
        guard has("Digits") else { return SerialCount(carrier: carrier, range: nil, next: next) }
        guard let checkDigit = CheckDigit(rawValue: try text("CheckDigit")) else {
            throw FieldFault("CheckDigit is none of those that there are")
        }
        let (prefix, suffix) = (try text("Prefix"), try text("Suffix"))
        let digitCount = Int(clamping: try integer("Digits"))
        let (first, last) = (try wholeNumber("First"), try wholeNumber("Last"))
        do throws(ReferenceFault) {
            let range = try NumberRange(
                prefix: prefix, digitCount: digitCount, checkDigit: checkDigit, suffix: suffix, first: first, last: last
            )
            return SerialCount(carrier: carrier, range: range, next: next)
        } catch {
            throw FieldFault("the range of a serial is none: \(error.message)")
        }
    }

    private func wholeNumber(_ name: String) throws(FieldFault) -> UInt64 {
        guard let number = UInt64(try text(name)) else { throw FieldFault("\(name) is not a whole number") }
        return number
    }

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
