package import Documents
package import JSON
package import Log
internal import OrderFields
package import Waybill

/// `waybill.order` in waybill.waybills: a whole order, state and content.
package struct OrderRecord: TopicRecord {
    package static let topic = Topic.waybills
    package static let type = "waybill.order"

    package let key: OrderKey
    package let state: OrderState
    /// As in `CommandRecord`: the parcel in canonical JSON without its opening brace.
    package let canonicalContent: ArraySlice<UInt8>

    package init(_ key: OrderKey, _ state: OrderState, canonicalContent: ArraySlice<UInt8>) {
        self.key = key
        self.state = state
        self.canonicalContent = canonicalContent
    }

    package var keyBytes: [UInt8] { key.bytes }

    package func write(to json: inout JSONWriter) {
        json.orderKey(key)
        json.state(state)
        json.field("Content", objectTail: canonicalContent)
    }

    package init(_ fields: Fields, key _: [UInt8]) throws(FieldFault) {
        self.init(
            try fields.orderKey(), try fields.state(),
            canonicalContent: CommandRecord.canonicalContent(of: try Content(fields.object("Content"))))
    }

    /// The parcel. The fault names the first field that cannot be read.
    package func content(parser: inout JSONParser) throws(RecordFault) -> Content {
        try reading { () throws(FieldFault) in
            try Content(Fields(json: [UInt8(ascii: "{")] + canonicalContent, parser: &parser))
        }
    }

    /// Key and state of an order's value, or with `isOrder` false of a status. The content that follows an order's
    /// state is left unread, as a lane wants none of it; Kafka's checksums vouch for the bytes.
    package static func head(
        of value: [UInt8], isOrder: Bool, parser: inout JSONParser
    ) throws(RecordFault) -> (key: OrderKey, state: OrderState) {
        if let head = scannedHead(of: value, isOrder: isOrder) { return head }
        return try reading { () throws(FieldFault) in
            let fields = try Fields(json: value, parser: &parser)
            return (try fields.orderKey(), try fields.state())
        }
    }

    /// Nil for what goes the general way; `OrderRecordTests` compares the two.
    static func scannedHead(of value: [UInt8], isOrder: Bool) -> (key: OrderKey, state: OrderState)? {
        do throws(CanonicalScanner.Deviation) {
            var scanner = try RecordScanner(value)
            let head = (try scanner.orderKey(), try scanner.state())
            if isOrder {
                try scanner.scanner.expect(#","Content":{"#)
                return value.suffix(2).elementsEqual("}}".utf8) ? head : nil
            }
            try scanner.scanner.expect("}")
            return scanner.scanner.isAtEnd ? head : nil
        } catch {
            return nil
        }
    }
}

/// `waybill.status` in waybill.waybills: an order's state alone.
package struct StatusRecord: TopicRecord {
    package static let topic = Topic.waybills
    package static let type = "waybill.status"

    package let key: OrderKey
    package let state: OrderState

    package init(_ key: OrderKey, _ state: OrderState) {
        self.key = key
        self.state = state
    }

    package var keyBytes: [UInt8] { key.bytes + WaybillsKind.statusSuffix }

    package func write(to json: inout JSONWriter) {
        json.orderKey(key)
        json.state(state)
    }

    package init(_ fields: Fields, key _: [UInt8]) throws(FieldFault) {
        self.init(try fields.orderKey(), try fields.state())
    }
}
