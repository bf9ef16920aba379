internal import Crypto
internal import Documents
internal import JSON
internal import OrderFields
internal import Waybill

/// What several kinds of records say in the same words.
extension JSONWriter {
    mutating func orderKey(_ key: OrderKey) {
        field("DeliveryID", key.carrier)
        field("BizID", key.bizID)
        field("OrderID", key.orderID)
    }

    mutating func trace(_ path: RecordPath) {
        field("waybill_id", path.waybillID)
        field("action_time", path.actionTime)
        field("action_type", path.actionType)
        field("action_msg", path.actionMessage)
    }
}

extension Fields {
    /// The fields of a record's value.
    convenience init(json value: [UInt8], parser: inout JSONParser) throws(FieldFault) {
        let document: Document
        do throws(JSONError) {
            document = try parser.parse(value)
        } catch {
            throw FieldFault("the value is not JSON: \(error)")
        }
        try self.init(document)
    }

    func orderKey() throws(FieldFault) -> OrderKey {
        let orderID = try text("OrderID")
        guard !orderID.isEmpty else { throw FieldFault("OrderID is empty") }
        guard orderID.utf8.count <= OrderFieldLimits.orderIDByteCountMax else {
            throw FieldFault("OrderID is longer than \(OrderFieldLimits.orderIDByteCountMax) bytes")
        }
        return OrderKey(
            carrier: try bounded("DeliveryID", OrderFieldLimits.carrierByteCountMax),
            bizID: try bounded("BizID", OrderFieldLimits.bizIDByteCountMax), orderID: orderID)
    }

    func trace() throws(FieldFault) -> RecordPath {
        RecordPath(
            key: try orderKey(), waybillID: try waybillID("waybill_id"), actionTime: try integer("action_time"),
            actionType: try integer("action_type"), actionMessage: try text("action_msg"))
    }

    func digest(_ name: StaticString) throws(FieldFault) -> Digest {
        guard let bytes = Hex.decode(try text(name)), bytes.count == Digest.byteCount, let digest = Digest(bytes) else {
            throw FieldFault("\(name) is not a digest of \(Digest.byteCount) bytes in hexadecimal")
        }
        return digest
    }

    func waybillID(_ name: StaticString) throws(FieldFault) -> String {
        try bounded(name, OrderFieldLimits.waybillIDByteCountMax)
    }

    func bounded(_ name: StaticString, _ byteCountMax: Int) throws(FieldFault) -> String {
        let text = try text(name)
        guard text.utf8.count <= byteCountMax else { throw FieldFault("\(name) is longer than \(byteCountMax) bytes") }
        return text
    }

    func keyFingerprints(_ name: StaticString) throws(FieldFault) -> KeyFingerprints {
        guard let keys = KeyFingerprints(Array(try text(name).utf8)[...]) else {
            throw FieldFault("\(name) is not the fingerprints of a sealing key and a digest key")
        }
        return keys
    }
}

/// Runs what reads fields, and says what is wrong as a record's fault.
func reading<Value>(_ body: () throws(FieldFault) -> Value) throws(RecordFault) -> Value {
    do throws(FieldFault) {
        return try body()
    } catch {
        throw RecordFault(error.message)
    }
}
