import Testing

@testable import Waybill

@Suite("Routes")
struct RouteTableTests {
    static func route(_ mark: String) -> Route {
        Route(bagAddress: "bag", mark: mark, accepts: true, delivers: true)
    }

    @Test(
        "The most specific row wins: area, city, province",
        arguments: [
            (Location.found(city: 440_100, area: 440_105), "area" as String?),
            (.found(city: 440_100, area: 440_106), "city"),
            (.found(city: 440_100, area: nil), "city"), (.found(city: 440_300, area: 440_305), "province"),
            (.found(city: 440_000, area: nil), "province"), (.found(city: 429_004, area: nil), "county"),
            (.found(city: 110_100, area: 110_105), nil), (.unknownCity(province: 440_000), nil),
            (.unknownProvince, nil),
        ])
    func specific(location: Location, mark: String?) throws {
        let table = try RouteTable(routes: [
            440_105: Self.route("area"), 440_100: Self.route("city"), 440_000: Self.route("province"),
            429_004: Self.route("county"),
        ])
        #expect(table.route(for: location)?.mark == mark)
    }

    @Test(
        "What WaybillData cannot carry is refused when the table is made",
        arguments: [
            ("", "mark is empty"),
            ("8##6", "mark must not hold ## or start or end with #: WaybillData separates by ##"),
            ("#8", "mark must not hold ## or start or end with #: WaybillData separates by ##"),
            ("8#", "mark must not hold ## or start or end with #: WaybillData separates by ##"),
            ("8\n6", "mark holds a control character"),
            (String(repeating: "8", count: 129), "mark is longer than 128 bytes"),
        ])
    func refused(mark: String, message: String) {
        #expect(throws: ReferenceFault(message)) { try RouteTable(routes: [440_000: Self.route(mark)]) }
    }

    @Test("A single # inside is text")
    func hash() throws {
        _ = try RouteTable(routes: [440_000: Self.route("A#6")])
    }
}
