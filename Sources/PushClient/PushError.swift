/// Why a run could not begin. Names what is wrong and what to do; never holds a token or a password.
package struct PushError: Error, Equatable, Sendable, CustomStringConvertible {
    package let message: String

    package init(_ message: String) { self.message = message }

    package var description: String { message }
}
