internal import Waybill
internal import YAML

/// carriers.yaml, and what must hold among carriers.
struct CarriersFile {
    private(set) var entries: [CarrierEntry] = []
    let file: String

    var ids: [String] { entries.compactMap(\.id) }

    init(folder: String, _ findings: inout Findings) {
        file = path("carriers.yaml", in: folder)
        let countMax = ConfigurationLimits.carrierCountMax
        for node in YAMLNode.list("carriers", file: file, countMax: countMax, &findings) {
            let entry = CarrierEntry(node, &findings)
            if let id = entry.id, let earlier = entries.first(where: { $0.id == id }) {
                let line = earlier.node.value(of: "id").line
                findings.add(node.value(of: "id"), "is \(id), which stands on line \(line) too")
            }
            entries.append(entry)
        }
        checkNumbers(&findings)
    }

    /// One number must mean one parcel, whichever carrier or segment it is from.
    private func checkNumbers(_ findings: inout Findings) {
        var ranges: [(owner: String, numbers: CarrierEntry.Numbers)] = []
        for entry in entries {
            for numbers in entry.numbers {
                for earlier in ranges where numbers.range.overlaps(earlier.numbers.range) {
                    let line = earlier.numbers.node.line
                    findings.add(numbers.node, "has numbers that overlap those of \(earlier.owner) on line \(line)")
                }
                ranges.append((entry.id ?? "a carrier", numbers))
            }
        }
    }

    /// Where each range stands; ranges do not overlap, so each stands once.
    var placesOfNumbers: [NumberRange: (file: String, line: Int)] {
        let all = entries.flatMap(\.numbers)
        return Dictionary(all.map { ($0.range, ($0.node.file, $0.node.line)) }, uniquingKeysWith: { first, _ in first })
    }

    /// The carrier that an entry of another file names; an error more where it is not here.
    func carrier(of entry: YAMLNode, _ findings: inout Findings) -> String? {
        guard let node = findings.reading(try entry.required("carrier")),
            let carrier = findings.reading(try node.string())
        else { return nil }
        if let fault = fault(carrier: carrier) { findings.add(node, "is wrong: \(fault)") }
        return carrier
    }

    /// Nil where the carrier is here, or may be: one whose id cannot be read is an error already.
    func fault(carrier: String) -> String? {
        guard !ids.contains(carrier), !entries.isEmpty, ids.count == entries.count else { return nil }
        let known = Set(ids).sorted().joined(separator: ", ")
        return "there is no carrier '\(carrier)' in carriers.yaml; known are \(known)"
    }
}
