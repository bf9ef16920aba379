/// Why a record is not one of ours. The message names the field and the rule, never the value.
package struct RecordFault: Error, Equatable, Sendable {
    package let message: String

    package init(_ message: String) { self.message = message }
}
