/// How long answers took, in buckets at most 1.6 % wide: enough for percentiles, whatever their range, in constant
/// memory.
struct LatencyTally: Sendable {
    /// Buckets of one power of two.
    private static let steps = 64
    private static let stepBits = 6

    private var counts = [UInt32](repeating: 0, count: (64 - 6 + 1) * 64)
    private var count = 0
    private(set) var max: Duration = .zero

    mutating func add(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let nanoseconds =
            UInt64(clamping: seconds.multipliedReportingOverflow(by: 1_000_000_000).partialValue)
            &+ UInt64(clamping: attoseconds / 1_000_000_000)
        counts[Self.bucket(nanoseconds)] &+= 1
        count += 1
        max = Swift.max(max, duration)
    }

    /// What a report says of them.
    var figures: [(name: String, value: Duration)] {
        [("p50", percentile(0.5)), ("p90", percentile(0.9)), ("p99", percentile(0.99)), ("max", max)]
    }

    /// The value that `share` (0...1) of all lie at or below, rounded up to its bucket's end; zero without any.
    func percentile(_ share: Double) -> Duration {
        let rank = Swift.max(1, Int((share * Double(count)).rounded(.up)))
        var below = 0
        for (bucket, inside) in counts.enumerated() where inside > 0 {
            below += Int(inside)
            if below >= rank { return Swift.min(max, .nanoseconds(Int64(clamping: Self.end(bucket)))) }
        }
        return max
    }

    /// Below 64 ns one bucket a nanosecond; above, the six bits behind the highest one choose among 64.
    private static func bucket(_ value: UInt64) -> Int {
        let exponent = 63 - (value | 63).leadingZeroBitCount - (stepBits - 1)
        guard exponent > 0 else { return Int(value) }
        return exponent * steps + Int((value >> UInt64(exponent - 1)) & 63)
    }

    private static func end(_ bucket: Int) -> UInt64 {
        let exponent = bucket / steps
        guard exponent > 0 else { return UInt64(bucket) }
        return (UInt64(64 + bucket % steps + 1) << UInt64(exponent - 1)) &- 1
    }
}
