import Testing

@testable import Waybill

/// The rules, on a handful of places. The whole list and every way of writing are tested in ConfigurationTests.
@Suite("Gazetteer")
struct GazetteerTests {
    static let places = [
        Place(code: 440_000, names: ["P\u{7701}", "Guangdong"]),
        Place(code: 440_100, names: ["C\u{5e02}", "Guangzhou"]),
        Place(code: 440_105, names: ["A\u{533a}", "Haizhu"]), Place(code: 440_106, names: ["B\u{533a}", "Homonym"]),
        Place(code: 440_107, names: ["D\u{53bf}", "Homonym"]), Place(code: 810_000, names: ["X", "Hong Kong"]),
    ]

    @Test("Known names, unknown names, and an unknown area in a known city")
    func rules() throws {
        let gazetteer = try Gazetteer(places: Self.places)
        let found = Location.found(city: 440_100, area: 440_105)
        #expect(gazetteer.locate(province: "Guangdong", city: "Guangzhou", area: "Haizhu") == found)
        #expect(gazetteer.locate(province: "guangdong province", city: "guang zhou city", area: "HAIZHU-qu") == found)
        #expect(
            gazetteer.locate(province: "Guangdong", city: "Guangzhou", area: "?") == .found(city: 440_100, area: nil))
        #expect(gazetteer.locate(province: "Guangdong", city: "?", area: "Haizhu") == .unknownCity(province: 440_000))
        #expect(gazetteer.locate(province: "?", city: "Guangzhou", area: "Haizhu") == .unknownProvince)
        #expect(gazetteer.locate(province: "Hong Kong", city: "?", area: "?") == .found(city: 810_000, area: nil))
    }

    @Test("Of two areas with one spelling neither is picked; with their kind they are told apart")
    func homonyms() throws {
        let gazetteer = try Gazetteer(places: Self.places)
        func area(_ name: String) -> Location {
            gazetteer.locate(province: "Guangdong", city: "Guangzhou", area: UTF8Slice(name))
        }
        #expect(area("Homonym") == .found(city: 440_100, area: nil))
        #expect(area("Homonym District") == .found(city: 440_100, area: 440_106))
        #expect(area("homonym county") == .found(city: 440_100, area: 440_107))
        #expect(gazetteer.ambiguityCount > 0)
    }

    @Test("Texts of any size and kind are answered")
    func hostile() throws {
        let gazetteer = try Gazetteer(places: Self.places)
        let long = String(repeating: "autonomous", count: 100_000)
        for text in ["", " ", "\u{0}", "'", "district", "autonomous", "\u{65cf}", long, "\u{5e02}", "v", "lyu"] {
            #expect(
                gazetteer.locate(province: UTF8Slice(text), city: UTF8Slice(text), area: UTF8Slice(text))
                    == .unknownProvince)
            #expect(
                gazetteer.locate(province: "Guangdong", city: UTF8Slice(text), area: UTF8Slice(text))
                    == .unknownCity(province: 440_000))
            #expect(
                gazetteer.locate(province: "Guangdong", city: "Guangzhou", area: UTF8Slice(text))
                    == .found(city: 440_100, area: nil))
        }
    }

    @Test("Places that contradict each other are refused")
    func refused() {
        func fault(_ added: Place) -> String? {
            do throws(ReferenceFault) {
                _ = try Gazetteer(places: Self.places + [added])
                return nil
            } catch {
                return error.message
            }
        }
        #expect(fault(Place(code: 440_108, names: ["E\u{533a}"])) == nil)
        #expect(fault(Place(code: 440_105, names: ["E\u{533a}"])) == "code 440105 stands twice")
        #expect(fault(Place(code: 440_201, names: ["E\u{533a}"])) == "code 440201 has no city: 440200 is missing")
        #expect(fault(Place(code: 450_100, names: ["E\u{5e02}"])) == "code 450100 has no province: 450000 is missing")
        #expect(fault(Place(code: 440_108, names: ["A\u{533a}"])) == "code 440108: its name is another's too in 440100")
        #expect(fault(Place(code: 440_108, names: [])) == "no name")
        #expect(fault(Place(code: 1, names: ["E"])) == "1 is not a code")
    }

    @Test("A name table grows without losing what it has")
    func growth() {
        var table = NameTable(capacity: 4)
        for code in 1...Int32(5000) { table.insert(Array("name\(code)".utf8), parent: code % 7, code: code) }
        #expect(table.count == 5000)
        for code in 1...Int32(5000) {
            #expect(table.match("name\(code)".utf8Span.span, parent: code % 7) == .code(code))
            #expect(table.match("name\(code)".utf8Span.span, parent: (code + 1) % 7) == nil)
        }
    }
}
