/// What counts under one name, as Prometheus is told of it.
protocol Metric: Sendable {
    /// The format's word for its kind.
    var type: String { get }
    var samples: [Sample] { get }
}

/// One line of a metric.
struct Sample {
    /// Behind the metric's name.
    var suffix = ""
    var labels: [(String, String)] = []
    let value: String

    /// A double as the format has it: whole numbers without a fraction, and Go's words for what is not a number.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if let whole = Int64(exactly: value) { return "\(whole)" }
        return "\(value)"
    }

    /// A value that is missing is empty.
    static func pairs(_ labels: [String], _ values: [String]) -> [(String, String)] {
        labels.enumerated().map { ($0.element, $0.offset < values.count ? values[$0.offset] : "") }
    }
}

/// Values that are read when somebody renders.
struct Observed: Metric {
    let type: String
    let labels: [String]
    let limit: Int
    let read: @Sendable () -> [Registry.Observation]

    /// Whoever observes may have them in a dictionary, whose order changes with each start.
    var samples: [Sample] {
        read().sorted { $0.labels.lexicographicallyPrecedes($1.labels) }.prefix(limit).map { observation in
            Sample(
                labels: Sample.pairs(labels, observation.labels.map(Family<Counter>.cut)),
                value: Sample.number(observation.value))
        }
    }
}
