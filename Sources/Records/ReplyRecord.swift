internal import Documents
package import JSON
package import Log
internal import OrderFields
package import Waybill

/// A verdict on its way to the ingress that waits for it, as it stands in waybill.replies: keyed by the correlation id.
/// It holds what the ingress does not know already; the rest of the answer is the request's own. It is no event for
/// others: its one header says which ingress it is for.
package struct ReplyRecord: Equatable, Sendable {
    package var correlationID: String
    package var instance: String
    package var verdict: Verdict
    /// The processor's own keys, where it refused the command since it came in under others.
    package var refusedFor: KeyFingerprints?

    /// `time` is in milliseconds since 1970.
    package static func append(
        _ verdict: Verdict, to address: ReplyAddress, time: Int64, refusedFor keys: KeyFingerprints? = nil,
        to replies: inout NewRecords
    ) {
        replies.append(.replies, address.partition, timestamp: time) { bytes in
            bytes += address.correlationID.utf8
            let keyEnd = bytes.count
            JSONWriter.append(to: &bytes) { write(verdict, keys, to: &$0) }
            let valueEnd = bytes.count
            Headers.append(Header.instance, address.instance.utf8, to: &bytes)
            return (keyEnd, valueEnd)
        }
    }

    private static func write(_ verdict: Verdict, _ keys: KeyFingerprints?, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("WayBillID", verdict.waybillID)
        writer.field("ResultCode", Int64(verdict.topicCode))
        writer.field("ResultMsg", verdict.topicMessage)
        writer.field("WaybillData", verdict.waybillData)
        if let keys { writer.field("Keys", keys.description) }
        writer.endObject()
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
            guard
                let verdict = Verdict(
                    topicCode: Int32(clamping: try fields.integer("ResultCode")),
                    message: try fields.text("ResultMsg"), waybillID: try fields.text("WayBillID"),
                    waybillData: try fields.text("WaybillData"))
            else {
                throw FieldFault("ResultCode is not one that we know")
            }
            correlationID = String(decoding: key, as: UTF8.self)
            self.instance = instance
            self.verdict = verdict
            refusedFor = fields.has("Keys") ? try fields.keyFingerprints("Keys") : nil
        } catch {
            throw RecordFault(error.message)
        }
    }
}
