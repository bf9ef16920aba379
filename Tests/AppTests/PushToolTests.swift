internal import Foundation
internal import Testing

/// `waybill push` against the program itself.
@Suite struct PushToolTests {
    @Test(arguments: ["xml", "json"])
    func `it pushes what it is told and reports as JSON`(format: String) throws {
        let service = try Service.ready(on: try TemporaryFolder())
        let finished = try push(
            to: try service.port(),
            [
                "--count", "300", "--concurrency", "8", "--format", format, "--repeat-percent", "20",
                "--cancel-percent", "10",
            ])
        #expect(finished.code == 0, "\(finished.everything)")
        let report = try report(finished)
        #expect(report["pushes"] as? Int == 300)
        #expect(report["unanswered"] as? Int == 0)
        #expect(report["fault_count"] as? Int == 0)
        #expect((report["statuses"] as? [String: Int]) == ["200": 300])
        // Of an order that it cancels, the tool may cancel it twice: 30003.
        let codes = try #require(report["result_codes"] as? [String: Int])
        #expect(codes.values.reduce(0, +) == 300)
        #expect(Set(codes.keys).isSubset(of: ["0", "30001", "30003"]), "\(codes)")
        let latency = try #require(report["latency_seconds"] as? [String: Double])
        #expect((latency["p50"] ?? 0) > 0)
        #expect((latency["p50"] ?? 1) <= (latency["p99"] ?? 0))
        let wire = try service.wire()
        let metrics = try Exposition(try #require(wire.get("/metrics")).body)
        #expect(metrics.sum("waybill_push_results_total") == 300)
        let pushed = metrics.samples.filter { $0.key.hasPrefix("waybill_pushes_total{") && $0.key.contains(format) }
        #expect(pushed.values.reduce(0, +) == 300)
    }

    @Test func `the same seed pushes the same orders, which keep their numbers`() throws {
        let service = try Service.ready(on: try TemporaryFolder())
        for _ in 0..<2 {
            let finished = try push(to: try service.port(), ["--count", "50", "--seed", "7"])
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
        let finished = try push(to: try service.port(), ["--count", "20", "--rate", "20"])
        let elapsed = try #require(try report(finished)["elapsed_seconds"] as? Double)
        #expect(elapsed >= 0.95)
    }

    @Test func `files are pushed as they are, and shown on request`() throws {
        let service = try Service.ready(on: try TemporaryFolder())
        let files = ["xml", "json"].map { "\(Program.house)/examples/add_waybill.\($0)" }
        let finished = try push(to: try service.port(), ["--show"] + files, output: "text")
        #expect(finished.code == 0)
        #expect(
            finished.everything.contains("##ZTO_bagAddr##Guangzhou##ZTO_mark##888-666-666##"), "\(finished.everything)")
        #expect(finished.output.contains(/ResultCode 0 +2\n/), "\(finished.output)")
    }

    @Test func `a server that is gone is exit code 1`() throws {
        let service = try Service.ready(on: try TemporaryFolder())
        let port = try service.port()
        service.kill()
        let finished = try push(to: port, ["--count", "2", "--repeats", "1"])
        #expect(finished.code == 1)
        let report = try report(finished)
        #expect(report["unanswered"] as? Int == 2)
        #expect(report["requests"] as? Int == 4)
        #expect((report["failures"] as? [String: Int])?.keys.first == "the carrier refused the connection")
    }

    @Test func `a wrong token is no answer either`() throws {
        let service = try Service.ready(on: try TemporaryFolder())
        let finished = try push(to: try service.port(), ["--count", "1"], token: "wrongtoken")
        #expect(finished.code == 1)
        #expect((try report(finished)["statuses"] as? [String: Int]) == ["403": 4])
        #expect(!finished.everything.contains("wrongtoken"))
    }

    private func push(
        to port: UInt16, _ arguments: [String], output: String = "json", token: String = Signed.token
    ) throws -> Program.Finished {
        try Program.run(
            ["push", "--url", "http://127.0.0.1:\(port)/push/zto", "--timeout", "10m", "--output", output]
                + arguments,
            environment: ["WAYBILL_PUSH_TOKEN": token])
    }

    private func report(_ finished: Program.Finished) throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: Data(finished.output.utf8))
        return try #require(object as? [String: Any])
    }
}
