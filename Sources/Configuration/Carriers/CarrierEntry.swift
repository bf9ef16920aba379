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
        _ = findings.reading { () throws(YAMLError) in try node.checkKeys(known: Self.keys) }
        id = findings.reading { () throws(YAMLError) in try node.identifier("id") }
        name = findings.reading { () throws(YAMLError) in try node.text("name") }
        canCancel = findings.reading { () throws(YAMLError) in try node.required("can_cancel").boolean() }
        bagKey = Self.waybillKey("bag_key", node, &findings)
        markKey = Self.waybillKey("mark_key", node, &findings)
        readNumbers(&findings)
        readServices(&findings)
        insurance = Self.insurance(node, &findings)
        cargo = Self.cargo(node, &findings)
    }

    /// Nil where something was missing, which is in the findings already, or does not go together.
    func carrier(routes: [Int32: Route], _ findings: inout Findings) -> Carrier? {
        guard let id, let name, let issued, let insurance, let cargo, let canCancel, let bagKey, let markKey else {
            return nil
        }
        return findings.making(at: node) { () throws(ReferenceFault) in
            try Carrier(
                id: id, name: name, issued: issued.range, given: given.map(\.range), services: services,
                insurance: insurance, cargo: cargo, canCancel: canCancel, bagKey: bagKey, markKey: markKey,
                routes: RouteTable(routes: routes))
        }
    }

    private static func waybillKey(_ key: String, _ node: YAMLNode, _ findings: inout Findings) -> String? {
        guard let value = findings.reading({ () throws(YAMLError) in try node.required(key) }),
            let text = findings.reading(value.string)
        else { return nil }
        let made: Void? = findings.making(at: value) { () throws(ReferenceFault) in
            try WaybillDataRule.check(text, key, byteCountMax: ReferenceLimits.waybillKeyByteCountMax)
        }
        return made == nil ? nil : text
    }

    private mutating func readNumbers(_ findings: inout Findings) {
        guard let numbers = findings.reading({ () throws(YAMLError) in try node.required("numbers") }) else { return }
        _ = findings.reading { () throws(YAMLError) in try numbers.checkKeys(known: ["issued", "given"]) }
        if let node = findings.reading({ () throws(YAMLError) in try numbers.required("issued") }) {
            issued = Self.range(node, &findings)
        }
        let list = findings.reading { () throws(YAMLError) in try numbers.optional("given")?.items() ?? [] } ?? []
        let countMax = ConfigurationLimits.numberRangeCountMax
        if list.count > countMax { findings.add(numbers, "given must have at most \(countMax) ranges") }
        for item in list.prefix(countMax) {
            if let range = Self.range(item, &findings) { given.append(range) }
        }
    }

    private static func range(_ node: YAMLNode, _ findings: inout Findings) -> Numbers? {
        let fields = findings.reading { () throws(YAMLError) in
            try node.checkKeys(known: ["prefix", "digits", "check_digit", "suffix", "first", "last"])
            let serials = 0...999_999_999_999_999_999
            return (
                prefix: try node.optional("prefix")?.string() ?? "",
                suffix: try node.optional("suffix")?.string() ?? "",
                digits: try node.required("digits").integer(in: 1...ReferenceLimits.serialDigitCountMax),
                check: try checkDigit(node),
                first: try node.required("first").integer(in: serials),
                last: try node.required("last").integer(in: serials)
            )
        }
        guard let fields else { return nil }
        let range = findings.making(at: node) { () throws(ReferenceFault) in
            try NumberRange(
                prefix: fields.prefix, digitCount: fields.digits, checkDigit: fields.check, suffix: fields.suffix,
                first: UInt64(fields.first), last: UInt64(fields.last))
        }
        return range.map { Numbers(node: node, range: $0) }
    }

    private static func checkDigit(_ node: YAMLNode) throws(YAMLError) -> CheckDigit {
        guard let value = try node.optional("check_digit") else { return .none }
        guard let digit = CheckDigit(rawValue: try value.string()) else {
            throw value.error("must be one of \(CheckDigit.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return digit
    }

    private mutating func readServices(_ findings: inout Findings) {
        guard let list = findings.reading({ () throws(YAMLError) in try node.required("services") }),
            let items = findings.reading(list.items)
        else { return }
        if items.isEmpty { findings.add(list, "must have at least one service") }
        let countMax = ConfigurationLimits.serviceCountMax
        if items.count > countMax { findings.add(list, "must have at most \(countMax) services") }
        for item in items.prefix(countMax) {
            guard let service = findings.reading({ () throws(YAMLError) in try Self.service(item) }) else { continue }
            if services.contains(where: { $0.id == service.id }) {
                findings.add(item.value(of: "id"), "is \(service.id), which stands twice among the services")
            } else {
                services.append(service)
            }
        }
    }

    private static func service(_ node: YAMLNode) throws(YAMLError) -> ServiceType {
        try node.checkKeys(known: ["id", "names"])
        let id = try node.required("id").integer(in: 0...Int(Int32.max))
        let list = try node.required("names")
        var names: [String] = []
        for item in try list.items() { names.append(try item.text(byteCountMax: ConfigurationLimits.nameByteCountMax)) }
        guard !names.isEmpty else { throw list.error("must have at least one name") }
        return ServiceType(id: Int64(id), names: names)
    }

    /// No insurance where the key is absent.
    private static func insurance(_ node: YAMLNode, _ findings: inout Findings) -> InsuranceRule? {
        let read = findings.reading { () throws(YAMLError) -> (YAMLNode, Int, Int)? in
            guard let rule = try node.optional("insurance") else { return nil }
            try rule.checkKeys(known: ["value_min", "value_max"])
            let fen = 0...1_000_000_000_000
            return (
                rule, try rule.required("value_min").integer(in: fen), try rule.required("value_max").integer(in: fen)
            )
        }
        guard let read else { return nil }
        guard let (rule, valueMin, valueMax) = read else { return InsuranceRule.none }
        return findings.making(at: rule) { () throws(ReferenceFault) in
            try InsuranceRule(valueMin: Int64(valueMin), valueMax: Int64(valueMax))
        }
    }

    private static func cargo(_ node: YAMLNode, _ findings: inout Findings) -> CargoLimits? {
        let read = findings.reading { () throws(YAMLError) in
            let limits = try node.required("cargo")
            try limits.checkKeys(known: ["count_max", "weight_max", "side_max"])
            let measures = 0.001...1_000_000.0
            return (
                limits, try limits.required("count_max").integer(in: 1...1_000_000),
                try limits.required("weight_max").number(in: measures),
                try limits.required("side_max").number(in: measures)
            )
        }
        guard let (limits, countMax, weightMax, sideMax) = read else { return nil }
        return findings.making(at: limits) { () throws(ReferenceFault) in
            try CargoLimits(countMax: Int64(countMax), weightMax: millionths(weightMax), sideMax: millionths(sideMax))
        }
    }

    /// The range of the number bounds the product.
    private static func millionths(_ value: Double) -> Int64 { Int64((value * 1_000_000).rounded()) }
}
