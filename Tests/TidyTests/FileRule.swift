import Testing

/// A rule that each Swift file keeps by itself.
struct FileRule: Sendable, CustomTestStringConvertible {
    let name: String
    let scope: Scope
    let violations: @Sendable (SwiftText) -> [Violation]
    /// A text that breaks it, so that every rule is seen to be able to fail, and where it would stand.
    let samplePath: String
    let sample: String

    init(
        _ name: String, in scope: Scope = .everywhere, samplePath: String = "Sources/Log/A.swift", sample: String,
        _ violations: @escaping @Sendable (SwiftText) -> [Violation]
    ) {
        self.name = name
        self.scope = scope
        self.violations = violations
        self.samplePath = samplePath
        self.sample = sample
    }

    var testDescription: String { name }

    static let all = layout + words + structure
}

/// The files that a rule is meant for, by their paths.
struct Scope: Sendable {
    private let folders: [String]
    private let isInside: Bool
    private let exceptions: [String]

    static let everywhere = Scope(folders: [""], isInside: true, exceptions: [])
    static func outsideSources(except exceptions: Exceptions) -> Scope {
        Scope(folders: ["Sources/"], isInside: false, exceptions: exceptions.paths)
    }

    static func rooms(_ names: String..., except exceptions: Exceptions = Exceptions([:])) -> Scope {
        Scope(folders: names.map { "Sources/\($0)/" }, isInside: true, exceptions: exceptions.paths)
    }

    static func sources(except exceptions: Exceptions = Exceptions([:])) -> Scope {
        Scope(folders: ["Sources/"], isInside: true, exceptions: exceptions.paths)
    }

    static func sourcesAndTests(except exceptions: Exceptions) -> Scope {
        Scope(folders: ["Sources/", "Tests/"], isInside: true, exceptions: exceptions.paths)
    }

    func covers(_ path: String) -> Bool {
        folders.contains(where: path.hasPrefix) == isInside && !exceptions.contains(path)
    }
}

/// What may stand where it otherwise may not, and why. An entry that is no longer needed is a violation, too.
struct Exceptions: Sendable {
    private let reasons: [String: String]

    init(_ reasons: [String: String]) { self.reasons = reasons }

    var paths: [String] { reasons.keys.sorted() }
}

@Suite("The house: files")
struct FileTests {
    @Test("every file keeps the rule", arguments: FileRule.all)
    func keeps(_ rule: FileRule) {
        for violation in Repository.swift.filter({ rule.scope.covers($0.path) }).flatMap(rule.violations) {
            Issue.record("\(violation)")
        }
    }

    @Test("the rule finds what breaks it", arguments: FileRule.all)
    func finds(_ rule: FileRule) {
        #expect(rule.scope.covers(rule.samplePath))
        #expect(!rule.violations(SwiftText(path: rule.samplePath, text: rule.sample)).isEmpty)
        #expect(rule.violations(SwiftText(path: rule.samplePath, text: "/// Fine.\nlet answer = 42\n")).isEmpty)
    }

    @Test("the files are found")
    func filesAreFound() {
        #expect(Repository.swift.count > 100)
        #expect(Repository.swift.contains { $0.path.hasSuffix("TidyTests/FileRule.swift") })
    }

    @Test("an exception that nobody needs is gone", arguments: FileRule.exceptions)
    func exceptionsAreNeeded(_ rule: String, _ exceptions: Exceptions) throws {
        let rule = try #require(FileRule.unlimited[rule])
        for path in exceptions.paths {
            let file = Repository.swift.first { $0.path == path }
            #expect(file.map { !rule($0).isEmpty } == true, "\(path) no longer needs its exception")
        }
    }
}

@Suite("The house: the scanner under the rules")
struct ScannerTests {
    @Test(
        "tells code from literals and comments",
        arguments: [
            ("let a = \"b\" // c", "let a", "b", "// c"),
            ("f(\"x \\(g(\"y\")) z\")", "f g", "x  z|y", ""),
            ("/* a /* b */ c */ d", "d", "", "/* a /* b */ c */"),
            ("#\"a \"b\" \\(c)\"# d", "d", "a \"b\" \\(c)", ""),
            ("\"\"\"\n\"a\" \\\"\"\" b\n\"\"\" c", "c", "\n\"a\" \\\"\"\" b\n", ""),
            ("\"a\\\"b\" c", "c", "a\\\"b", ""),
        ])
    func tellsApart(_ text: String, _ words: String, _ literals: String, _ comments: String) {
        let scanned = SwiftText(path: "A.swift", text: text)
        #expect(scanned.words.map(\.text).joined(separator: " ") == words)
        #expect(scanned.literals.map { String(decoding: $0.text, as: UTF8.self) }.joined(separator: "|") == literals)
        #expect(scanned.comments.map { String(decoding: $0.text, as: UTF8.self) }.joined(separator: "|") == comments)
    }
}
