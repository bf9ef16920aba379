package import Documents
package import JSON
package import Waybill

/// The parcel's fields in JSON, under the names and in the order of seed 003; one form for pushes, commands and order
/// documents alike.
extension Content {
    package init(_ fields: Fields) throws(FieldFault) {
        self.init(
            remark: UTF8Slice(try fields.text("Remark")),
            sender: try Contact(fields.object("Sender")),
            receiver: try Contact(fields.object("Receiver")),
            cargo: try Cargo(fields.object("Cargo")),
            insured: try Insured(fields.object("Insured")),
            service: try Service(fields.object("Service")))
    }

    /// The canonical form: every field that has a value, numbers as short as they go. Equal contents give equal bytes.
    package func write(to writer: inout JSONWriter) {
        writer.field("Remark", remark)
        sender.write("Sender", to: &writer)
        receiver.write("Receiver", to: &writer)
        cargo.write(to: &writer)
        writer.beginObject("Insured")
        writer.quantity("UseInsured", insured.useInsured)
        writer.quantity("InsuredValue", insured.value)
        writer.endObject()
        writer.beginObject("Service")
        writer.quantity("ServiceType", service.type)
        writer.field("ServiceName", service.name)
        writer.endObject()
    }
}

extension Contact {
    init(_ fields: Fields) throws(FieldFault) {
        self.init()
        for field in Field.allCases { set(field, try fields.text(field.name)) }
    }

    func write(_ name: String, to writer: inout JSONWriter) {
        writer.beginObject(name)
        for field in Field.allCases { writer.field(field.name, self[field]) }
        writer.endObject()
    }
}

extension Cargo {
    init(_ fields: Fields) throws(FieldFault) {
        self.init()
        weight = try fields.quantity("Weight")
        length = try fields.quantity("Space_X")
        width = try fields.quantity("Space_Y")
        height = try fields.quantity("Space_Z")
        count = try fields.quantity("Count")
        for detail in try fields.objects("DetailList", countMax: RecordLimits.detailCountMax) {
            details.append(Detail(name: UTF8Slice(try detail.text("Name")), count: try detail.quantity("Count")))
        }
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject("Cargo")
        writer.quantity("Weight", weight)
        writer.quantity("Space_X", length)
        writer.quantity("Space_Y", width)
        writer.quantity("Space_Z", height)
        writer.quantity("Count", count)
        writer.beginArray("DetailList")
        for detail in details {
            writer.beginObject()
            writer.field("Name", detail.name)
            writer.quantity("Count", detail.count)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }
}

extension Insured {
    init(_ fields: Fields) throws(FieldFault) {
        self.init()
        useInsured = try fields.quantity("UseInsured")
        value = try fields.quantity("InsuredValue")
    }
}

extension Service {
    init(_ fields: Fields) throws(FieldFault) {
        self.init()
        type = try fields.quantity("ServiceType")
        name = UTF8Slice(try fields.text("ServiceName"))
    }
}

extension Fields {
    /// A number, or what the merchant sent in its place; an object or a boolean is unreadable.
    func quantity(_ name: String) throws(FieldFault) -> Quantity {
        if let bytes = bytes(name) { return Quantity(text: bytes) }
        try checkStandsOnce(name)
        return has(name) ? .unreadable : .absent
    }

    /// A whole number that must be there.
    package func integer(_ name: String) throws(FieldFault) -> Int64 {
        guard let value = try quantity(name).wholeNumber else { throw FieldFault("\(name) is not a whole number") }
        return value
    }
}

extension JSONWriter {
    mutating func field(_ name: String, _ text: UTF8Slice) {
        field(name, checked: text.bytes.span.extracting(text.range))
    }

    mutating func beginObject(_ name: String) {
        key(name)
        beginObject()
    }

    mutating func beginArray(_ name: String) {
        key(name)
        beginArray()
    }

    /// An absent number is left out; one that could not be read is written as a text that is no number. A fraction of
    /// more than fifteen digits is written as text, since as a JSON number it would come back rounded to a double.
    mutating func quantity(_ name: String, _ quantity: Quantity) {
        switch quantity {
        case .absent: break
        case .unreadable: field(name, "unreadable")
        case .value(let millionths) where millionths.magnitude >= Self.exactBelow && quantity.wholeNumber == nil:
            field(name, quantity.text ?? "0")
        case .value: field(name, number: Array((quantity.text ?? "0").utf8)[...])
        }
    }

    /// Millionths: decimals of up to fifteen digits survive a double.
    private static let exactBelow: UInt64 = 1_000_000_000_000_000
}
