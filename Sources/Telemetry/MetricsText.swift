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

    mutating func append(_ name: String, help: String, _ metric: any Metric) {
        bytes.append(contentsOf: "# HELP \(name) ".utf8)
        appendEscaped(help, quoted: false)
        bytes.append(contentsOf: "\n# TYPE \(name) \(metric.type)\n".utf8)
        for sample in metric.samples { append(name, sample) }
    }

    private mutating func append(_ name: String, _ sample: Sample) {
        bytes.append(contentsOf: "\(name)\(sample.suffix)".utf8)
        for (index, label) in sample.labels.enumerated() {
            bytes.append(contentsOf: "\(index == 0 ? "{" : ",")\(label.0)=\"".utf8)
            appendEscaped(label.1, quoted: true)
            bytes.append(UInt8(ascii: "\""))
        }
        bytes.append(contentsOf: "\(sample.labels.isEmpty ? "" : "}") \(sample.value)\n".utf8)
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
}
