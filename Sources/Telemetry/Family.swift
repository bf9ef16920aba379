internal import Synchronization

/// Series of one name that differ in their labels' values. A series is made when it is first asked for; after `limit`
/// of them, all further values share one whose labels all say `other`, so that a stranger's input cannot fill memory.
/// Asking costs a lock and a lookup: on a hot path keep the handle.
package final class Family<Series: Sendable>: Sendable {
    /// The labels' names, in the order in which values are given.
    package let labels: [String]
    private let limit: Int
    private let make: @Sendable () -> Series
    fileprivate let series = Mutex<[[String]: Series]>([:])

    init(labels: [String], limit: Int, make: @escaping @Sendable () -> Series) {
        self.labels = labels
        self.limit = max(1, limit)
        self.make = make
    }

    /// The series of these values, one for each label; a value that is missing is empty, one too many is left out.
    package subscript(values: String...) -> Series { self[values] }

    /// The series of these values, one for each label.
    package subscript(values: [String]) -> Series {
        let key = labels.indices.map { index in
            index < values.count ? Self.cut(values[index]) : ""
        }
        return series.withLock { series in
            if let known = series[key] { return known }
            let other = labels.map { _ in "other" }
            // One place is kept for `other`.
            let place = series.count < limit - 1 || key == other ? key : other
            if let known = series[place] { return known }
            let made = make()
            series[place] = made
            return made
        }
    }

    /// A label's value within its bound, cut between characters.
    static func cut(_ value: String) -> String {
        var value = value
        while value.utf8.count > TelemetryLimits.labelByteCountMax { value.removeLast() }
        return value
    }
}

extension Family<Counter>: Metric {
    var type: String { "counter" }

    /// Sorted by the labels' values.
    var samples: [Sample] {
        series.withLock { $0 }.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { values, counter in
            Sample(labels: Sample.pairs(labels, values), value: "\(counter.value)")
        }
    }
}
