package import Documents
package import Waybill

/// Reads an object out of a document's fields, as tolerantly as `Fields` does.
struct FieldReader: FieldVisitor {
    private let fields: Fields

    init(_ fields: Fields) { self.fields = fields }

    mutating func text(_ name: StaticString, _ text: inout UTF8Slice) throws(FieldFault) {
        text = UTF8Slice(utf8: try fields.textBytes(name))
    }

    mutating func quantity(_ name: StaticString, _ quantity: inout Quantity) throws(FieldFault) {
        quantity = try fields.quantity(name)
    }

    mutating func contact(_ name: StaticString, _ contact: inout Contact) throws(FieldFault) {
        let fields = try fields.object(name)
        for field in Contact.Field.allCases { contact.set(field, utf8: try fields.textBytes(field.name)) }
    }

    mutating func object<Object: FieldTable>(_ name: StaticString, _ object: inout Object) throws(FieldFault) {
        var reader = FieldReader(try fields.object(name))
        try object.visit(&reader)
    }

    mutating func list<Object: FieldTable>(_ name: StaticString, _ objects: inout [Object]) throws(FieldFault) {
        for fields in try fields.objects(name, countMax: OrderFieldLimits.detailCountMax) {
            var object = Object()
            var reader = FieldReader(fields)
            try object.visit(&reader)
            objects.append(object)
        }
    }
}

extension Content {
    /// From a push, a command or an order document; the fault names the first field that is not what it must be.
    package init(_ fields: Fields) throws(FieldFault) {
        self.init()
        var reader = FieldReader(fields)
        try visit(&reader)
    }
}

extension Fields {
    /// A number, or what the merchant sent in its place; an object or a boolean is unreadable.
    package func quantity(_ name: StaticString) throws(FieldFault) -> Quantity {
        if let bytes = bytes(name) { return Quantity(text: bytes) }
        try checkStandsOnce(name)
        return has(name) ? .unreadable : .absent
    }

    /// A whole number that must be there.
    package func integer(_ name: StaticString) throws(FieldFault) -> Int64 {
        guard let value = try quantity(name).wholeNumber else { throw FieldFault("\(name) is not a whole number") }
        return value
    }
}
