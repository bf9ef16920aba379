package import Dispatch

extension DispatchQueue {
    /// Calls `body` on this queue once so long has passed, by a clock that nobody sets; at once where nothing is left.
    package func asyncAfter(_ pause: Duration, execute body: @escaping @Sendable () -> Void) {
        let nanoseconds = max(.zero, pause).attoseconds / 1_000_000_000
        asyncAfter(deadline: .now() + .nanoseconds(Int(clamping: nanoseconds)), execute: body)
    }
}
