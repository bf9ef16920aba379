internal import JSON
internal import Log
package import Waybill

/// The sealed token of updatePath in waybill.tokens, keyed like the order; the newest push wins by being the last. It
/// is no event for others: its one header, `ce_id`, says which command it came with.
package enum TokenRecord {
    static let type = "waybill.token"

    static func writeHeaders(origin: [UInt8], to bytes: inout [UInt8]) {
        Headers.append(Header.id, origin, type, to: &bytes)
    }

    static func write(_ key: OrderKey, waybillID: String, sealedToken: UTF8Slice, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.orderKey(key)
        writer.field("WayBillID", waybillID)
        writer.field("SealedToken", sealedToken)
        writer.endObject()
    }
}

/// A trace in waybill.traces, keyed `carrier/waybill id/sequence`, with the fields of updatePath.
package enum TraceRecord {
    package static let type = "waybill.trace"

    package static func keyValue(_ path: RecordPath, sequence: UInt32) -> (key: [UInt8], value: [UInt8]) {
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        writer.orderKey(path.key)
        writer.trace(path)
        writer.field("Sequence", Int64(sequence))
        writer.endObject()
        let key = OrderKey(carrier: path.key.carrier, bizID: path.waybillID, orderID: String(sequence)).bytes
        return (key, writer.bytes)
    }
}
