internal import Foundation
internal import Testing
internal import Waiting

/// `waybill push` against the program itself.
@Suite struct PushToolTests {
    @Test(arguments: ["xml", "json"])
    func `it pushes what it is told and reports as JSON`(format: String) throws {
        let service = try Service.ready(on: try TemporaryFolder())
        let finished = try Program.push(
            to: try service.port(),
            [
                "--count", "300", "--concurrency", "8", "--format", format, "--repeat-percent", "20",
                "--cancel-percent", "10",
            ])
        #expect(finished.code == 0, "\(finished.everything)")
        let report = try report(finished)
        #expect(report["pushes"] as? Int == 300)
        #expect(report["unanswered"] as? Int == 0)
        #expect(report["wrong_answer_count"] as? Int == 0)
        #expect((report["statuses"] as? [String: Int]) == ["200": 300])
        // Of an order that it cancels, the tool may cancel it twice: 30003.
        let codes = try #require(report["result_codes"] as? [String: Int])
        #expect(codes.values.reduce(0, +) == 300)
        #expect(Set(codes.keys).isSubset(of: ["0", "30001", "30003"]), "\(codes)")
        let latency = try #require(report["latency_seconds"] as? [String: Double])
        #expect((latency["p50"] ?? 0) > 0)
        #expect((latency["p50"] ?? 1) <= (latency["p99"] ?? 0))
        // The service counts what it has answered, and the answers may be here before.
        let operations = try service.operations()
        let metrics = try asked(
            { try operations.metrics() }, until: { $0.sum("waybill_push_results_total") == 300 })
        #expect(metrics.sum("waybill_push_results_total") == 300)
        let pushed = metrics.samples.filter { $0.key.hasPrefix("waybill_pushes_total{") && $0.key.contains(format) }
        #expect(pushed.values.reduce(0, +) == 300)
    }

    @Test func `the same seed pushes the same orders, which keep their numbers`() throws {
        let service = try Service.ready(on: try TemporaryFolder())
        for _ in 0..<2 {
            let finished = try Program.push(to: try service.port(), ["--count", "50", "--seed", "7"])
            #expect(try report(finished)["orders"] as? Int == 50)
        }
        service.stop()
        let journal = try Journal(of: service.folder)
        #expect(journal.waybills.count == 50)
        #expect(journal.waybills.values.allSatisfy { $0.count == 1 })
        #expect(journal.commands.count == 100)
    }

    @Test func `a rate spreads the pushes over time`() throws {
        let service = try Service.ready(on: try TemporaryFolder())
        let finished = try Program.push(to: try service.port(), ["--count", "20", "--rate", "20"])
        let elapsed = try #require(try report(finished)["elapsed_seconds"] as? Double)
        #expect(elapsed >= 0.95)
    }

    @Test func `files are pushed as they are, and shown on request`() throws {
        let service = try Service.ready(on: try TemporaryFolder())
        let files = ["xml", "json"].map { "\(Program.house)/examples/add_waybill.\($0)" }
        let finished = try Program.push(to: try service.port(), ["--show"] + files, output: "text")
        #expect(finished.code == 0)
        #expect(
            finished.everything.contains("##ZTO_bagAddr##Guangzhou##ZTO_mark##888-666-666##"), "\(finished.everything)")
        let lines = finished.output.split(separator: "\n").suffix(2)
        for (file, line) in zip(files, lines) {
            #expect(line.hasPrefix("\(file): ResultCode 0 success, waybill 123456789, "), "\(finished.output)")
        }
    }

    @Test func `a server that is gone is exit code 1`() throws {
        let service = try Service.ready(on: try TemporaryFolder())
        let port = try service.port()
        service.kill()
        let finished = try Program.push(to: port, ["--count", "2", "--repeats", "1", "--repeat-pause", "0"])
        #expect(finished.code == 1)
        let report = try report(finished)
        #expect(report["unanswered"] as? Int == 2)
        #expect(report["requests"] as? Int == 4)
        #expect((report["failures"] as? [String: Int])?.keys.first == "the carrier refused the connection")
    }

    @Test func `a wrong token is refused once, and said`() throws {
        let service = try Service.ready(on: try TemporaryFolder())
        let finished = try Program.push(to: try service.port(), ["--count", "1"], token: "wrongtoken")
        #expect(finished.code == 1)
        let report = try report(finished)
        #expect((report["statuses"] as? [String: Int]) == ["403": 1])
        #expect(report["refused"] as? Int == 1 && report["unanswered"] as? Int == 0)
        #expect((report["texts"] as? [String: String])?["403"]?.contains("signature") == true)
        #expect(!finished.everything.contains("wrongtoken"))
    }

    @Test func `each file is one line, and one dead letter where it fails`() throws {
        let service = try Service.ready(on: try TemporaryFolder())
        let files = ["add_waybill", "refused", "broken", "cancel_waybill"].map {
            "\(Program.house)/examples/\($0).xml"
        }
        let finished = try Program.push(to: try service.port(), files, output: "text")
        #expect(finished.code == 0, "every event has its own reply")
        let lines = finished.output.split(separator: "\n")
        try #require(lines.count == 4, "\(finished.everything)")
        let parts = ["ResultCode 0 success, waybill ", "ResultCode 20004 ", "ResultCode -1 ", "ResultCode 0 success"]
        for (line, (file, part)) in zip(lines, zip(files, parts)) {
            #expect(line.hasPrefix("\(file): \(part)"), "\(line)")
            #expect(line.contains(/, \d+\.\d+ ms$/), "\(line)")
        }
        service.stop()
        #expect(try Journal(of: service.folder).deadLetters.count == 2)
    }

    @Test func `an event comes from standard input too`() throws {
        let service = try Service.ready(on: try TemporaryFolder())
        let event = try String(contentsOfFile: "\(Program.house)/examples/add_waybill.json", encoding: .utf8)
        let finished = try Program.push(to: try service.port(), ["-"], output: "text", input: event)
        #expect(finished.code == 0)
        #expect(finished.output.hasPrefix("standard input: ResultCode 0 success, "), "\(finished.everything)")
    }

    @Test(
        arguments: [
            (["--url", "ftp://x"], 64, "the URL must be http://HOST:PORT/PATH"),
            (["--count", "1", "--repeat-percent", "60", "--cancel-percent", "60"], 64, "repeats and cancels"),
            (["--repeat-percent", "60"], 64, "--repeat-percent goes with --count"),
            (["-", "-"], 64, "standard input (-) can be read once"),
            (["/nowhere/x.xml"], 1, "/nowhere/x.xml: cannot be found; create it"),
            ([], 1, "order-00000001: no answer: the carrier refused the connection, "),
        ] as [([String], Int32, String)])
    func `what keeps a push from its way is said`(arguments: [String], code: Int32, part: String) throws {
        let finished = try Program.push(to: 1, ["--repeats", "0"] + arguments, output: "text")
        #expect(finished.code == code)
        #expect(finished.everything.contains(part), "\(finished.everything)")
    }

    @Test func `https where no TLS is spoken is said`() throws {
        let service = try Service.ready(on: try TemporaryFolder())
        let url = "https://127.0.0.1:\(try service.port())/push/zto"
        let finished = try Program.push(to: 1, ["--repeats", "0", "--url", url], output: "text")
        #expect(finished.code == 1)
        // Its answer in clear, or the end of the connection: whichever is read first.
        #expect(finished.output.contains("no answer: the carrier "), "\(finished.output)")
        #expect(finished.output.contains("not speak TLS"), "\(finished.output)")
    }

    /// SIGTERM and a start in the middle of a load of ten seconds: what is refused meanwhile is pushed again.
    @Test(.embeddedLog) func `a restart under load leaves nothing unanswered`() throws {
        let folder = try TemporaryFolder()
        let first = try Service.ready(on: folder)
        let port = try first.port()
        let process = Child.process(
            [
                "push", "--url", "http://127.0.0.1:\(port)/push/zto", "--count", "200", "--rate", "20",
                "--repeats", "10", "--repeat-pause", "3s", "--show", "--output", "json",
            ], ["WAYBILL_PUSH_TOKEN": Signed.token])
        let pipe = Pipe()
        process.standardOutput = pipe
        let shown = Transcript(pipe)
        let load = Child(process)
        try load.start()
        defer { load.kill() }
        shown.follow()
        try #require(shown.line(containing: "<- 200") != nil, "\(shown.text)")
        #expect(first.stop() == 0)
        try #require(shown.line(containing: "<- the carrier") != nil, "\(shown.text)")
        let second = try Service.ready(on: folder, ["--listen", "127.0.0.1:\(port)"])
        #expect(load.exitCode() == 0)
        shown.awaitEnd()
        let last = try #require(shown.text.split(separator: "\n").last)
        let report = try #require(try JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: Any])
        #expect(report["orders"] as? Int == 200 && report["unanswered"] as? Int == 0, "\(last)")
        #expect(second.stop() == 0)
        #expect(try Journal(of: folder).waybills.count == 200)
    }

    private func report(_ finished: Program.Finished) throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: Data(finished.output.utf8))
        return try #require(object as? [String: Any])
    }
}
