import Files
import Testing

@testable import YAML

func parseYAML(_ text: String, file: String) throws(ConfigurationError) -> YAMLNode {
    try parseYAML(Array(text.utf8), file: file)
}

/// The tree without its places, as text: `{a: 1, b: ["x", ~]}`.
func shape(_ node: YAMLNode) -> String {
    switch node.content {
    case .scalar(let text, let isPlain): node.isNull ? "~" : isPlain ? text : "\"\(text)\""
    case .mapping(let entries): "{" + entries.map { "\($0.key): \(shape($0.value))" }.joined(separator: ", ") + "}"
    case .sequence(let items): "[" + items.map(shape).joined(separator: ", ") + "]"
    }
}

@Suite struct TreeTests {
    @Test(arguments: [
        ("a: 1", "{a: 1}"),
        ("b: 1\na: 2\nc: 3", "{b: 1, a: 2, c: 3}"),
        ("- x\n- 'y'\n- \"z\\n\"", "[x, \"y\", \"z\n\"]"),
        ("a: {b: [1, 2], c: }", "{a: {b: [1, 2], c: ~}}"),
        ("a:\nb: ~\nc: null\nd: 'null'\ne: ''", "{a: ~, b: ~, c: ~, d: \"null\", e: \"\"}"),
        ("---\na: 1 # comment\n...\n", "{a: 1}"),
        ("a: |\n  one\n  two\n", "{a: \"one\ntwo\n\"}"),
        ("a: >\n  one\n  two\n", "{a: \"one two\n\"}"),
        ("\"a b\": 1\n? c\n: 2", "{a b: 1, c: 2}"),
        ("\u{feff}a: 1", "{a: 1}"),
        ("\u{5feb}\u{9012}: '\u{5feb}'", "{\u{5feb}\u{9012}: \"\u{5feb}\"}"),
        ("a: 1\r\nb: 2\r\n", "{a: 1, b: 2}"),
        ("just text", "just text"),
        ("a: {}\nb: []", "{a: {}, b: []}"),
        ("a: x:y", "{a: x:y}"),
    ])
    func parsed(text: String, expected: String) throws {
        #expect(shape(try parseYAML(text, file: "f")) == expected)
    }

    @Test func everyNodeKnowsItsPlace() throws {
        let root = try parseYAML("# top\na:\n  b: 1\n  c:\n    - x\n    -  y\nd:\n", file: "f.yaml")
        let a = try root.required("a")
        let items = try a.required("c").items()
        let d = try #require(try root.entries().last)
        #expect([root.line, a.line, items[0].line, items[1].line, d.keyLine, d.value.line] == [2, 3, 5, 6, 7, 7])
        #expect([root.name, a.name, items[1].name, d.value.name] == ["", "'a'", "entry 2 of 'c'", "'d'"])
        #expect(items[1].file == "f.yaml")
    }

    @Test(arguments: [
        ("", nil, "empty"),
        ("# only a comment\n", nil, "empty"),
        ("a: &x 1", 1, "an anchor (&); remove it"),
        ("a: 1\nb: &x [1]", 2, "an anchor (&); remove it"),
        ("a: &x {}", 1, "an anchor (&); remove it"),
        ("&k a: 1", 1, "an anchor (&); remove it"),
        ("a: 1\nb: *x", 2, "an alias (*); write the value out"),
        ("a: 1\n*x : 1", 2, "an alias (*); write the value out"),
        ("a:\n  b: !!str 1", 2, "a tag (!); remove it"),
        ("a: !x [1]", 1, "a tag (!); remove it"),
        ("a: !<tag:yaml.org,2002:map> {}", 1, "a tag (!); remove it"),
        ("a: ! x", 1, "a tag (!); remove it"),
        ("a: 1\n---\nb: 2", 2, "a second document; a file holds one"),
        ("%YAML 1.1\n---\na: 1", 1, "a directive (%); remove it"),
        ("%TAG !e! tag:e,2000:\n---\na: 1", 1, "a directive (%); remove it"),
        ("a: 1\nb: 2\na: 3", 3, "a second key 'a'"),
        ("a:\n  b: 1\n  'b': 2", 3, "a second key 'b'"),
        ("a: {x: 1, x: 2}", 1, "a second key 'x'"),
        ("[a]: 1", 1, "a key must be text"),
        ("{}: 1", 1, "a key must be text"),
        ("~: 1", 1, "a key must be text"),
        ("? \n: 1", 1, "a key must be text"),
        ("'': 1", 1, "a key must be text"),
    ])
    func refused(text: String, line: Int?, message: String) {
        #expect(throws: ConfigurationError(file: "f", line: line, message: message)) { try parseYAML(text, file: "f") }
    }

    @Test(
        "libyaml's own refusals carry the line",
        arguments: [
            ("a: 1\nb: [1, 2\nc: 3", 3), ("a: 1\n b: 2", 2), ("a: 'x", 1), ("a: 1\n\tb: 2", 2), ("a: \"\\q\"", 1),
            ("a: 1\nb: c: d", 2), ("a: }", 1), ("a: 1\nb: 2\nc: \u{1}", 3), ("a: 1\nb\nc: 2", 3), ("a: @x", 1),
            ("a: 1\n%FOO", 2), ("a: %x", 1),
        ])
    func malformed(text: String, line: Int) {
        let error = #expect(throws: ConfigurationError.self) { try parseYAML(text, file: "f") }
        #expect(error?.line == line)
        #expect(error?.message.hasPrefix("not valid YAML: ") == true)
    }

    @Test func anUnclosedBracketIsNamedWhereItBegins() {
        let error = #expect(throws: ConfigurationError.self) { try parseYAML("a: 1\nb: [1,\nc: 3\nd: 4\n", file: "f") }
        #expect(error?.message.hasSuffix("begun on line 2") == true)
    }
}
