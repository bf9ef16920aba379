package import Documents
package import JSON
package import Log
internal import OrderFields
package import Waybill

/// A trace in waybill.traces, keyed `carrier/waybill id/sequence`, with the fields of updatePath.
package struct TraceRecord: TopicRecord {
    package static let topic = Topic.traces
    package static let type = "waybill.trace"

    package let path: RecordPath
    /// Its number within the waybill, from 1 on.
    package let sequence: UInt32

    package init(_ path: RecordPath, sequence: UInt32) {
        self.path = path
        self.sequence = sequence
    }

    package var keyBytes: [UInt8] {
        OrderKey(carrier: path.key.carrier, bizID: path.waybillID, orderID: String(sequence)).bytes
    }

    package func write(to json: inout JSONWriter) {
        json.orderKey(path.key)
        json.trace(path)
        json.field("Sequence", Int64(sequence))
    }

    package init(_ fields: Fields, key _: [UInt8]) throws(FieldFault) {
        guard let sequence = UInt32(exactly: try fields.integer("Sequence")), sequence > 0 else {
            throw FieldFault("Sequence is not the number of a trace")
        }
        self.init(try fields.trace(), sequence: sequence)
    }
}
