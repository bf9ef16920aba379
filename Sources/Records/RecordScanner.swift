internal import JSON
internal import OrderFields
internal import Waybill

/// The quick way into a record that stands byte for byte as this room writes it: one pass over its value. Whatever
/// deviates goes the general way, through `Fields`, so that what is wrong with a record is said in one place.
struct RecordScanner {
    typealias Deviation = CanonicalScanner.Deviation

    let value: [UInt8]
    var scanner: CanonicalScanner

    init(_ value: [UInt8]) throws(Deviation) {
        self.value = value
        scanner = try CanonicalScanner(value)
    }

    mutating func orderKey() throws(Deviation) -> OrderKey {
        let carrier = try string(#"{"DeliveryID":"#, OrderFieldLimits.carrierByteCountMax)
        let bizID = try string(#","BizID":"#, OrderFieldLimits.bizIDByteCountMax)
        let orderID = try string(#","OrderID":"#, OrderFieldLimits.orderIDByteCountMax)
        guard !orderID.isEmpty else { throw Deviation() }
        return OrderKey(carrier: carrier, bizID: bizID, orderID: orderID)
    }

    mutating func string(_ key: StaticString, _ byteCountMax: Int = .max) throws(Deviation) -> String {
        let range = try scanner.string(key)
        guard range.count <= byteCountMax else { throw Deviation() }
        return String(decoding: value[range], as: UTF8.self)
    }

    mutating func text(_ key: StaticString) throws(Deviation) -> UTF8Slice {
        UTF8Slice(TextRange(try scanner.string(key)), of: value)
    }

    mutating func digest(_ key: StaticString) throws(Deviation) -> Digest { Digest(try scanner.hexadecimal(key)) }

    /// The parcel's fields, which are all that is left of an object whose brace stands open.
    mutating func content() throws(Deviation) -> Content {
        var fields = FieldScanner(scanner, of: value)
        var content = Content()
        try content.visit(&fields)
        scanner = fields.scanner
        return content
    }
}
