import Testing

@Suite("The house: arrows")
struct HouseTests {
    @Test("the plan keeps its own rules")
    func planIsSound() { #expect(House.faults(of: House.rooms) == []) }

    @Test(
        "a plan that breaks them is found out",
        arguments: [
            ([House.Room(1, "Log", "Processor"), House.Room(6, "Processor")], "Log imports Processor"),
            (
                [House.Room(6, "Ingress", "Processor"), House.Room(6, "Processor")],
                "Ingress imports the role Processor"
            ),
            ([House.Room(2, "SQLite", "CSQLite"), House.Room(3, "SQLiteLog", "CSQLite")], "CSQLite is imported by"),
        ])
    func planFails(_ rooms: [House.Room], _ fault: String) {
        #expect(House.faults(of: rooms).contains { $0.hasPrefix(fault) })
    }

    @Test("Package.swift has the plan's arrows", arguments: House.rooms.map(\.name))
    func packageIsAsPlanned(_ name: String) throws {
        let planned = try #require(House.room(name)).imports.sorted()
        #expect(Manifest(Repository.text("Package.swift")).imports[name]?.sorted() == planned)
    }

    @Test("the plan has every room of Package.swift and every folder of Sources")
    func planIsWhole() {
        let known = Set(House.rooms.map(\.name))
        #expect(
            Set(Manifest(Repository.text("Package.swift")).imports.keys).subtracting(["bench", "LogSecondProcess"])
                == known)
        #expect(Set(Repository.swift.compactMap(\.room)).subtracting(["CLibraries"]) == known)
        let modules = Repository.files(in: "Sources/CLibraries").compactMap {
            $0.split(separator: "/").dropFirst(2).first
        }
        #expect(Set(modules.map(String.init)) == Set(House.libraries))
    }

    @Test("every arrow is used")
    func arrowsAreUsed() {
        for room in House.rooms {
            let used = Set(Repository.swift.filter { $0.room == room.name }.flatMap(\.imports).map(\.text))
            #expect(Set(room.imports).subtracting(used) == [], "Package.swift: \(room.name) never imports these")
        }
    }

    @Test("every event and key of the catalogue is written by somebody")
    func catalogueIsUsed() {
        #expect(Catalogue.unused(in: Repository.swift.filter { $0.room != nil }) == [])
        #expect(Catalogue.unused(in: []).contains("serviceReady"))
        #expect(Catalogue.unused(in: []).contains("partition"))
    }

    @Test("the fuzzed rooms are built as the package builds them")
    func fuzzIsAsPackage() {
        let fuzzed = Manifest(Repository.text("Fuzz/Package.swift")).imports.filter { $0.key != "fuzz" }
        #expect(!fuzzed.isEmpty)
        for (name, imports) in fuzzed {
            #expect(House.room(name)?.imports.sorted() == imports.sorted(), "Fuzz: \(name)")
        }
    }

    @Test("a manifest is read")
    func manifestIsRead() {
        let text = """
            func room(_ name: String) -> Target { .target(name: name) }
            room("A"), // room("X")
            room("B", ["A", "CB"]),
            .executableTarget(
                name: "C",
                dependencies: [
                    "A", "B",
                ],
                path: "D", swiftSettings: strict),
            """
        #expect(Manifest(text).imports == ["A": [], "B": ["A", "CB"], "C": ["A", "B"]])
    }
}
