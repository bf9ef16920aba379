internal import Foundation
internal import Testing

/// `waybill dead-letters`: what an operator is told of failures, of none, and of a log that is not there.
@Suite(.embeddedLog) struct DeadLettersCommandTests {
    /// A folder with a refused order, a cancel of no order, and a body that is no event, in one partition each.
    private static let failed = Result {
        let folder = try TemporaryFolder()
        let service = try Service.ready(on: folder)
        let wire = try service.wire()
        var event = Event.add("refused")
        event["Sender.Name"] = nil
        try #require(wire.push(event)?.code == 20002)
        try #require(wire.push(.cancel("unknown", number: "0"))?.code == 30001)
        try #require(wire.push("{")?.status == 400)
        try #require(service.stop() == 0)
        return folder
    }

    private func run(_ arguments: [String]) throws -> Program.Finished {
        try Program.run(["dead-letters"] + arguments + ["--data", try Self.failed.get() / "data"])
    }

    /// What is listed by the last words of each line.
    @Test(
        arguments: [
            ([], 3, nil), (["--code", "20002"], 1, "Sender.Name"), (["--key", "unknown"], 1, "cancel_waybill"),
            (["--command", "unreadable"], 1, "unreadable"), (["--message", "Sender.Name"], 1, "refused"),
            (["--code", "-1", "--message", "Sender.Name"], 0, nil), (["--key", "nobody"], 0, nil),
        ] as [([String], Int, String?)])
    func `a list holds what is asked for, and nothing else`(options: [String], count: Int, part: String?) throws {
        let list = try run(["list"] + options)
        #expect(list.code == 0)
        let lines = list.output.split(separator: "\n")
        #expect(lines.count == (count == 0 ? 0 : count + 1), "\(list.everything)")
        #expect(list.error == (count == 0 ? "waybill: no such dead letter among 3\n" : ""))
        if let part { #expect(lines.last?.contains(part) == true, "\(list.output)") }
    }

    @Test func `what is not shown is said beside the list`() throws {
        let list = try run(["list", "--limit", "1"])
        #expect(list.output.split(separator: "\n").count == 2)
        #expect(list.error == "waybill: older ones that are not shown (--limit): 2\n")
    }

    @Test func `a log without a failure says so and succeeds`() throws {
        let folder = try TemporaryFolder()
        let made = try Program.run(
            ["topics", "apply", "--topics", "\(Program.house)/topics", "--data", folder / "data"])
        try #require(made.code == 0, "\(made.everything)")
        let list = try Program.run(["dead-letters", "list", "--data", folder / "data"])
        #expect(list.code == 0)
        #expect(list.output.isEmpty)
        #expect(list.error == "waybill: no dead letters\n")
    }

    @Test(arguments: [
        ["dead-letters", "list"], ["dead-letters", "show", "0/0"], ["topics", "show"], ["topics", "check"],
    ])
    func `where there is no log is said by its whole path, and is a failure`(command: [String]) throws {
        let folder = try TemporaryFolder()
        let topics = ["WAYBILL_TOPICS": "\(Program.house)/topics"]
        let absent = try Program.run(command + ["--data", folder / "x/../nowhere"], environment: topics)
        #expect(absent.code == 1)
        #expect(absent.error.hasPrefix("waybill: there is no log in \(folder / "nowhere"): name"), "\(absent.error)")
        // A folder that nobody can look into, not even root.
        try FileManager.default.createSymbolicLink(atPath: folder / "loop", withDestinationPath: folder / "loop")
        let closed = try Program.run(command + ["--data", folder / "loop"], environment: topics)
        #expect(closed.code == 1)
        #expect(closed.error.hasPrefix("waybill: cannot look for a log at \(folder / "loop")"), "\(closed.error)")
        #expect(!FileManager.default.fileExists(atPath: folder / "nowhere"))
    }

    /// The place of the dead letter with that key.
    private func place(_ options: String...) throws -> String {
        let list = try run(["list"] + options)
        return try #require(list.output.split(separator: "\n").last?.split(separator: " ").first.map(String.init))
    }

    @Test func `one is shown with code and message once, headers explained and JSON indented`() throws {
        let shown = try run(["show", try place("--key", "refused")])
        #expect(shown.code == 0)
        let parts = shown.output.split(separator: "\n\n", maxSplits: 1)
        try #require(parts.count == 2, "\(shown.output)")
        #expect(parts[0].matches(of: /20002/).count == 1)
        #expect(parts[0].matches(of: /Sender.Name/).count == 1)
        let rows = parts[0].split(separator: "\n").map { $0.split(separator: #/ {2,}/#) }
        #expect(rows[0] == ["NAME", "MEANING", "VALUE"])
        #expect(rows.allSatisfy { $0.count == 3 }, "a header is not explained: \(parts[0])")
        let value = parts[1].split(separator: "\n")
        #expect(value.first == "{" && value.last == "}")
        #expect(value.contains { $0.hasPrefix("  \"") } && value.contains { $0.hasPrefix("    \"") })
    }

    @Test func `raw shows every header, and the same value as it stands`() throws {
        let place = try place("--key", "refused")
        let raw = try run(["show", place, "--raw"])
        #expect(raw.output.hasPrefix("key: refused\n"))
        for name in ["__streams.errors.exception", "__streams.errors.message", "waybill_reply", "waybill_result_code"] {
            #expect(raw.output.contains("\n\(name): "))
        }
        let stored = try #require(raw.output.firstRange(of: "\n\n")).upperBound
        let line = raw.output[stored...].dropLast()
        #expect(!line.contains("\n"))
        let explained = try run(["show", place]).output
        let indented = explained[try #require(explained.firstRange(of: "\n\n")).upperBound...]
        let values = try [line, indented].map {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as? NSDictionary
        }
        #expect(values[0] != nil && values[0] == values[1])
    }

    @Test func `a place without a dead letter is a failure that names the log`() throws {
        let shown = try run(["show", "0/999"])
        #expect(shown.code == 1)
        #expect(shown.output.isEmpty)
        #expect(shown.error == "waybill: there is no dead letter at 0/999 in \(try Self.failed.get() / "data")\n")
    }
}
