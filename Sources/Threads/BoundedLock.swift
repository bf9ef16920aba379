/// A lock that can be waited for with a bound, by the monotonic clock. For what is held long and taken seldom.
package final class BoundedLock: Sendable {
    private let isHeld = Monitor(false)

    package init() {}

    package func lock() { isHeld.wait(Self.take) }

    /// False where another holds it for longer.
    package func lock(atMost time: Duration) -> Bool { isHeld.wait(atMost: time, Self.take) != nil }

    package func unlock() { isHeld.change { $0 = false } }

    private static func take(_ isHeld: inout Bool) -> Void? {
        if isHeld { return nil }
        isHeld = true
        return ()
    }
}
