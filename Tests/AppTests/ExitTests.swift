internal import Foundation
internal import Testing

/// Exit codes and the last line on standard error.
@Suite struct ExitTests {
    struct Call: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let code: Int32
        let text: String

        init(_ call: String, _ code: Int32, _ text: String) {
            arguments = call.split(separator: " ").map(String.init)
            self.code = code
            self.text = text
        }

        var testDescription: String { arguments.joined(separator: " ") }
    }

    static let calls = [
        Call("--version", 0, "waybill 0."),
        Call("config check", 0, "the configuration is right: 2 carriers"),
        Call("completion bash", 0, "complete "),
        Call("completion zsh", 0, "#compdef"),
        Call("", 64, "waybill: a command is needed: serve"),
        Call("dead-letters", 64, "waybill: dead-letters needs a command: list, show"),
        Call("serv", 64, "unknown command 'serv'; did you mean serve?"),
        Call("serve --lisen 1", 64, "did you mean --listen?"),
        Call("serve --listen nowhere", 64, "option --listen is 'nowhere'; a host and a port are needed"),
        Call("serve --workers 0", 64, "option --workers is '0'"),
        Call("serve extra", 64, "takes no argument 'extra'"),
        Call("dead-letters show", 64, "needs PARTITION/OFFSET"),
        Call("dead-letters show x", 64, "PARTITION/OFFSET"),
        Call("push", 64, "the push token is required: WAYBILL_PUSH_TOKEN"),
        Call("push --push-token secret", 64, "--push-token"),
        Call("config check --options /nowhere", 78, "/nowhere: cannot be found"),
        Call("config check --topics /nowhere", 78, "/nowhere: cannot be found; create it or correct its name"),
        Call("config check --config /nowhere", 78, "waybill: /nowhere: cannot be found; create it or correct its name"),
        Call("topics check --data /nowhere", 1, "waybill: there is no log in /nowhere: name"),
        Call("serve --data /proc/nowhere --listen 127.0.0.1:0", 1, "waybill: /proc/nowhere: cannot be written: "),
        Call(
            "serve --data /proc/version --listen 127.0.0.1:0", 1, "cannot be written: a file has the name of a folder"),
        Call("serve --listen localhost:99999", 64, "the port is out of range, it must be 0 to 65535"),
        Call(
            "serve --timestamp-window never", 64,
            "is 'never'; a time with its unit is needed, such as 250ms, 5s, 2m, 1h or 7d, or off"
        ),
        Call("process --listen 127.0.0.1:0", 64, "unknown option --listen"),
        Call(
            "process --operations off", 64,
            "is 'off'; a host and a port are needed, such as 127.0.0.1:8080 or [::1]:8080, or none"),
        Call("config make-keys /nowhere/keys.yaml", 1, "/nowhere/keys.yaml: cannot be written: the folder /nowhere is"),
        Call("config make-keys /proc/version", 1, "waybill: /proc/version: cannot be written: "),
    ]

    @Test(arguments: calls) func `a call has its exit code and its message`(call: Call) throws {
        let folders = ["WAYBILL_CONFIG": "\(Program.house)/config", "WAYBILL_TOPICS": "\(Program.house)/topics"]
        let finished = try Program.run(call.arguments, environment: folders)
        #expect(finished.code == call.code, "\(finished.everything)")
        #expect((call.code == 0 ? finished.output : finished.everything).contains(call.text), "\(finished.everything)")
        #expect(!finished.everything.contains("secret'"))
    }

    @Test(arguments: [
        "", "serve", "ingress", "process", "topics", "topics show", "topics check", "topics apply", "dead-letters",
        "dead-letters list", "dead-letters show", "push", "config", "config check",
    ])
    func `every command has a help that teaches`(command: String) throws {
        let words = command.split(separator: " ").map(String.init)
        let finished = try Program.run(words + ["--help"])
        #expect(finished.code == 0)
        #expect(finished.error.isEmpty)
        #expect(finished.output.contains("Usage: waybill\(words.map { " \($0)" }.joined())"))
        #expect(
            finished.output.contains(
                ["", "topics", "dead-letters", "config"].contains(command) ? "Commands:" : "Examples:"))
        // What is to be copied stays on its line, and the first line is the summary.
        let lines = finished.output.split(separator: "\n").dropFirst().filter { !$0.contains("waybill push --") }
        #expect(lines.allSatisfy { $0.count <= 80 })
        #expect(try Program.run(["help"] + words).output == finished.output)
    }

    @Test(arguments: ["--version", "help", "push --help", "completion bash", "config check", "topics access"])
    func `an answer that cannot be written is exit code 1`(call: String) throws {
        let folders = ["WAYBILL_CONFIG": "\(Program.house)/config", "WAYBILL_TOPICS": "\(Program.house)/topics"]
        let words = call.split(separator: " ").map(String.init)
        let finished = try Program.run(words, environment: folders, sink: "/dev/full")
        #expect(finished.code == 1)
        #expect(finished.error.contains("waybill: standard output: cannot be written: the disk is full; make room"))
    }

    @Test func `a port in use is exit code 1`() throws {
        let first = try Service.ready(on: try TemporaryFolder())
        let finished = try serve(on: try TemporaryFolder(), ["--listen", "127.0.0.1:\(try first.port())"])
        #expect(finished.code == 1)
        let fault = "waybill: cannot listen on 127.0.0.1 port \(try first.port()): it is in use; "
        let line = try #require(finished.error.split(separator: "\n").last)
        #expect(line.hasPrefix(fault) && line.hasSuffix(" (--listen)"), "\(line)")
    }

    @Test func `a port of operations in use is exit code 1, and names the option`() throws {
        let first = try Service("ingress", on: try TemporaryFolder())
        let port = try first.operations().port
        let finished = try serve(on: try TemporaryFolder(), ["--operations", "127.0.0.1:\(port)"])
        #expect(finished.code == 1)
        let fault = "waybill: cannot listen on 127.0.0.1 port \(port): it is in use; "
        let line = try #require(finished.error.split(separator: "\n").last)
        #expect(line.hasPrefix(fault) && line.hasSuffix(" (--operations)"), "\(line)")
    }

    @Test(arguments: ["process", "serve"])
    func `a second processor on the same folder is exit code 1`(role: String) throws {
        let folder = try TemporaryFolder()
        let first = try Service.ready(on: folder)
        let second = try Service(role, on: folder)
        #expect(second.exitCode() == 1)
        second.transcript.awaitEnd()
        // It says so once, and takes no request meanwhile.
        let fault = "waybill: \(folder / "data/lanes") belongs to process \(first.number): "
        let lines = second.transcript.text.split(separator: "\n")
        #expect(lines.count == 1 && lines.first?.hasPrefix(fault) == true, "\(second.transcript.text)")
        #expect(try first.wire().push(.add("undisturbed"))?.issued != nil)
    }

    @Test(arguments: [
        ("apps.yaml", "carrier: ZTO", "carrier: ZTX", "apps.yaml:12: "),
        ("accounts.yaml", "biz_id: xyz", "biz_ids: xyz", "accounts.yaml:9: "),
        ("carriers.yaml", "check_digit: mod10", "check_digit: mod12", "carriers.yaml:13: "),
        ("routes.csv", "888-666-666", "888##666", "routes.csv:"),
    ])
    func `a wrong configuration is exit code 78 with file and line`(
        file: String, right: String, wrong: String, place: String
    ) throws {
        let folder = try TemporaryFolder()
        try folder.copyConfiguration()
        let text = try folder.text("config/\(file)").replacing(right, with: wrong, maxReplacements: 1)
        try folder.write(text, to: "config/\(file)")
        for command in [["config", "check"], ["serve", "--operations", "none", "--data", folder / "data"]] {
            let finished = try Program.run(
                command + ["--config", folder / "config", "--topics", "\(Program.house)/topics"])
            #expect(finished.code == 78)
            #expect(finished.error.contains("config/\(place)"), "\(finished.error)")
            #expect(!finished.error.contains("service.starting"))
        }
        #expect(!FileManager.default.fileExists(atPath: folder / "data"), "nothing is made for it")
    }

    @Test func `options come from the command line, the environment and a file, in this order`() throws {
        let folder = try TemporaryFolder()
        try folder.write("log-format: json\nlog-level: error\ndeadline: 100ms\n", to: "options.yaml")
        let environment = [
            "WAYBILL_OPTIONS": folder / "options.yaml", "WAYBILL_LOG_LEVEL": "info", "WAYBILL_LISTN": "1",
        ]
        let service = try Service("ingress", on: folder, ["--deadline", "300ms"], environment: environment)
        let wire = try service.wire()
        let begin = ContinuousClock.now
        #expect(wire.push(.add("late"))?.status == 503)
        #expect(.now - begin >= .milliseconds(300))
        #expect(service.stop() == 0)
        service.transcript.awaitEnd()
        #expect(service.transcript.text.contains("\"level\":\"info\",\"event\":\"service.starting\""))
        #expect(service.transcript.text.contains("warning: variable WAYBILL_LISTN belongs to no option"))
        #expect(try folder.text("ingress.port") == "\(try service.port())\n")
    }

    private func serve(on folder: TemporaryFolder, _ arguments: [String]) throws -> Program.Finished {
        try Program.run(
            ["serve", "--config", "\(Program.house)/config", "--topics", "\(Program.house)/topics"]
                + ["--data", folder / "data", "--operations", "none"] + arguments)
    }
}
