import Files
import Testing

@testable import YAML

@Suite struct AccessorTests {
    /// The value `v` on line 2 of `f`.
    private func node(_ value: String) throws -> YAMLNode {
        let root = try parseYAML("# first line\nv: \(value)", file: "f")
        return try #require(try root.entries().first).value
    }

    private func message(_ body: () throws(ConfigurationError) -> some Any) -> String? {
        do {
            _ = try body()
            return nil
        } catch {
            return error.description
        }
    }

    @Test(arguments: [("x", "x"), ("'x y'", "x y"), ("''", ""), ("'null'", "null"), ("12", "12"), ("true", "true")])
    func string(text: String, value: String) throws {
        #expect(try node(text).string() == value)
    }

    @Test(arguments: ["", "~", "null", "[x]", "{x: y}"])
    func notAString(text: String) throws {
        let node = try node(text)
        #expect(message(node.string) == "f:2: 'v' must be text")
    }

    @Test(arguments: [("0", 0), ("7", 7), ("100", 100), ("-5", -5)])
    func integer(text: String, value: Int) throws {
        #expect(try node(text).integer(in: -5...100) == value)
    }

    @Test(arguments: [
        "-6", "101", "'7'", "07", "-0", "+7", "1_0", "0x7", "7.0", "1e1", "seven", "", "'-'", "[7]", "\u{0667}",
        "99999999999999999999", "-99999999999999999999",
    ])
    func notAnInteger(text: String) throws {
        let node = try node(text)
        #expect(
            message { () throws(ConfigurationError) in try node.integer(in: -5...100) }
                == "f:2: 'v' must be an integer from -5 to 100, without quotes")
    }

    @Test func wholeIntegerRange() throws {
        #expect(try node("\(Int.max)").integer(in: .min ... .max) == .max)
        #expect(try node("\(Int.min)").integer(in: .min ... .max) == .min)
    }

    @Test(arguments: [
        ("true", true), ("false", false), ("True", true), ("False", false), ("TRUE", true), ("FALSE", false),
        ("yes", true), ("no", false), ("Yes", true), ("NO", false),
    ])
    func boolean(text: String, value: Bool) throws {
        #expect(try node(text).boolean() == value)
    }

    @Test(arguments: ["y", "on", "truth", "'true'", "1", "", "[true]"])
    func notABoolean(text: String) throws {
        let node = try node(text)
        #expect(message(node.boolean) == "f:2: 'v' must be true or false, without quotes")
    }

    @Test(arguments: [("0.25", 0.25), ("1", 1), ("0", 0), ("-0.5", -0.5)])
    func number(text: String, value: Double) throws {
        #expect(try node(text).number(in: -0.5...1) == value)
    }

    @Test(arguments: ["1.1", "'1'", "nan", ".inf", "inf", "1e0", "0x1", "1.", ".5", "1.0.0", "--1", "1-1", ""])
    func notANumber(text: String) throws {
        let node = try node(text)
        #expect(
            message { () throws(ConfigurationError) in try node.number(in: -0.5...1) }
                == "f:2: 'v' must be a number from -0.5 to 1.0, without quotes")
    }

    @Test(arguments: [
        ("250ms", Duration.milliseconds(250)), ("5s", .seconds(5)), ("10m", .seconds(600)), ("2h", .seconds(7_200)),
        ("7d", .seconds(604_800)), ("100ms", .milliseconds(100)),
    ])
    func duration(text: String, value: Duration) throws {
        #expect(try node(text).duration(in: .milliseconds(100) ... .seconds(604_800)) == value)
    }

    @Test(arguments: [
        "99ms", "8d", "5", "5 s", "5S", "s", "1.5s", "-5s", "05s", "5sec", "'5s'", "", "[5s]", "9223372036854775807d",
        "99999999999999999999s", "5us", "1h30m",
    ])
    func notADuration(text: String) throws {
        let node = try node(text)
        #expect(
            message { () throws(ConfigurationError) in try node.duration(in: .milliseconds(100) ... .seconds(604_800)) }
                == "f:2: 'v' must be a duration such as 250ms, 5s, 10m, 2h or 7d, from 100ms to 7d")
    }

    @Test func zeroDuration() throws {
        #expect(try node("0s").duration(in: .zero ... .seconds(1)) == .zero)
        let long = try node("2s")
        #expect(
            message { () throws(ConfigurationError) in try long.duration(in: .zero ... .milliseconds(1_500)) }?
                .hasSuffix("from 0ms to 1500ms") == true)
    }

    @Test func requiredAndOptional() throws {
        let root = try parseYAML("log:\n  kind: sqlite\n  path:\n  list: [1]\n", file: "f")
        let log = try root.required("log")
        #expect(try log.required("kind").string() == "sqlite")
        #expect(try log.optional("kind")?.string() == "sqlite")
        #expect(try log.optional("path") == nil)
        #expect(try log.optional("absent") == nil)
        #expect(
            message { () throws(ConfigurationError) in try log.required("port") } == "f:2: 'log' lacks the key 'port'")
        #expect(message { () throws(ConfigurationError) in try root.required("port") } == "f:1: lacks the key 'port'")
        #expect(
            message { () throws(ConfigurationError) in try log.required("path") } == "f:3: 'path' must have a value")
        let kind = try log.required("kind")
        #expect(message(kind.items) == "f:2: 'kind' must be a list (- value)")
        #expect(message(kind.entries) == "f:2: 'kind' must be a mapping (key: value)")
        #expect(
            message { () throws(ConfigurationError) in try kind.optional("x") }?.contains("must be a mapping") == true)
        let item = try #require(try log.required("list").items().first)
        #expect(message(item.boolean) == "f:4: entry 1 of 'list' must be true or false, without quotes")
        let key = try #require(try parseYAML("- a: x\n- a: b\n  c: d\n", file: "f").items().last?.required("c"))
        #expect(message(key.boolean) == "f:3: 'c' of entry 2 must be true or false, without quotes")
        #expect(kind.error("is not known").description == "f:2: 'kind' is not known")
    }

    @Test(arguments: [
        ("prot", "unknown key 'prot'; did you mean 'port'?"),
        ("Port", "unknown key 'Port'; did you mean 'port'?"),
        ("hosts", "unknown key 'hosts'; did you mean 'host'?"),
        ("tmeout", "unknown key 'tmeout'; did you mean 'timeout'?"),
        ("x", "unknown key 'x'; known are host, port, timeout"),
        ("database", "unknown key 'database'; known are host, port, timeout"),
    ])
    func unknownKey(key: String, expected: String) throws {
        let root = try parseYAML("host: a\n\n\(key): b\n", file: "f")
        let message = message { () throws(ConfigurationError) in try root.checkKeys(known: ["port", "host", "timeout"])
        }
        #expect(message == "f:3: " + expected)
    }

    @Test func knownKeysPass() throws {
        try parseYAML("host: a\nport: 1", file: "f").checkKeys(known: ["port", "host", "timeout"])
        try parseYAML("{}", file: "f").checkKeys(known: [])
    }
}
