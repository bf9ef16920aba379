internal import Synchronization

/// Every metric of the process, and their text for Prometheus. Metrics are made at start and kept by whoever counts;
/// asking again for the same name gives the same metric. A name that is malformed or already stands for a metric of
/// another kind is a fault of the program and stops it at start.
package final class Registry: Sendable {
    /// One name with its help and whatever counts under it.
    struct Entry: Sendable {
        let help: String
        let source: Source
    }

    enum Source: Sendable {
        case counters(Family<Counter>)
        case gauges(Family<Gauge>)
        case observed(isCounter: Bool, labels: [String], limit: Int, read: @Sendable () -> [Observation])
        case histograms(Family<Histogram>)
    }

    /// What a callback gauge reads: one value for each label, and the value.
    package struct Observation: Equatable, Sendable {
        package let labels: [String]
        package let value: Double

        package init(_ labels: [String] = [], _ value: Double) {
            self.labels = labels
            self.value = value
        }
    }

    private let entries = Mutex<[String: Entry]>([:])

    package init() {}

    /// A counter without labels; the name ends in `_total`.
    package func counter(_ name: String, _ help: String) -> Counter { counters(name, help, labels: [])[] }

    /// Counters told apart by labels.
    package func counters(
        _ name: String, _ help: String, labels: [String], limit: Int = TelemetryLimits.seriesCountMax
    ) -> Family<Counter> {
        let source = register(name, help, labels: labels) {
            .counters(Family(labels: labels, limit: limit) { Counter() })
        }
        guard case .counters(let family) = source else { Self.refuse(name) }
        return family
    }

    /// A gauge without labels.
    package func gauge(_ name: String, _ help: String) -> Gauge { gauges(name, help, labels: [])[] }

    /// Gauges told apart by labels.
    package func gauges(
        _ name: String, _ help: String, labels: [String], limit: Int = TelemetryLimits.seriesCountMax
    ) -> Family<Gauge> {
        let source = register(name, help, labels: labels) { .gauges(Family(labels: labels, limit: limit) { Gauge() }) }
        guard case .gauges(let family) = source else { Self.refuse(name) }
        return family
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
        observe(name, help, .observed(isCounter: false, labels: labels, limit: limit, read: read), labels)
    }

    /// As `observedGauges`, of numbers that only grow; the name ends in `_total`.
    package func observedCounters(
        _ name: String, _ help: String, labels: [String], limit: Int = TelemetryLimits.seriesCountMax,
        read: @escaping @Sendable () -> [Observation]
    ) {
        observe(name, help, .observed(isCounter: true, labels: labels, limit: limit, read: read), labels)
    }

    private func observe(_ name: String, _ help: String, _ source: Source, _ labels: [String]) {
        guard case .observed = register(name, help, labels: labels, make: { source }) else { Self.refuse(name) }
        entries.withLock { $0[name] = Entry(help: help, source: source) }
    }

    /// A histogram without labels.
    package func histogram(_ name: String, _ help: String, bounds: HistogramBounds = .seconds) -> Histogram {
        histograms(name, help, labels: [], bounds: bounds)[]
    }

    /// Histograms told apart by labels; `le` is Prometheus' own.
    package func histograms(
        _ name: String, _ help: String, labels: [String], bounds: HistogramBounds = .seconds,
        limit: Int = TelemetryLimits.seriesCountMax
    ) -> Family<Histogram> {
        let source = register(name, help, labels: labels) {
            .histograms(Family(labels: labels, limit: limit) { Histogram(bounds: bounds) })
        }
        guard case .histograms(let family) = source else { Self.refuse(name) }
        return family
    }

    /// All metrics in Prometheus' text format 0.0.4 (`text/plain; version=0.0.4`), sorted by name and labels.
    package func render() -> [UInt8] {
        // Callbacks run outside the lock: they may take locks of their own.
        let sorted = entries.withLock { $0 }.sorted { $0.key < $1.key }
        var text = MetricsText()
        for (name, entry) in sorted { text.append(name, entry) }
        return text.bytes
    }

    private func register(_ name: String, _ help: String, labels: [String], make: () -> Source) -> Source {
        precondition(MetricsText.isName(name), "metric \(name): not a name that Prometheus takes")
        precondition(labels.allSatisfy(MetricsText.isName), "metric \(name): a label is not a name")
        return entries.withLock { entries in
            if let known = entries[name] { return known.source }
            let source = make()
            entries[name] = Entry(help: help, source: source)
            return source
        }
    }

    private static func refuse(_ name: String) -> Never {
        preconditionFailure("metric \(name) is registered twice, as different kinds")
    }
}
