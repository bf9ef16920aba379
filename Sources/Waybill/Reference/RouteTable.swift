/// Where parcels for a place go. A class, since every decision is handed two.
package final class Route: Sendable {
    /// The bag's destination.
    package let bagAddress: String
    /// The three-section code.
    package let mark: String
    /// Whether parcels are collected there.
    package let accepts: Bool
    /// Whether parcels are delivered there.
    package let delivers: Bool
    /// What the carrier tells merchants of it (seed 003); empty until the route is a carrier's.
    let waybillData: String

    package init(bagAddress: String, mark: String, accepts: Bool, delivers: Bool, waybillData: String = "") {
        self.bagAddress = bagAddress
        self.mark = mark
        self.accepts = accepts
        self.delivers = delivers
        self.waybillData = waybillData
    }

    fileprivate func labelled(_ bagKey: String, _ markKey: String) -> Route {
        Route(
            bagAddress: bagAddress, mark: mark, accepts: accepts, delivers: delivers,
            waybillData: "##\(bagKey)##\(bagAddress)##\(markKey)##\(mark)##")
    }
}

extension Route: Equatable {
    package static func == (left: Route, right: Route) -> Bool {
        left.bagAddress == right.bagAddress && left.mark == right.mark && left.accepts == right.accepts
            && left.delivers == right.delivers
    }
}

/// A carrier's routes by the code of a province, city or area.
package struct RouteTable: Sendable {
    private var routes: [Int32: Route]

    /// Throws where a value cannot stand in WaybillData.
    package init(routes: [Int32: Route]) throws(ReferenceFault) {
        for route in routes.values { try Self.check(route) }
        self.routes = routes
    }

    /// With the carrier's WaybillData made once for each route, under these keys.
    func labelled(bagKey: String, markKey: String) -> RouteTable {
        var table = self
        table.routes = routes.mapValues { $0.labelled(bagKey, markKey) }
        return table
    }

    /// The most specific row wins: of the area, else of the city, else of the province. Nil where no row covers it.
    package func route(for location: Location) -> Route? {
        guard case .found(let city, let area) = location else { return nil }
        if let area, let route = routes[area] { return route }
        return routes[city] ?? routes[city / 10_000 * 10_000]
    }

    /// Throws where the route's values cannot stand in WaybillData.
    package static func check(_ route: Route) throws(ReferenceFault) {
        let byteCountMax = ReferenceLimits.waybillValueByteCountMax
        try WaybillDataRule.check(route.bagAddress, "bag_address", byteCountMax: byteCountMax)
        try WaybillDataRule.check(route.mark, "mark", byteCountMax: byteCountMax)
    }
}
