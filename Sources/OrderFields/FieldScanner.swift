package import JSON
package import Waybill

/// Reads an object that stands byte for byte as `JSONWriter` writes it: the quick way for records of our own. Texts
/// stay where they are.
package struct FieldScanner: FieldVisitor {
    package typealias Fault = CanonicalScanner.Deviation

    /// Stands before the first field, and behind the last one once the table was visited.
    package var scanner: CanonicalScanner
    /// The document that is scanned.
    private let document: [UInt8]
    private var isFirst = true

    package init(_ scanner: CanonicalScanner, of document: [UInt8]) {
        self.scanner = scanner
        self.document = document
    }

    package mutating func text(_ name: StaticString, _ text: inout UTF8Slice) throws(Fault) {
        try expect(name)
        text = UTF8Slice(TextRange(try scanner.string()), of: document)
    }

    package mutating func quantity(_ name: StaticString, _ quantity: inout Quantity) throws(Fault) {
        guard take(name) else { return }
        quantity = .value(millionths: try scanner.millionths())
    }

    package mutating func contact(_ name: StaticString, _ contact: inout Contact) throws(Fault) {
        try begin(name, "{")
        var places = Contact.Places(repeating: .none)
        for field in Contact.Field.allCases {
            try expect(field.name)
            places[field.rawValue] = TextRange(try scanner.string())
        }
        contact = Contact(places, of: document)
        try end("}")
    }

    package mutating func object<Object: FieldTable>(_ name: StaticString, _ object: inout Object) throws(Fault) {
        try begin(name, "{")
        try object.visit(&self)
        try end("}")
    }

    package mutating func list<Object: FieldTable>(_ name: StaticString, _ objects: inout [Object]) throws(Fault) {
        try begin(name, "[")
        while !scanner.take("]") {
            guard objects.count < OrderFieldLimits.detailCountMax else { throw Fault() }
            if objects.isEmpty { objects.reserveCapacity(4) } else { try scanner.expect(",") }
            var object = Object()
            isFirst = true
            try scanner.expect("{")
            try object.visit(&self)
            try scanner.expect("}")
            objects.append(object)
        }
        isFirst = false
    }

    private mutating func begin(_ name: StaticString, _ bracket: StaticString) throws(Fault) {
        try expect(name)
        try scanner.expect(bracket)
        isFirst = true
    }

    private mutating func end(_ bracket: StaticString) throws(Fault) {
        try scanner.expect(bracket)
        isFirst = false
    }

    private mutating func expect(_ name: StaticString) throws(Fault) {
        guard take(name) else { throw Fault() }
    }

    /// Steps over the key, and the comma that separates it from the field before, if they come next.
    private mutating func take(_ name: StaticString) -> Bool {
        guard scanner.takeKey(name, isFirst: isFirst) else { return false }
        isFirst = false
        return true
    }
}
