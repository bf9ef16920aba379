/// An object of the API: its fields under their names and in their order, each once. All who read or write the object
/// go through this one table: a new field is a property and its line in `visit`.
///
///     mutating func visit<Visitor: FieldVisitor>(_ visitor: inout Visitor) throws(Visitor.Fault) {
///         try visitor.quantity("Weight", &weight)
///     }
///
/// A writer is handed a copy: it leaves the fields as they are.
package protocol FieldTable {
    /// Every field absent or empty.
    init()
    mutating func visit<Visitor: FieldVisitor>(_ visitor: inout Visitor) throws(Visitor.Fault)
}

/// What is done with each field of a table: it is read from something, or written to it.
package protocol FieldVisitor {
    /// `Never` for a writer.
    associatedtype Fault: Error

    mutating func text(_ name: StaticString, _ text: inout UTF8Slice) throws(Fault)
    /// Not there where it is absent.
    mutating func quantity(_ name: StaticString, _ quantity: inout Quantity) throws(Fault)
    /// All fields of `Contact.Field`, in their order.
    mutating func contact(_ name: StaticString, _ contact: inout Contact) throws(Fault)
    mutating func object<Object: FieldTable>(_ name: StaticString, _ object: inout Object) throws(Fault)
    mutating func list<Object: FieldTable>(_ name: StaticString, _ objects: inout [Object]) throws(Fault)
}
