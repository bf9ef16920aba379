internal import Files
internal import Waybill
internal import YAML

/// One carrier of carriers.yaml, read as far as it can be read.
struct CarrierEntry {
    struct Numbers {
        let node: YAMLNode
        let range: NumberRange
    }

    static let keys = [
        "id", "name", "numbers", "services", "insurance", "cargo", "can_cancel", "bag_key", "mark_key",
    ]

    let node: YAMLNode
    let id: String?
    private let name: String?
    private(set) var issued: Numbers?
    private(set) var given: [Numbers] = []
    private var services: [ServiceType] = []
    private var insurance: InsuranceRule?
    private var cargo: CargoLimits?
    private let canCancel: Bool?
    private let bagKey: String?
    private let markKey: String?

    init(_ node: YAMLNode, _ findings: inout Findings) {
        self.node = node
        findings.reading(try node.checkKeys(known: Self.keys))
        id = findings.reading(try node.identifier("id"))
        name = findings.reading(try node.text("name"))
        canCancel = findings.reading(try node.required("can_cancel").boolean())
        bagKey = findings.reading(try Self.waybillKey("bag_key", node))
        markKey = findings.reading(try Self.waybillKey("mark_key", node))
        readNumbers(&findings)
        readServices(&findings)
        insurance = findings.reading(try Self.insurance(node))
        cargo = findings.reading(try Self.cargo(node))
    }

    /// All that could be read.
    var numbers: [Numbers] { (issued.map { [$0] } ?? []) + given }

    /// Nil where something was missing, which is in the findings already, or does not go together.
    func carrier(routes: [Int32: Route], _ findings: inout Findings) -> Carrier? {
        guard let id, let name, let issued, let insurance, let cargo, let canCancel, let bagKey, let markKey else {
            return nil
        }
        return findings.reading(
            try node.making(
                try Carrier(
                    id: id, name: name, issued: issued.range, given: given.map(\.range), services: services,
                    insurance: insurance, cargo: cargo, canCancel: canCancel, bagKey: bagKey, markKey: markKey,
                    routes: RouteTable(routes: routes))))
    }

    private static func waybillKey(_ key: String, _ node: YAMLNode) throws(ConfigurationError) -> String {
        let value = try node.required(key)
        let text = try value.string()
        let byteCountMax = ReferenceLimits.waybillKeyByteCountMax
        try value.making(try WaybillDataRule.check(text, key, byteCountMax: byteCountMax))
        return text
    }

    private mutating func readNumbers(_ findings: inout Findings) {
        guard let numbers = findings.reading(try node.required("numbers")) else { return }
        findings.reading(try numbers.checkKeys(known: ["issued", "given"]))
        issued = findings.reading(try Self.range(numbers.required("issued")))
        let list = findings.reading(try numbers.optional("given")?.items() ?? []) ?? []
        let countMax = ConfigurationLimits.numberRangeCountMax
        if list.count > countMax { findings.add(numbers, "given must have at most \(countMax) ranges") }
        for item in list.prefix(countMax) {
            if let range = findings.reading(try Self.range(item)) { given.append(range) }
        }
    }

    private static func range(_ node: YAMLNode) throws(ConfigurationError) -> Numbers {
        try node.checkKeys(known: ["prefix", "digits", "check_digit", "suffix", "first", "last"])
        let serials = 0...999_999_999_999_999_999
        let prefix = try node.optional("prefix")?.string() ?? ""
        let suffix = try node.optional("suffix")?.string() ?? ""
        let digitCount = try node.required("digits").integer(in: 1...ReferenceLimits.serialDigitCountMax)
        let checkDigit = try checkDigit(node)
        let first = UInt64(try node.required("first").integer(in: serials))
        let last = UInt64(try node.required("last").integer(in: serials))
        let range = try node.making(
            try NumberRange(
                prefix: prefix, digitCount: digitCount, checkDigit: checkDigit, suffix: suffix, first: first, last: last
            ))
        return Numbers(node: node, range: range)
    }

    private static func checkDigit(_ node: YAMLNode) throws(ConfigurationError) -> CheckDigit {
        guard let value = try node.optional("check_digit") else { return .none }
        guard let digit = CheckDigit(rawValue: try value.string()) else {
            throw value.error("must be one of \(CheckDigit.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return digit
    }

    private mutating func readServices(_ findings: inout Findings) {
        let countMax = ConfigurationLimits.serviceCountMax
        for item in findings.items("services", of: node, countMax: countMax, ("service", "services")) {
            guard let service = findings.reading(try Self.service(item)) else { continue }
            if services.contains(where: { $0.id == service.id }) {
                findings.add(item.value(of: "id"), "is \(service.id), which stands twice among the services")
            } else {
                services.append(service)
            }
        }
    }

    private static func service(_ node: YAMLNode) throws(ConfigurationError) -> ServiceType {
        try node.checkKeys(known: ["id", "names"])
        let id = try node.required("id").integer(in: 0...Int(Int32.max))
        let list = try node.required("names")
        var names: [String] = []
        for item in try list.items() { names.append(try item.text(byteCountMax: ConfigurationLimits.nameByteCountMax)) }
        guard !names.isEmpty else { throw list.error("must have at least one name") }
        return ServiceType(id: Int64(id), names: names)
    }

    /// No insurance where the key is absent.
    private static func insurance(_ node: YAMLNode) throws(ConfigurationError) -> InsuranceRule {
        guard let rule = try node.optional("insurance") else { return .none }
        try rule.checkKeys(known: ["value_min", "value_max"])
        let fen = 0...1_000_000_000_000
        let valueMin = Int64(try rule.required("value_min").integer(in: fen))
        let valueMax = Int64(try rule.required("value_max").integer(in: fen))
        return try rule.making(try InsuranceRule(valueMin: valueMin, valueMax: valueMax))
    }

    private static func cargo(_ node: YAMLNode) throws(ConfigurationError) -> CargoLimits {
        let limits = try node.required("cargo")
        try limits.checkKeys(known: ["count_max", "weight_max", "side_max"])
        let measures = 0.001...1_000_000.0
        let countMax = Int64(try limits.required("count_max").integer(in: 1...1_000_000))
        let weightMax = millionths(try limits.required("weight_max").number(in: measures))
        let sideMax = millionths(try limits.required("side_max").number(in: measures))
        return try limits.making(try CargoLimits(countMax: countMax, weightMax: weightMax, sideMax: sideMax))
    }

    /// The range of the number bounds the product.
    private static func millionths(_ value: Double) -> Int64 { Int64((value * 1_000_000).rounded()) }
}
