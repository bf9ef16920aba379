package import JSON
package import Waybill

/// Writes an object in its canonical form: every field that has a value, numbers as short as they go. Equal objects
/// give equal bytes.
extension JSONWriter: FieldVisitor {
    package typealias Fault = Never

    package mutating func text(_ name: StaticString, _ text: inout UTF8Slice) { field(name, text) }

    /// An absent number is left out; one that could not be read is written as a text that is no number. A fraction of
    /// more than fifteen digits is written as text, since as a JSON number it would come back rounded to a double.
    package mutating func quantity(_ name: StaticString, _ quantity: inout Quantity) {
        switch quantity {
        case .absent: break
        case .unreadable: field(name, "unreadable")
        case .value(let millionths) where millionths.magnitude >= Self.exactBelow && quantity.wholeNumber == nil:
            field(name, quantity.text ?? "0")
        case .value(let millionths): field(name, millionths: millionths)
        }
    }

    /// Millionths: decimals of up to fifteen digits survive a double.
    private static let exactBelow: UInt64 = 1_000_000_000_000_000

    package mutating func contact(_ name: StaticString, _ contact: inout Contact) {
        beginObject(name)
        for field in Contact.Field.allCases { self.field(field.name, contact[field]) }
        endObject()
    }

    package mutating func object<Object: FieldTable>(_ name: StaticString, _ object: inout Object) {
        beginObject(name)
        object.visit(&self)
        endObject()
    }

    package mutating func list<Object: FieldTable>(_ name: StaticString, _ objects: inout [Object]) {
        beginArray(name)
        for object in objects {
            var object = object
            beginObject()
            object.visit(&self)
            endObject()
        }
        endArray()
    }
}

extension JSONWriter {
    package mutating func field(_ name: StaticString, _ text: UTF8Slice) {
        field(name, checked: text.bytes.span.extracting(text.range))
    }

    /// The parcel's fields, into the object that is open.
    package mutating func fields(of content: Content) {
        var content = content
        content.visit(&self)
    }
}
