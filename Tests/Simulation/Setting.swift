package import Records
package import Waybill

/// The carriers, accounts and places of the simulation, stated twice: as reference data for the processor, and as plain
/// tables that the model reads.
package enum Setting {
    struct Numbers: Sendable {
        let prefix: String
        let digitCount: Int
        let suffix: String
        let first: Int64
        let last: Int64
        let check: Check
    }

    enum Check: Sendable {
        case none
        /// UPU S10.
        case s10
        /// ISO/IEC 7812-1.
        case luhn
    }

    /// ZTO gives numbers to WeChat too; EMS has a check digit; JTSD cannot cancel and soon runs out of numbers.
    static let issued: [String: Numbers] = [
        "ZTO": Numbers(prefix: "731", digitCount: 9, suffix: "", first: 100, last: 99_999, check: .none),
        "EMS": Numbers(prefix: "EB", digitCount: 8, suffix: "CN", first: 71_758, last: 99_999, check: .s10),
        "JTSD": Numbers(prefix: "JT", digitCount: 6, suffix: "", first: 1, last: 8, check: .none),
    ]
    static let given = Numbers(
        prefix: "88", digitCount: 6, suffix: "", first: 100_000, last: 100_099, check: .luhn)

    /// Ingresses and processors have the same.
    package static let keys = KnownKeys(sealing: [("k1", 0x1111)], digest: [0x2222])

    static let carriers = ["EMS", "JTSD", "ZTO"]
    static let accounts = ["biz-a", "biz/b#%"]
    static let suspendedAccount = "biz-off"
    static let countMax: Int64 = 10
    static let weightMax: Int64 = 50_000
    static let lengthMax: Int64 = 150
    static let insuredRange: ClosedRange<Int64> = 100...1_000_000

    struct Destination: Sendable {
        let bag: String
        let mark: String
        let collects: Bool
        let delivers: Bool
    }

    /// By city, and by city and area where an area has a row of its own. Lhasa is known and not served.
    static let destinations: [String: Destination] = [
        "Guangzhou": Destination(bag: "Guangzhou", mark: "888-666-666", collects: true, delivers: true),
        "Guangzhou/Tianhe": Destination(bag: "Tianhe", mark: "888-666-1", collects: true, delivers: true),
        "Shenzhen": Destination(bag: "Shenzhen", mark: "755-1", collects: true, delivers: false),
        "Chengdu": Destination(bag: "Chengdu", mark: "28-1", collects: false, delivers: true),
    ]
    static let provinces = [
        "Guangzhou": "Guangdong", "Shenzhen": "Guangdong", "Chengdu": "Sichuan", "Lhasa": "Tibet",
    ]

    static func password(_ carrier: String, _ bizID: String) -> String { "Secret \(carrier) \(bizID)" }

    /// A stand-in for the keyed digest that an ingress makes: distinct for distinct texts of the simulation.
    static func digest(_ text: String) -> Digest {
        var generator = SeededGenerator(seed: text.utf8.reduce(0) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 })
        let bytes = (0..<2).flatMap { _ in
            let word = generator.next()
            return (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
        }
        return Digest(bytes) ?? .zero
    }

    package static func reference() throws(ReferenceFault) -> Reference {
        try reference(issued: issued, given: [given])
    }

    /// With other numbers; `given` are ZTO's. A carrier that has none is left out.
    static func reference(issued: [String: Numbers], given: [Numbers]) throws(ReferenceFault) -> Reference {
        let routes = try RouteTable(routes: routes)
        var carriers: [Carrier] = []
        for id in Self.carriers {
            guard let numbers = issued[id] else { continue }
            var segments: [NumberRange] = []
            if id == "ZTO" { for numbers in given { segments.append(try range(numbers)) } }
            let limits = try CargoLimits(
                countMax: countMax, weightMax: weightMax * 1_000, sideMax: lengthMax * 1_000_000)
            carriers.append(
                try Carrier(
                    id: id, name: id, issued: range(numbers), given: segments,
                    services: [ServiceType(id: 0, names: ["Standard"]), ServiceType(id: 1, names: ["Express"])],
                    insurance: id == "JTSD"
                        ? .none : InsuranceRule(valueMin: insuredRange.lowerBound, valueMax: insuredRange.upperBound),
                    cargo: limits, canCancel: id != "JTSD", bagKey: "\(id)_bagAddr", markKey: "\(id)_mark",
                    routes: routes))
        }
        return try Reference(
            carriers: carriers, accounts: allAccounts.filter { issued[$0.carrier] != nil }, apps: [],
            gazetteer: Gazetteer(places: places))
    }

    private static func range(_ numbers: Numbers) throws(ReferenceFault) -> NumberRange {
        try NumberRange(
            prefix: numbers.prefix, digitCount: numbers.digitCount, checkDigit: checkDigit(numbers.check),
            suffix: numbers.suffix, first: UInt64(numbers.first), last: UInt64(numbers.last))
    }

    private static func checkDigit(_ check: Check) -> CheckDigit {
        switch check {
        case .none: .none
        case .s10: .mod11
        case .luhn: .luhn
        }
    }

    private static var allAccounts: [Account] {
        carriers.flatMap { carrier in
            (accounts + [suspendedAccount]).map { bizID in
                Account(
                    carrier: carrier, bizID: bizID, passwordDigest: digest(password(carrier, bizID)),
                    isActive: bizID != suspendedAccount)
            }
        }
    }

    private static let places = [
        Waybill.Place(code: 440_000, names: ["\u{5e7f}\u{4e1c}\u{7701}", "Guangdong"]),
        Waybill.Place(code: 440_100, names: ["\u{5e7f}\u{5dde}\u{5e02}", "Guangzhou"]),
        Waybill.Place(code: 440_106, names: ["\u{5929}\u{6cb3}\u{533a}", "Tianhe"]),
        Waybill.Place(code: 440_300, names: ["\u{6df1}\u{5733}\u{5e02}", "Shenzhen"]),
        Waybill.Place(code: 510_000, names: ["\u{56db}\u{5ddd}\u{7701}", "Sichuan"]),
        Waybill.Place(code: 510_100, names: ["\u{6210}\u{90fd}\u{5e02}", "Chengdu"]),
        Waybill.Place(code: 540_000, names: ["\u{897f}\u{85cf}\u{81ea}\u{6cbb}\u{533a}", "Tibet"]),
        Waybill.Place(code: 540_100, names: ["\u{62c9}\u{8428}\u{5e02}", "Lhasa"]),
    ]

    private static var routes: [Int32: Route] {
        let codes: [String: Int32] = [
            "Guangzhou": 440_100, "Guangzhou/Tianhe": 440_106, "Shenzhen": 440_300, "Chengdu": 510_100,
        ]
        var routes: [Int32: Route] = [:]
        for (name, code) in codes {
            guard let row = destinations[name] else { continue }
            routes[code] = Route(bagAddress: row.bag, mark: row.mark, accepts: row.collects, delivers: row.delivers)
        }
        return routes
    }
}
