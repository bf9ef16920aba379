import SeedParcel

@testable import Waybill

/// A push and the world it meets: the lane's memory and the carrier's rules. A row of a table changes one thing of it.
struct Situation: Sendable {
    var add = Seed.add
    var contentDigest = Seed.contentDigest
    var facts = Facts(order: nil, serialNext: 0, holder: nil, partition: 0, partitionCount: 1)
    var rules = Rules()

    func outcome() throws -> Outcome {
        decide(.addWaybill(add, contentDigest: contentDigest), facts: facts, reference: try rules.reference())
    }
}

/// What the carrier of the tests allows: at most 20 pieces, 50 kg, 120 cm, insurance of 1 to 50 000 fen; 100 numbers of
/// its own. It collects and delivers in Guangdong, but does not deliver to Shenzhen nor collect in Zhuhai.
struct Rules: Sendable {
    var canCancel = true
    var isInsuring = true
    var isActive = true
    var serialLast: UInt64 = 99
    /// The account's password under digest keys that are not the present one.
    var otherPasswords: [Digest] = []

    static let countMax: Int64 = 20
    static let weightMax: Int64 = 50_000_000
    static let sideMax: Int64 = 120_000_000
    static let valueMin: Int64 = 1
    static let valueMax: Int64 = 50_000

    func reference() throws -> Reference {
        try Reference(
            carriers: [carrier()],
            accounts: [
                Account(
                    carrier: "ZTO", bizID: "xyz", passwordDigest: Seed.password, otherPasswordDigests: otherPasswords,
                    isActive: isActive)
            ],
            apps: [], gazetteer: Gazetteer(places: Self.places))
    }

    private func carrier() throws -> Carrier {
        try Carrier(
            id: "ZTO", name: "ZTO Express",
            issued: NumberRange(
                prefix: "7311", digitCount: 8, checkDigit: .none, suffix: "", first: 0, last: serialLast),
            given: [
                NumberRange(
                    prefix: "", digitCount: 9, checkDigit: .none, suffix: "", first: 123_000_000, last: 123_999_999),
                NumberRange(prefix: "WX", digitCount: 6, checkDigit: .luhn, suffix: "CN", first: 0, last: 500_000),
            ],
            services: [
                ServiceType(id: 0, names: ["Standard express delivery"]),
                ServiceType(id: 2, names: ["Same day", "SD"]),
            ],
            insurance: isInsuring ? InsuranceRule(valueMin: Self.valueMin, valueMax: Self.valueMax) : .none,
            cargo: CargoLimits(countMax: Self.countMax, weightMax: Self.weightMax, sideMax: Self.sideMax),
            canCancel: canCancel, bagKey: "ZTO_bagAddr", markKey: "ZTO_mark", routes: Self.routes())
    }

    private static func routes() throws -> RouteTable {
        try RouteTable(routes: [
            440_000: Route(bagAddress: "Guangdong", mark: "800-000-000", accepts: true, delivers: true),
            440_100: Route(bagAddress: "Guangzhou", mark: "888-666-666", accepts: true, delivers: true),
            440_300: Route(bagAddress: "Shenzhen", mark: "755-000-000", accepts: true, delivers: false),
            440_400: Route(bagAddress: "Zhuhai", mark: "756-000-000", accepts: false, delivers: true),
        ])
    }

    /// Guangdong with Guangzhou (Haizhu, Tianhe), Shenzhen, Zhuhai and Foshan; Hainan, which no route covers.
    private static let places = [
        Place(code: 440_000, names: ["\u{5e7f}\u{4e1c}\u{7701}", "Guangdong"]),
        Place(code: 440_100, names: ["\u{5e7f}\u{5dde}\u{5e02}", "Guangzhou"]),
        Place(code: 440_105, names: ["\u{6d77}\u{73e0}\u{533a}", "Haizhu"]),
        Place(code: 440_106, names: ["\u{5929}\u{6cb3}\u{533a}", "Tianhe"]),
        Place(code: 440_300, names: ["\u{6df1}\u{5733}\u{5e02}", "Shenzhen"]),
        Place(code: 440_400, names: ["\u{73e0}\u{6d77}\u{5e02}", "Zhuhai"]),
        Place(code: 440_600, names: ["\u{4f5b}\u{5c71}\u{5e02}", "Foshan"]),
        Place(code: 460_000, names: ["\u{6d77}\u{5357}\u{7701}", "Hainan"]),
        Place(code: 460_100, names: ["\u{6d77}\u{53e3}\u{5e02}", "Haikou"]),
    ]
}

/// A way to break a push, and what it must be told.
struct Fault: Sendable, CustomStringConvertible {
    let description: String
    let code: Refusal.Reason
    let message: String
    let apply: @Sendable (inout Situation) -> Void

    init(
        _ description: String, _ code: Refusal.Reason, _ message: String,
        _ apply: @escaping @Sendable (inout Situation) -> Void
    ) {
        self.description = description
        self.code = code
        self.message = message
        self.apply = apply
    }
}

extension String {
    /// `count` bytes of ASCII that stand in no message.
    static func filler(_ count: Int) -> String { String(repeating: "Q", count: count) }
}

extension UTF8Slice {
    static func filler(_ count: Int) -> UTF8Slice { UTF8Slice(.filler(count)) }
}
