/// An express company as WeChat knows it, and the rules of its own. A class, since every decision is handed one.
package final class Carrier: Sendable {
    /// WeChat's delivery_id, such as "ZTO".
    package let id: String
    package let name: String
    /// The numbers that this service issues.
    package let issued: NumberRange
    /// The segments that WeChat gives numbers from; empty where the carrier issues all.
    package let given: [NumberRange]
    package let services: [ServiceType]
    package let insurance: InsuranceRule
    package let cargo: CargoLimits
    package let canCancel: Bool
    /// Keys of WaybillData, such as "ZTO_bagAddr" and "ZTO_mark".
    package let bagKey: String
    package let markKey: String
    package let routes: RouteTable

    /// Throws where services are missing or stand twice, number ranges overlap, or a key cannot stand in WaybillData.
    package init(
        id: String, name: String, issued: NumberRange, given: [NumberRange], services: [ServiceType],
        insurance: InsuranceRule, cargo: CargoLimits, canCancel: Bool, bagKey: String, markKey: String,
        routes: RouteTable
    ) throws(ReferenceFault) {
        guard !services.isEmpty else { throw ReferenceFault("at least one service is required") }
        for (index, service) in services.enumerated() {
            guard !services[..<index].contains(where: { $0.id == service.id }) else {
                throw ReferenceFault("service \(service.id) stands twice")
            }
        }
        let ranges = [issued] + given
        for (index, range) in ranges.enumerated() {
            guard !ranges[..<index].contains(where: range.overlaps) else {
                throw ReferenceFault("number range \(range) overlaps another of the same carrier")
            }
        }
        try WaybillDataRule.check(bagKey, "bag_key", byteCountMax: ReferenceLimits.waybillKeyByteCountMax)
        try WaybillDataRule.check(markKey, "mark_key", byteCountMax: ReferenceLimits.waybillKeyByteCountMax)
        guard bagKey != markKey else { throw ReferenceFault("bag_key and mark_key are the same") }
        self.id = id
        self.name = name
        self.issued = issued
        self.given = given
        self.services = services
        self.insurance = insurance
        self.cargo = cargo
        self.canCancel = canCancel
        self.bagKey = bagKey
        self.markKey = markKey
        self.routes = routes.labelled(bagKey: bagKey, markKey: markKey)
    }
}

/// A service that a merchant may order, under every name that a push may call it.
package struct ServiceType: Equatable, Sendable {
    package let id: Int64
    package let names: [String]

    package init(id: Int64, names: [String]) {
        self.id = id
        self.names = names
    }
}

/// Which values may be insured, in fen.
package struct InsuranceRule: Equatable, Sendable {
    package let offered: Bool
    package let valueMin: Int64
    package let valueMax: Int64

    package static let none = InsuranceRule()

    private init() { (offered, valueMin, valueMax) = (false, 0, 0) }

    /// Insurance is offered from `valueMin` to `valueMax`.
    package init(valueMin: Int64, valueMax: Int64) throws(ReferenceFault) {
        guard 0 <= valueMin, valueMin <= valueMax else {
            throw ReferenceFault("the insured values are upside down: from \(valueMin) to \(valueMax) fen")
        }
        (offered, self.valueMin, self.valueMax) = (true, valueMin, valueMax)
    }
}

/// The largest parcel that the carrier takes. Weight in millionths of a kilogram, side in millionths of a centimetre.
package struct CargoLimits: Equatable, Sendable {
    package let countMax: Int64
    package let weightMax: Int64
    package let sideMax: Int64

    package init(countMax: Int64, weightMax: Int64, sideMax: Int64) throws(ReferenceFault) {
        guard countMax >= 1, weightMax >= 1, sideMax >= 1 else { throw ReferenceFault("cargo limits must be positive") }
        self.countMax = countMax
        self.weightMax = weightMax
        self.sideMax = sideMax
    }
}
