import Files
import Foundation
import Testing

@testable import Configuration
@testable import Log
@testable import Waybill

/// The files that ship with the program.
@Suite("Shipped configuration")
struct ShippedTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path()

    static let reference = Result {
        try loadReference(folder: root + "config", environment: [:]) { _, _, _ in .zero }
    }

    @Test("It is right, and gives the route, number, service and insurance of seed 003")
    func seed() throws {
        let loaded = try Self.reference.get()
        // Its secrets are for trying out and written into it, and how a checkout is readable is its owner's business.
        #expect(loaded.warnings.filter { !$0.message.hasPrefix("everybody on this machine can read") }.isEmpty)
        let reference = loaded.reference
        let app = try #require(reference.apps.first { $0.userName == "gh_abcdefg" })
        let carrier = try #require(reference.carrier(app.carrier))
        let location = reference.gazetteer.locate(
            province: "Guangdong Province", city: "Guangzhou", area: "Tianhe District")
        #expect(location == .found(city: 440_100, area: 440_106))
        #expect(
            carrier.routes.route(for: location)
                == Route(bagAddress: "Guangzhou", mark: "888-666-666", accepts: true, delivers: true))
        #expect(carrier.bagKey == "ZTO_bagAddr" && carrier.markKey == "ZTO_mark")
        #expect(carrier.given.contains { (try? $0.serial(of: "123456789").get()) != nil })
        #expect(carrier.services.contains { $0.id == 0 && $0.names.contains("Standard express delivery") })
        #expect((carrier.insurance.valueMin...carrier.insurance.valueMax).contains(10_000))
        #expect(carrier.cargo.countMax >= 2 && carrier.cargo.weightMax >= 1_200_000)
        #expect(carrier.cargo.sideMax >= 20_500_000)
        #expect(reference.account(carrier: app.carrier, bizID: "xyz")?.isActive == true)
    }

    @Test("The main carrier covers every province")
    func provinces() throws {
        let reference = try Self.reference.get().reference
        let carrier = try #require(reference.carrier("ZTO"))
        for row in try AreaRows.all() where row.code % 10_000 == 0 {
            #expect(carrier.routes.route(for: .found(city: row.code, area: nil)) != nil, "\(row.code)")
        }
    }

    @Test("Topics have the policies of design.md")
    func topics() throws {
        let policies = try loadTopics(folder: Self.root + "topics")
        let byTopic = Dictionary(uniqueKeysWithValues: policies.map { ($0.topic, $0) })
        let day = 86_400
        #expect(byTopic[.commands]?.cleanup == .delete(retention: .seconds(365 * day)))
        #expect(byTopic[.deadLetters]?.cleanup == .delete(retention: .seconds(30 * day)))
        #expect(byTopic[.replies]?.cleanup == .delete(retention: .seconds(600)))
        for topic in [Topic.commands, .waybills, .tokens, .deadLetters, .replies] {
            #expect(byTopic[topic]?.partitionCount == 12)
        }
        for topic in [Topic.waybills, .tokens, .traces, .accounts, .routes, .orders] {
            guard case .compact = byTopic[topic]?.cleanup else {
                Issue.record("\(topic) is not compacted")
                continue
            }
        }
    }

    @Test("The options file has no options")
    func options() throws {
        #expect(try loadOptions(file: Self.root + "config/waybill.yaml").isEmpty)
    }
}

/// The rows of the shipped areas.csv.
struct AreaRows {
    let code: Int32
    let name: String
    let spellings: [String]

    static func all() throws -> [AreaRows] {
        var findings = Findings()
        let table = CSVTable(
            path: ShippedTests.root + "config/areas.csv", columns: ["code", "name", "spellings"], &findings)
        try #require(findings.errors.isEmpty)
        return try table.rows.map { row in
            let code = try #require(placeCode(row.fields[0]))
            return AreaRows(
                code: code, name: row.fields[1], spellings: row.fields[2].split(separator: "|").map(String.init))
        }
    }
}
