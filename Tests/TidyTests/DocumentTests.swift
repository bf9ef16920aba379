import Testing

@Suite("The house: what is written beside the code")
struct DocumentTests {
    @Test("topics/ describes the catalogue")
    func topicsAreTheCatalogue() {
        let files = Repository.files(in: "topics", suffix: ".yaml").map { ($0, Repository.text($0)) }
        for fault in TopicFiles.faults(files, catalogue: Catalogue.topics) { Issue.record("\(fault)") }
    }

    @Test(
        "a topic that is not as the catalogue has it is found",
        arguments: [
            ("topics/a.b.yaml", "name: a.b\npartitions: 3\n", "topics/a.b.yaml:1: the catalogue has no such topic"),
            (
                "topics/waybill.tokens.yaml", "name: tokens\npartitions: 3\n",
                "topics/waybill.tokens.yaml:1: must be named"
            ),
        ])
    func topicFails(_ path: String, _ text: String, _ fault: String) {
        let commands = ("topics/waybill.commands.yaml", "name: waybill.commands\n")
        let faults = TopicFiles.faults([commands, (path, text)], catalogue: ["waybill.commands", "waybill.tokens"])
        #expect(faults.contains { $0.description.hasPrefix(fault) }, "\(faults)")
    }

    @Test("a topic without a file is found")
    func topicIsMissing() { #expect(TopicFiles.faults([], catalogue: ["waybill.commands"]).count == 1) }

    @Test("documents name only files that exist", arguments: ["README.md", "DESIGN.md"].filter(Repository.exists))
    func namesExist(_ path: String) {
        for fault in Mentions.faults(path, Repository.text(path)) { Issue.record("\(fault)") }
    }

    @Test(
        "a document that names no file is found out",
        arguments: [
            "see `Sources/Nowhere/A.swift`", "see `Nowhere.swift`", "`tools/nothing`", "[a](nowhere.md)",
            "`NoSuchTests`",
        ])
    func mentionFails(_ text: String) { #expect(Mentions.faults("README.md", "a\n" + text).map(\.line) == [2]) }

    @Test(
        "what is no file is left alone",
        arguments: [
            "`make test`", "`Package.swift`", "`topics/*.yaml`", "`waybill.commands`", "`/push/<name>`", "`TidyTests`",
        ])
    func mentionPasses(_ text: String) { #expect(Mentions.faults("README.md", text) == []) }

    @Test("config/waybill.yaml names options of the program")
    func optionsExist() {
        let names = OptionNames.declared(Repository.swift.filter { $0.room == "Program" })
        #expect(names.count > 10)
        let path = "config/waybill.yaml"
        for fault in OptionNames.faults(path, Repository.text(path), declared: names) { Issue.record("\(fault)") }
    }

    @Test("an option that the program does not have is found")
    func optionFails() {
        let program = SwiftText(path: "A.swift", text: "let a = Option<String?>.file(\n    \"keys\", \"The keys.\")")
        #expect(OptionNames.declared([program]) == ["keys"])
        let text = "# Prose: like this.\n# keys: a\n# data: b\nlisten: c\n"
        #expect(OptionNames.faults("a", text, declared: ["keys"]).map(\.line) == [3, 4])
    }
}

enum TopicFiles {
    /// What the files say is checked by the program that reads them, and by its tests.
    static func faults(_ files: [(path: String, text: String)], catalogue: Set<String>) -> [Violation] {
        var missing = catalogue
        var faults: [Violation] = []
        for (path, text) in files {
            let name = String(path.dropFirst("topics/".count).dropLast(".yaml".count))
            if missing.remove(name) == nil { faults.append(Violation(path, 1, "the catalogue has no such topic")) }
            if value("name", text) != name { faults.append(Violation(path, 1, "must be named as its file, \(name)")) }
        }
        return faults
            + missing.sorted().map { Violation("topics/\($0).yaml", 1, "missing; the catalogue has the topic") }
    }

    private static func value(_ key: String, _ text: String) -> String? {
        text.split(separator: "\n").first { $0.hasPrefix(key + ":") }.map {
            String($0.dropFirst(key.count + 1).drop { $0 == " " })
        }
    }
}

/// Names of files in a text of Markdown: in backquotes or as the target of a link.
enum Mentions {
    /// Written by the program, not in the repository.
    private static let made: Set<String> = ["keys.yaml"]
    private static let suffixes = [".swift", ".yaml", ".md", ".csv", ".json", ".xml", ".c", ".h", ".cpp", ".py"]
    private static let names = Set(
        (Repository.swift.map(\.path)
            + ["config", "topics", "examples", "tools", "Sources", "Tests"].flatMap { Repository.files(in: $0) })
            .flatMap { [$0, String($0.split(separator: "/").last ?? "")] })
    private static let types = Set(
        Repository.swift.flatMap { file in
            zip(file.words, file.words.dropFirst()).filter { $0.0.text == "struct" || $0.0.text == "enum" }.map {
                $0.1.text
            }
        })

    static func faults(_ path: String, _ text: String) -> [Violation] {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { index, line in
            mentions(line).filter(isWrong).map { Violation(path, index + 1, "there is no \($0)") }
        }
    }

    private static func mentions(_ line: Substring) -> [String] {
        let quoted = line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
        let linked = line.split(separator: "](").dropFirst().compactMap { $0.split(separator: ")").first }.map(
            String.init)
        return quoted + linked.filter { !$0.contains("://") && !$0.hasPrefix("#") }
    }

    private static func isWrong(_ name: String) -> Bool {
        guard name.allSatisfy({ $0.isLetter || $0.isNumber || "/._-+".contains($0) }), !name.hasPrefix("/"),
            !made.contains(name)
        else {
            return false
        }
        let first = name.split(separator: "/").first.map(String.init) ?? ""
        if name.hasSuffix("Tests"), !name.contains(".") {
            let last = name.split(separator: "/").last.map(String.init) ?? ""
            return !(Repository.exists("Tests/\(last)") || types.contains(last) || Repository.exists("Tests/\(name)"))
        }
        let isPath = name.contains("/") && (Repository.rootNames.contains(first) || House.room(first) != nil)
        guard isPath || suffixes.contains(where: name.hasSuffix) else { return false }
        // A room may stand for its folder: `SQLiteLog/Writer.swift`.
        return !["", "Sources/", "Tests/"].contains { Repository.exists($0 + name) } && !names.contains(name)
            && !names.contains(where: { $0.hasSuffix("/" + name) })
    }
}

enum OptionNames {
    /// The first literal behind each `Option.kind(`, in the files of the program.
    static func declared(_ files: [SwiftText]) -> Set<String> {
        var names: Set<String> = []
        for file in files {
            for word in file.words where word.text == "Option" {
                guard let literal = file.literals.first(where: { $0.line >= word.line && $0.line <= word.line + 1 })
                else { continue }
                names.insert(String(decoding: literal.text, as: UTF8.self))
            }
        }
        return names
    }

    /// `name: value`, also where it is commented out: the file shows what could stand in it.
    static func faults(_ path: String, _ text: String, declared: Set<String>) -> [Violation] {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
            let entry = line.drop { $0 == "#" || $0 == " " }
            guard let colon = entry.firstIndex(of: ":") else { return nil }
            let name = String(entry[..<colon])
            guard !name.isEmpty, name.allSatisfy({ $0.isLowercase || $0 == "-" }), !declared.contains(name) else {
                return nil
            }
            return Violation(path, index + 1, "the program has no option --\(name)")
        }
    }
}
