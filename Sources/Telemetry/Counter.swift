internal import Synchronization

/// A count that only grows. Callers keep the handle; counting is one atomic addition, from any thread.
package final class Counter: Sendable {
    private let count = Atomic<UInt64>(0)

    init() {}

    /// Wraps at 2^64, as Prometheus' counters may.
    package func increment(by amount: UInt64 = 1) { count.wrappingAdd(amount, ordering: .relaxed) }

    package var value: UInt64 { count.load(ordering: .relaxed) }
}

/// A value that rises and falls, from any thread without a lock.
package final class Gauge: Sendable {
    private let bits = Atomic<UInt64>(0)

    init() {}

    package func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

    package func set(_ value: Int) { set(Double(value)) }

    package func add(_ amount: Double) {
        var seen = bits.load(ordering: .relaxed)
        while true {
            let sum = (Double(bitPattern: seen) + amount).bitPattern
            let (exchanged, original) = bits.compareExchange(expected: seen, desired: sum, ordering: .relaxed)
            if exchanged { return }
            seen = original
        }
    }

    package var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }
}

extension Gauge: Metric {
    var type: String { "gauge" }
    var samples: [Sample] { [Sample(value: Sample.number(value))] }
}
