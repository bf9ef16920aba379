package import Documents
package import JSON
package import Log
internal import OrderFields
package import Waybill

/// The sealed token of updatePath in waybill.tokens, keyed like the order; the newest push wins by being the last. It
/// is no event for others: its one header, `ce_id`, says which command it came with.
package struct TokenRecord: TopicRecord {
    package static let topic = Topic.tokens
    package static let type = "waybill.token"

    package let key: OrderKey
    package let waybillID: String
    package let sealedToken: UTF8Slice

    package init(_ key: OrderKey, waybillID: String, sealedToken: UTF8Slice) {
        self.key = key
        self.waybillID = waybillID
        self.sealedToken = sealedToken
    }

    package var keyBytes: [UInt8] { key.bytes }

    package func write(to json: inout JSONWriter) {
        json.orderKey(key)
        json.field("WayBillID", waybillID)
        json.field("SealedToken", sealedToken)
    }

    package init(_ fields: Fields, key _: [UInt8]) throws(FieldFault) {
        self.init(
            try fields.orderKey(), waybillID: try fields.waybillID("WayBillID"),
            sealedToken: UTF8Slice(try fields.bounded("SealedToken", RecordLimits.sealedTokenByteCountMax)))
    }

    package static func writeHeaders(origin: [UInt8], to bytes: inout [UInt8]) {
        Headers.append(Header.id, origin, type, to: &bytes)
    }
}
