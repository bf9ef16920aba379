/// Prometheus' text format, read strictly: every sample belongs to a family with HELP and TYPE before it, families are
/// not torn apart, and no series stands twice.
struct Exposition {
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    private(set) var types: [String: String] = [:]
    /// By series: name and labels as they stand.
    private(set) var samples: [String: Double] = [:]
    private var help: Set<String> = []
    private var current = ""

    init(_ text: String) throws(Fault) {
        guard text.hasSuffix("\n") else { throw Fault(description: "the last line has no end") }
        for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("#") { try comment(line) } else { try sample(line) }
        }
        for (name, type) in types where type == "histogram" { try checkHistogram(name) }
    }

    /// Nil when there is no such series.
    subscript(series: String) -> Double? { samples[series] }

    /// The sum of all series of a name.
    func sum(_ name: String) -> Double {
        samples.reduce(0) { $1.key == name || $1.key.hasPrefix(name + "{") ? $0 + $1.value : $0 }
    }

    private mutating func comment(_ line: Substring) throws(Fault) {
        let words = line.split(separator: " ", maxSplits: 3).map(String.init)
        guard words.count == 4, words[0] == "#", words[2].wholeMatch(of: /[a-zA-Z_:][a-zA-Z0-9_:]*/) != nil else {
            throw Fault(description: "not a comment of the format: \(line)")
        }
        switch words[1] {
        case "HELP":
            guard help.insert(words[2]).inserted else { throw Fault(description: "HELP twice: \(line)") }
        case "TYPE":
            guard ["counter", "gauge", "histogram"].contains(words[3]), types[words[2]] == nil else {
                throw Fault(description: "not a type, or twice: \(line)")
            }
            types[words[2]] = words[3]
            current = words[2]
        default: throw Fault(description: "neither HELP nor TYPE: \(line)")
        }
    }

    private mutating func sample(_ line: Substring) throws(Fault) {
        let format = /([a-zA-Z_:][a-zA-Z0-9_:]*)((?:\{(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\[\\n"])*",?)+\})?) (\S+)/
        guard let match = line.wholeMatch(of: format), let value = Self.number(match.3) else {
            throw Fault(description: "not a sample: \(line)")
        }
        let name = String(match.1)
        let isOfFamily =
            types[current] == "histogram"
            ? ["_bucket", "_sum", "_count"].contains { current + $0 == name } : current == name
        guard isOfFamily, help.contains(current) else { throw Fault(description: "outside of its family: \(line)") }
        let series = name + match.2
        guard samples.updateValue(value, forKey: series) == nil else { throw Fault(description: "twice: \(series)") }
        if types[current] == "counter", !(value >= 0) { throw Fault(description: "a negative counter: \(line)") }
    }

    private static func number(_ text: Substring) -> Double? {
        switch text {
        case "+Inf": .infinity
        case "-Inf": -.infinity
        case "NaN": .nan
        default: Double(text)
        }
    }

    /// Buckets grow, and the last one is the count.
    private func checkHistogram(_ name: String) throws(Fault) {
        let buckets = samples.filter { $0.key.hasPrefix("\(name)_bucket{") }.compactMap { series, count in
            series.firstMatch(of: /le="([^"]+)"/).flatMap { Self.number($0.1) }.map { ($0, count) }
        }.sorted { $0.0 < $1.0 }
        guard let last = buckets.last, last.0 == .infinity, last.1 == samples["\(name)_count"],
            zip(buckets, buckets.dropFirst()).allSatisfy({ $0.1 <= $1.1 })
        else { throw Fault(description: "the buckets of \(name) do not add up") }
    }
}
