/// Prometheus' text format 0.0.4, line by line.
struct MetricsText {
    private(set) var bytes: [UInt8] = []

    /// `[a-zA-Z_][a-zA-Z0-9_]*`: the format's names without the colon, which is kept for recording rules.
    static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            return false
        }
        return name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }

    mutating func append(_ name: String, _ entry: Registry.Entry) {
        appendHead(name, help: entry.help, type: entry.source.type)
        switch entry.source {
        case .counters(let family):
            for (values, counter) in family.all {
                appendSample(name, labels: pairs(family.labels, values), value: "\(counter.value)")
            }
        case .gauges(let family):
            for (values, gauge) in family.all {
                appendSample(name, labels: pairs(family.labels, values), value: Self.number(gauge.value))
            }
        case .observed(_, let labels, let limit, let read):
            // Whoever observes may have them in a dictionary, whose order changes with each start.
            let sorted = read().sorted { $0.labels.lexicographicallyPrecedes($1.labels) }
            for observation in sorted.prefix(limit) {
                let values = observation.labels.map(Family<Gauge>.cut)
                appendSample(name, labels: pairs(labels, values), value: Self.number(observation.value))
            }
        case .histograms(let family):
            for (values, histogram) in family.all {
                append(name, labels: pairs(family.labels, values), histogram)
            }
        }
    }

    /// A double as the format has it: whole numbers without a fraction, and Go's words for what is not a number.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if let whole = Int64(exactly: value) { return "\(whole)" }
        return "\(value)"
    }

    private mutating func append(_ name: String, labels: [(String, String)], _ histogram: Histogram) {
        let seen = histogram.snapshot
        var cumulated: UInt64 = 0
        for (index, count) in seen.counts.enumerated() {
            cumulated &+= count
            let bound = index < histogram.bounds.count ? Self.number(histogram.bounds[index]) : "+Inf"
            appendSample(name + "_bucket", labels: labels + [("le", bound)], value: "\(cumulated)")
        }
        appendSample(name + "_sum", labels: labels, value: Self.number(seen.sum))
        appendSample(name + "_count", labels: labels, value: "\(seen.count)")
    }

    private mutating func appendHead(_ name: String, help: String, type: String) {
        bytes.append(contentsOf: "# HELP \(name) ".utf8)
        appendEscaped(help, quoted: false)
        bytes.append(contentsOf: "\n# TYPE \(name) \(type)\n".utf8)
    }

    private mutating func appendSample(_ name: String, labels: [(String, String)], value: String) {
        bytes.append(contentsOf: name.utf8)
        for (index, label) in labels.enumerated() {
            bytes.append(contentsOf: "\(index == 0 ? "{" : ",")\(label.0)=\"".utf8)
            appendEscaped(label.1, quoted: true)
            bytes.append(UInt8(ascii: "\""))
        }
        bytes.append(contentsOf: "\(labels.isEmpty ? "" : "}") \(value)\n".utf8)
    }

    /// The format knows three escapes, of which the quote is for labels only; every other byte stands as it is.
    private mutating func appendEscaped(_ text: String, quoted: Bool) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\\\".utf8)
            case UInt8(ascii: "\n"): bytes.append(contentsOf: "\\n".utf8)
            case UInt8(ascii: "\"") where quoted: bytes.append(contentsOf: "\\\"".utf8)
            default: bytes.append(byte)
            }
        }
    }

    private func pairs(_ labels: [String], _ values: [String]) -> [(String, String)] {
        labels.enumerated().map { ($0.element, $0.offset < values.count ? values[$0.offset] : "") }
    }
}

extension Registry.Source {
    /// The format's word for the kind.
    var type: String {
        switch self {
        case .counters, .observed(isCounter: true, _, _, _): "counter"
        case .gauges, .observed: "gauge"
        case .histograms: "histogram"
        }
    }
}
