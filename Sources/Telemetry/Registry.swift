internal import Synchronization

/// Every metric of the process, and their text for Prometheus. Metrics are made at start and kept by whoever counts;
/// asking again for the same name gives the same metric. A name that is malformed or already stands for a metric of
/// another kind is a fault of the program and stops it at start.
package final class Registry: Sendable {
    /// What a callback gauge reads: one value for each label, and the value.
    package struct Observation: Equatable, Sendable {
        package let labels: [String]
        package let value: Double

        package init(_ labels: [String] = [], _ value: Double) {
            self.labels = labels
            self.value = value
        }
    }

    private let entries = Mutex<[String: (help: String, metric: any Metric)]>([:])

    package init() {}

    /// A counter without labels; the name ends in `_total`.
    package func counter(_ name: String, _ help: String) -> Counter { counters(name, help, labels: [])[] }

    /// Counters told apart by labels.
    package func counters(
        _ name: String, _ help: String, labels: [String], limit: Int = TelemetryLimits.seriesCountMax
    ) -> Family<Counter> {
        register(name, help, labels: labels) { Family(labels: labels, limit: limit) { Counter() } }
    }

    package func gauge(_ name: String, _ help: String) -> Gauge { register(name, help) { Gauge() } }

    package func histogram(_ name: String, _ help: String, bounds: HistogramBounds = .seconds) -> Histogram {
        register(name, help) { Histogram(bounds: bounds) }
    }

    /// A gauge that is read when somebody renders. `read` must not block and must not call this registry. Asking again
    /// for the same name puts the new `read` in the place of the old.
    package func observedGauge(_ name: String, _ help: String, read: @escaping @Sendable () -> Double) {
        observedGauges(name, help, labels: []) { [Observation([], read())] }
    }

    /// Gauges told apart by labels that are read when somebody renders; observations over `limit` are left out.
    package func observedGauges(
        _ name: String, _ help: String, labels: [String], limit: Int = TelemetryLimits.seriesCountMax,
        read: @escaping @Sendable () -> [Observation]
    ) {
        observe(name, help, Observed(type: "gauge", labels: labels, limit: limit, read: read))
    }

    /// As `observedGauges`, of numbers that only grow; the name ends in `_total`.
    package func observedCounters(
        _ name: String, _ help: String, labels: [String], limit: Int = TelemetryLimits.seriesCountMax,
        read: @escaping @Sendable () -> [Observation]
    ) {
        observe(name, help, Observed(type: "counter", labels: labels, limit: limit, read: read))
    }

    private func observe(_ name: String, _ help: String, _ observed: Observed) {
        _ = register(name, help, labels: observed.labels) { observed }
        entries.withLock { $0[name] = (help, observed) }
    }

    /// All metrics in Prometheus' text format 0.0.4 (`text/plain; version=0.0.4`), sorted by name and labels.
    package func render() -> [UInt8] {
        // Callbacks run outside the lock: they may take locks of their own.
        let sorted = entries.withLock { $0 }.sorted { $0.key < $1.key }
        var text = MetricsText()
        for (name, entry) in sorted { text.append(name, help: entry.help, entry.metric) }
        return text.bytes
    }

    private func register<Kind: Metric>(
        _ name: String, _ help: String, labels: [String] = [], make: () -> Kind
    ) -> Kind {
        precondition(MetricsText.isName(name), "metric \(name): not a name that Prometheus takes")
        precondition(labels.allSatisfy(MetricsText.isName), "metric \(name): a label is not a name")
        let metric = entries.withLock { entries in
            let metric = entries[name]?.metric ?? make()
            if entries[name] == nil { entries[name] = (help, metric) }
            return metric
        }
        guard let metric = metric as? Kind else {
            preconditionFailure("metric \(name) is registered twice, as different kinds")
        }
        return metric
    }
}
