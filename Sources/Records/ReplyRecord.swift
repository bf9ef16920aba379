internal import Documents
package import JSON
package import Log
package import Waybill

/// A result on its way to the ingress that waits for it, as it stands in waybill.replies: keyed by the correlation id.
/// It holds what the ingress does not know already; the rest of the answer is the request's own.
package struct ReplyRecord: Equatable, Sendable {
    package var correlationID: String
    package var instance: String
    package var result: Result

    package static let type = "waybill.reply"

    /// `time` is in milliseconds since 1970.
    package static func record(_ result: Result, to address: ReplyAddress, source: String, time: Int64) -> NewRecord {
        record(result, to: address, RecordKind(type: type, source: source, time: time))
    }

    static func record(_ result: Result, to address: ReplyAddress, _ kind: RecordKind) -> NewRecord {
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        writer.field("WayBillID", result.waybillID)
        writer.field("ResultCode", Int64(result.code.rawValue))
        writer.field("ResultMsg", result.message)
        writer.field("WaybillData", result.waybillData)
        writer.endObject()
        var headers = kind.headers(id: address.correlationID)
        headers.append(Header.instance, address.instance)
        return NewRecord(
            topic: .replies, partition: address.partition, timestamp: kind.time,
            key: Array(address.correlationID.utf8), value: writer.bytes, headers: headers)
    }

    /// Nil for a record that is no reply to this instance; a fault for one that is and cannot be read.
    package init?(
        _ record: Record, for instance: String, parser: inout JSONParser
    ) throws(RecordFault) {
        guard let key = record.key, let value = record.value,
            let addressed = record.headers[Header.instance], addressed.elementsEqual(instance.utf8)
        else { return nil }
        do throws(FieldFault) {
            let fields = try Fields(json: value, parser: &parser)
            guard let code = Int32(exactly: try fields.integer("ResultCode")).flatMap(ResultCode.init(rawValue:)) else {
                throw FieldFault("ResultCode is not one that we know")
            }
            correlationID = String(decoding: key, as: UTF8.self)
            self.instance = instance
            result = Result(
                code: code, message: try fields.text("ResultMsg"), waybillID: try fields.text("WayBillID"),
                waybillData: try fields.text("WaybillData"))
        } catch {
            throw RecordFault(error.message)
        }
    }
}
