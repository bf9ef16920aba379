import Testing

@testable import Waybill

@Suite("Reference")
struct ReferenceTests {
    static func carrier(
        id: String = "ZTO", issued: NumberRange? = nil, given: [NumberRange] = [],
        services: [ServiceType] = [ServiceType(id: 0, names: ["S"])],
        bagKey: String = "ZTO_bagAddr"
    ) throws -> Carrier {
        try Carrier(
            id: id, name: "name", issued: issued ?? NumberRangeTests.range("75", 11, .mod10), given: given,
            services: services,
            insurance: InsuranceRule(valueMin: 1, valueMax: 100),
            cargo: CargoLimits(countMax: 1, weightMax: 1, sideMax: 1), canCancel: true, bagKey: bagKey,
            markKey: "ZTO_mark", routes: RouteTable(routes: [:]))
    }

    static func app(_ name: String = "zto", carrier: String = "ZTO") -> App {
        App(name: name, userName: "gh_1", appID: "wx1", carrier: carrier, pushToken: "S3cretToken")
    }

    static func account(_ bizID: String, carrier: String = "ZTO") -> Account {
        Account(carrier: carrier, bizID: bizID, passwordDigest: .zero, isActive: true)
    }

    @Test("Carriers, accounts and apps are found by their names, and only by those")
    func lookup() throws {
        let reference = try Reference(
            carriers: [Self.carrier()], accounts: [Self.account("a"), Self.account("b")], apps: [Self.app()],
            gazetteer: Gazetteer(places: []))
        #expect(reference.carrier("ZTO")?.id == "ZTO")
        #expect(reference.carrier("zto") == nil)
        #expect(reference.account(carrier: "ZTO", bizID: "b")?.bizID == "b")
        #expect(reference.account(carrier: "ZTO", bizID: "c") == nil)
        #expect(reference.account(carrier: "TEST", bizID: "b") == nil)
        #expect(reference.app(named: "zto")?.appID == "wx1")
        #expect(reference.app(named: "") == nil)
    }

    @Test("Names that stand twice, and carriers that are not there, are refused")
    func refused() throws {
        let gazetteer = try Gazetteer(places: [])
        let carrier = try Self.carrier()
        func fault(_ carriers: [Carrier], _ accounts: [Account], _ apps: [App]) -> String? {
            do throws(ReferenceFault) {
                _ = try Reference(carriers: carriers, accounts: accounts, apps: apps, gazetteer: gazetteer)
                return nil
            } catch {
                return error.message
            }
        }
        #expect(fault([carrier, carrier], [], []) == "carrier ZTO stands twice")
        #expect(fault([carrier], [Self.account("a"), Self.account("a")], []) == "account 'ZTO/a' stands twice")
        #expect(fault([carrier], [], [Self.app(), Self.app()]) == "app zto stands twice")
        #expect(fault([carrier], [Self.account("a", carrier: "STO")], []) == "there is no carrier 'STO'")
        #expect(fault([carrier], [], [Self.app(carrier: "STO")]) == "there is no carrier 'STO'")
    }

    @Test("A carrier that cannot work is refused")
    func carriers() throws {
        let twice = [ServiceType(id: 0, names: ["S"]), ServiceType(id: 0, names: ["T"])]
        #expect(throws: ReferenceFault("at least one service is required")) { try Self.carrier(services: []) }
        #expect(throws: ReferenceFault("service 0 stands twice")) { try Self.carrier(services: twice) }
        #expect(throws: ReferenceFault("bag_key and mark_key are the same")) { try Self.carrier(bagKey: "ZTO_mark") }
        #expect(throws: ReferenceFault.self) { try Self.carrier(bagKey: "a##b") }
        let overlapping = try NumberRangeTests.range("750", 10, .mod10)
        #expect(throws: ReferenceFault.self) { try Self.carrier(given: [overlapping]) }
        #expect(throws: ReferenceFault.self) { try InsuranceRule(valueMin: 2, valueMax: 1) }
        #expect(throws: ReferenceFault.self) { try InsuranceRule(valueMin: -1, valueMax: -1) }
        #expect(throws: ReferenceFault.self) { try CargoLimits(countMax: 0, weightMax: 1, sideMax: 1) }
    }

    @Test("No way of printing an app shows its push token")
    func secret() throws {
        let app = Self.app()
        var dumped = ""
        dump([app], to: &dumped)
        for text in ["\(app)", "\([app])", String(reflecting: app), dumped] { #expect(!text.contains("S3cret")) }
        let reference = try Reference(
            carriers: [Self.carrier()], accounts: [], apps: [app], gazetteer: Gazetteer(places: []))
        #expect(!"\(reference)".contains("S3cret"))
        #expect(!String(reflecting: reference).contains("S3cret"))
    }
}
