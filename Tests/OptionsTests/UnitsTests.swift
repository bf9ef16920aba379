import Testing

@testable import Options

@Suite struct UnitsTests {
    @Test(arguments: [
        ("5s", Duration.seconds(5)), ("250ms", .milliseconds(250)), ("1.5h", .seconds(5_400)),
        ("10us", .microseconds(10)),
        ("2m", .seconds(120)), ("7d", .seconds(604_800)), ("0", .zero), ("0s", .zero), ("0.0001s", .microseconds(100)),
    ])
    func durations(text: String, duration: Duration) { #expect(Units.duration(text) == duration) }

    @Test(arguments: [
        "", "5", "s", "-5s", "5 s", "5x", "1.2.3s", ".5s", "5.s", "1e3s", "999999999999999d", "nan", "\u{665}s",
    ])
    func noDurations(text: String) { #expect(Units.duration(text) == nil) }

    @Test(arguments: [
        ("512", 512), ("64KiB", 65_536), ("10MB", 10_000_000), ("1.5KB", 1_500), ("1GiB", 1 << 30), ("7B", 7), ("0", 0),
    ])
    func byteCounts(text: String, count: Int) { #expect(Units.byteCount(text) == count) }

    @Test(arguments: ["", "-1", "1.5", "1K", "KiB", "99999999999999999999", "9999999999GiB"])
    func noByteCounts(text: String) { #expect(Units.byteCount(text) == nil) }

    @Test(
        arguments: [
            (Duration.seconds(5), "5s"), (.milliseconds(250), "250ms"), (.seconds(3_600), "1h"), (.seconds(90), "90s"),
            (.zero, "0"), (.seconds(86_400), "1d"), (.microseconds(1), "1us"), (.seconds(30 * 86_400), "30d"),
            (.seconds(365 * 86_400), "365d"), (.seconds(3_650 * 86_400), "3650d"), (.milliseconds(1_001), "1001ms"),
            (.seconds(25 * 3_600), "25h"),
        ] as [(Duration, String)])
    func durationsAreShownAsTheyAreWritten(duration: Duration, text: String) {
        #expect(Units.text(duration) == text)
        #expect(Units.duration(text) == duration)
    }

    @Test(arguments: [(512, "512"), (65_536, "64KiB"), (1 << 20, "1MiB"), (1_500, "1500"), (0, "0")])
    func byteCountsAreShownAsTheyAreWritten(count: Int, text: String) {
        #expect(Units.text(bytes: count) == text)
        #expect(Units.byteCount(text) == count)
    }

    @Test(arguments: [
        ("h:1", "h", 1), ("127.0.0.1:65535", "127.0.0.1", 65_535), ("[::1]:80", "::1", 80), ("a.b-c:0", "a.b-c", 0),
        ("localhost:8080", "localhost", 8080), (":8080", "", 8080),
    ])
    func hostPorts(text: String, host: String, port: Int) throws {
        guard case .hostPort(let value) = try ValueParser.value(text, .hostPort) else { return }
        #expect(value == HostPort(host: host, port: UInt16(port)) && value.description == text)
    }

    @Test(arguments: ["", ":", "h:", "h:65536", "h:-1", "h:+1", "::1:80", "[]:80", "[h]:80", "h h:1", "http://h:1"])
    func noHostPorts(text: String) {
        #expect(throws: ValueParser.Fault.self) { try ValueParser.value(text, .hostPort) }
    }

    /// Options whose value may be none.
    private static let window = Option<Duration?>.duration(
        "window", in: .zero ... .seconds(3_600), default: .seconds(60), none: "off", "The window.")
    private static let probes = Option<HostPort?>.hostPort(
        "probes", default: HostPort(host: "h", port: 1), none: "none", "Where to ask.")

    @Test func aWordStandsForNone() throws {
        let (window, probes) = (Self.window, Self.probes)
        #expect(window.read(nil) == .seconds(60) && probes.read(nil) == HostPort(host: "h", port: 1))
        #expect(window.read(try ValueParser.value("off", window.row.kind)) == Duration?.none)
        #expect(window.read(try ValueParser.value("5m", window.row.kind)) == .seconds(300))
        #expect(window.read(try ValueParser.value("0", window.row.kind)) == .zero)
        #expect(probes.read(try ValueParser.value("none", probes.row.kind)) == HostPort?.none)
        #expect(probes.read(try ValueParser.value(":0", probes.row.kind)) == HostPort(host: "", port: 0))
        #expect(ValueParser.rule(window.row.kind) == "0 to 1h, or off")
        #expect(ValueParser.rule(probes.row.kind) == "or none")
        for (text, kind) in [("none", window.row.kind), ("2h", window.row.kind), ("off", probes.row.kind)] {
            let fault = #expect(throws: ValueParser.Fault.self) { try ValueParser.value(text, kind) }
            #expect(fault?.text.hasSuffix(kind == window.row.kind ? ", or off" : ", or none") == true)
        }
    }

    @Test func aPortOutOfRangeIsSaidToBeThat() {
        let fault = #expect(throws: ValueParser.Fault.self) { try ValueParser.value("localhost:99999", .hostPort) }
        #expect(fault?.text == "is 'localhost:99999'; the port is out of range, it must be 0 to 65535")
    }

    @Test(
        arguments: [
            ("prot", "port"), ("PORT", nil), ("por", "port"), ("ports", "port"), ("x", nil), ("", nil),
            ("dead-line", "deadline"),
        ] as [(String, String?)])
    func suggestions(text: String, name: String?) {
        #expect(Suggestion.nearest(to: text, in: ["port", "pool", "deadline"]) == name)
    }

    @Test(arguments: [("", "", 0), ("abc", "", 3), ("ab", "ba", 1), ("kitten", "sitting", 3), ("port", "port", 0)])
    func distances(left: String, right: String, slips: Int) {
        #expect(Suggestion.distance(Array(left), Array(right)) == slips)
    }
}
