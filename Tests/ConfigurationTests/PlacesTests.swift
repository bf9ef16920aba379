import Files
import Foundation
import Testing

@testable import Configuration
@testable import Waybill

@Suite("Places")
struct PlacesTests {
    /// tools/areas/spellings.csv, which is in Chinese.
    static let spellings: [[String]] = {
        var findings = Findings()
        let columns = ["province", "city", "area", "meaning"]
        let path = ShippedTests.root + "tools/areas/spellings.csv"
        return CSVTable(path: path, columns: columns, &findings).rows.map(\.fields)
    }()

    static func text(_ location: Location) -> String {
        switch location {
        case .unknownProvince: "?"
        case .unknownCity(let province): "\(province)?"
        case .found(let city, let area): "\(city)/" + (area.map(String.init) ?? "-")
        }
    }

    @Test("Every way of writing an address means what it should", arguments: spellings)
    func spelling(row: [String]) throws {
        let gazetteer = try ShippedTests.reference.get().reference.gazetteer
        #expect(
            Self.text(gazetteer.locate(province: UTF8Slice(row[0]), city: UTF8Slice(row[1]), area: UTF8Slice(row[2])))
                == row[3],
            "\(row)")
    }

    @Test("The table of spellings is there")
    func isThere() { #expect(Self.spellings.count > 100) }

    /// Every spelling of every place under every spelling of its parents, with the case and spaces of the file and
    /// without.
    @Test("All rows of areas.csv are found under all their spellings, and never as another place")
    func allRows() throws {
        let gazetteer = try ShippedTests.reference.get().reference.gazetteer
        let rows = try AreaRows.all()
        let byCode = Dictionary(uniqueKeysWithValues: rows.map { ($0.code, $0) })
        var unknownAreas: Set<Int32> = []
        for row in rows where !Place.isDirectDivision(row.code) {
            let province = try #require(byCode[Place.province(of: row.code)])
            let cityCode = Place.city(of: row.code)
            for name in [row.name] + row.spellings + row.spellings.map({ $0.uppercased() + " " }) {
                switch Place.level(of: row.code) {
                case .province:
                    #expect(
                        gazetteer.locate(province: UTF8Slice(name), city: "?", area: "") != .unknownProvince, "\(name)")
                case .city:
                    let found = gazetteer.locate(province: UTF8Slice(province.name), city: UTF8Slice(name), area: "")
                    let isDivision = province.code == 500_000 && row.code == 500_200
                    #expect(found == .found(city: isDivision ? 500_100 : row.code, area: nil), "\(row.code) \(name)")
                case .area:
                    let city = try #require(byCode[cityCode])
                    for cityName in [city.name] + city.spellings {
                        let found = gazetteer.locate(
                            province: UTF8Slice(province.name), city: UTF8Slice(cityName), area: UTF8Slice(name))
                        guard found != .found(city: row.code / 100 * 100, area: row.code) else { continue }
                        // Only the area may stay unknown; in Chongqing the city depends on it.
                        let isCityOnly =
                            found == .found(city: cityCode, area: nil)
                            || (province.code == 500_000 && found == .found(city: 500_100, area: nil))
                        #expect(isCityOnly && name != row.name, "\(row.code) \(name): \(found)")
                        unknownAreas.insert(row.code)
                    }
                }
            }
        }
        #expect(gazetteer.ambiguityCount == Self.knownSpellingCount)
        #expect(unknownAreas.sorted() == Self.known, "\(unknownAreas.sorted())")
    }

    /// Beidaihe: a district and a zone. Yun'an and Yunan. Linxia, Hotan, Yining: each a city and a county.
    static let known: [Int32] = [
        130_304, 130_372, 445_303, 445_322, 622_901, 622_921, 653_201, 653_221, 654_002, 654_021,
    ]

    /// Spellings by parent: of the places above, folded, with and without pinyin for their kind.
    static let knownSpellingCount = 11

    @Test("Cities in English are found with the word for their kind too, also under the province in English")
    func withKinds() throws {
        let gazetteer = try ShippedTests.reference.get().reference.gazetteer
        let rows = try AreaRows.all()
        let byCode = Dictionary(uniqueKeysWithValues: rows.map { ($0.code, $0) })
        var count = 0
        for row in rows where Place.level(of: row.code) == .city && !Place.isDirectDivision(row.code) {
            let province = try #require(byCode[Place.province(of: row.code)]?.spellings.first)
            for word in NameSuffix.suffix(of: row.name, level: .city)?.english ?? [] {
                let name = "\(try #require(row.spellings.first)) \(word)"
                let found = gazetteer.locate(province: UTF8Slice(province), city: UTF8Slice(name), area: "")
                #expect(found == .found(city: row.code, area: nil), "\(province), \(name)")
                count += 1
            }
        }
        #expect(count > 300)
    }
}
