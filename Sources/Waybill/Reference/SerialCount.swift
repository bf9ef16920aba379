/// How many numbers of a range one partition has used up.
package struct SerialCount: Equatable, Sendable {
    /// Whose range it was when this was said: the name of a carrier may change, its numbers do not.
    package let carrier: String
    /// With the end that it had then. Nil where a version before ranges were kept said it.
    package let range: NumberRange?
    package let next: UInt64

    package init(carrier: String, range: NumberRange?, next: UInt64) {
        self.carrier = carrier
        self.range = range
        self.next = next
    }
}
