/// The pause before something that failed is tried again: doubled with each failure in a row, between two bounds.
package struct DoublingPause: Sendable {
    private let shortest: Duration
    private let longest: Duration
    /// So often a pause may be doubled without a thought for overflow; the longest is reached long before.
    private static let doublingCountMax = 20

    package init(from shortest: Duration, to longest: Duration) {
        (self.shortest, self.longest) = (shortest, longest)
    }

    /// After so many failures in a row, from 1.
    package func after(failureCount: Int) -> Duration {
        min(shortest * Double(1 << min(max(failureCount, 1) - 1, Self.doublingCountMax)), longest)
    }
}
