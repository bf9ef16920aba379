internal import Documents
internal import JSON

/// Why a record is not one of ours. The message names the field and the rule, never the value.
package struct RecordFault: Error, Equatable, Sendable {
    package let message: String

    package init(_ message: String) { self.message = message }
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
}
