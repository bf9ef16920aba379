internal import Synchronization

/// How often values fell into fixed buckets, with their sum. One short lock an observation (about 20 ns), so that
/// count, sum and buckets always agree; no allocation.
package final class Histogram: Sendable {
    /// The upper bounds of the buckets, inclusive and ascending; beyond the last one lies +Inf.
    package let bounds: [Double]
    private let tally: Mutex<Tally>

    /// What was observed up to one moment. `counts` are per bucket, not cumulative; the last one is +Inf's.
    package struct Tally: Equatable, Sendable {
        package fileprivate(set) var counts: [UInt64]
        package fileprivate(set) var sum: Double
        package fileprivate(set) var count: UInt64
    }

    init(bounds: HistogramBounds) {
        self.bounds = bounds.values
        tally = Mutex(Tally(counts: Array(repeating: 0, count: bounds.values.count + 1), sum: 0, count: 0))
    }

    /// NaN is not a value and is left out.
    package func observe(_ value: Double) {
        guard !value.isNaN else { return }
        let index = bounds.firstIndex { value <= $0 } ?? bounds.count
        tally.withLock { tally in
            tally.counts[index] &+= 1
            tally.sum += value
            tally.count &+= 1
        }
    }

    /// In seconds.
    package func observe(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        observe(Double(seconds) + Double(attoseconds) * 1e-18)
    }

    package var snapshot: Tally { tally.withLock { $0 } }
}

extension Histogram: Metric {
    var type: String { "histogram" }

    /// The buckets cumulated, as the format has them.
    var samples: [Sample] {
        let seen = snapshot
        var cumulated: UInt64 = 0
        let buckets = zip(seen.counts, bounds.map(Sample.number) + ["+Inf"]).map { count, bound in
            cumulated &+= count
            return Sample(suffix: "_bucket", labels: [("le", bound)], value: "\(cumulated)")
        }
        return buckets + [
            Sample(suffix: "_sum", value: Sample.number(seen.sum)), Sample(suffix: "_count", value: "\(seen.count)"),
        ]
    }
}

/// The bounds of a histogram's buckets: finite, ascending, at most `TelemetryLimits.histogramBoundCountMax`.
package struct HistogramBounds: Equatable, Sendable {
    package let values: [Double]

    /// Sorts `values` and leaves out doubles, what is not finite, and what is over the limit.
    package init(_ values: [Double]) {
        self.values = Array(Set(values.filter(\.isFinite)).sorted().prefix(TelemetryLimits.histogramBoundCountMax))
    }

    /// For latencies: 100 us to 10 s.
    package static let seconds = HistogramBounds([
        0.0001, 0.00025, 0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5,
        10,
    ])

    /// For counts of things that come together: powers of two, 1 to 4,096.
    package static let batches = HistogramBounds((0...12).map { Double(1 << $0) })
}
