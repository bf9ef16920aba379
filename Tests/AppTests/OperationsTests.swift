internal import Foundation
internal import Testing
internal import Waiting

/// `/live`, `/ready` and `/metrics`.
@Suite struct OperationsTests {
    @Test func `live and ready answer, and a process that may not decide says why it is not ready`() throws {
        let folder = try TemporaryFolder()
        let service = try Service.ready(on: folder)
        let operations = try service.operations()
        #expect(operations.get("/live")?.body == "live\n")
        #expect(operations.get("/ready")?.body == "ready\n")
        #expect(operations.request("DELETE", "/metrics")?.body == "use GET\n")
        #expect(operations.request("POST", Signed.target())?.body == "there is /live, /ready and /metrics\n")
        let wire = try #require(Wire(operations.port))
        #expect(wire.request("HEAD", "/ready", headers: "Connection: close\r\n")?.status ?? 200 == 200)
        #expect(wire.readsToEnd())
    }

    @Test func `operations have an address of their own, or none`() throws {
        let folder = try TemporaryFolder()
        let file = folder / "operations.port"
        let service = try Service("ingress", on: folder, ["--operations-port-file", file])
        let operations = try service.operations()
        #expect(try folder.text("operations.port") == "\(operations.port)\n")
        for path in ["/live", "/ready", "/metrics"] {
            #expect(try service.wire().get(path)?.status == 404)
            #expect(operations.get(path)?.status != 404)
        }
        let line = try #require(service.transcript.line(containing: "operations.listening"))
        #expect(line.contains(" address=127.0.0.1 "), "it is not open to other machines")
        let silent = try Service("ingress", on: try TemporaryFolder(), ["--operations", "none"])
        #expect(try silent.wire().get("/live")?.status == 404)
        #expect(silent.transcript.count(of: "operations.listening") == 0)
        // Where it listens is told before that it is ready.
        _ = silent.transcript.line(containing: "service.ready")
        let events = silent.transcript.text.matches(of: /event=(http\.listening|service\.ready)/).map { $0.1 }
        #expect(events == ["http.listening", "service.ready"], "\(silent.transcript.text)")
    }

    @Test func `the metrics are right after known pushes`() throws {
        let service = try Service.ready(on: try TemporaryFolder())
        let (wire, operations) = (try service.wire(), try service.operations())
        let before = try metrics(operations)
        #expect(before.sum("waybill_pushes_total") == 0)
        #expect(before["waybill_push_seconds_count"] == 0)
        try pushKnown(wire)
        // The processor counts a batch just after its replies have left, and the log is asked for the lag now and then.
        let after = try asked(
            { try metrics(operations) },
            until: { $0["waybill_batch_commands_sum"] == 8 && $0.hasNoLag(partitionCount: 12) })

        #expect(after["waybill_pushes_total{event=\"add_waybill\",format=\"json\"}"] == 5)
        #expect(after["waybill_pushes_total{event=\"add_waybill\",format=\"xml\"}"] == 1)
        #expect(after["waybill_pushes_total{event=\"cancel_waybill\",format=\"json\"}"] == 1)
        #expect(after["waybill_pushes_total{event=\"handshake\",format=\"none\"}"] == 1)
        #expect(after["waybill_push_results_total{code=\"0\"}"] == 5)
        #expect(after["waybill_push_results_total{code=\"10002\"}"] == 1)
        #expect(after["waybill_push_results_total{code=\"20002\"}"] == 1)
        #expect(after["waybill_push_results_total{code=\"-1\"}"] == 1)
        #expect(after["waybill_results_total{command=\"add_waybill\",code=\"0\"}"] == 4)
        #expect(after["waybill_results_total{command=\"cancel_waybill\",code=\"0\"}"] == 1)
        #expect(after["waybill_dead_letters_total{code=\"20002\"}"] == 1)
        #expect(after.sum("waybill_dead_letters_total") == 3)
        #expect(after["waybill_pushes_refused_total{reason=\"signature\",app=\"zto\"}"] == 1)
        #expect(after["waybill_push_seconds_count"] == 8)
        #expect((after["waybill_push_seconds_sum"] ?? 0) > 0)
        #expect(after["waybill_batch_commands_sum"] == 8)
        #expect((1...8).contains(after["waybill_batch_commands_count"] ?? 0))
        #expect(after["waybill_waiters"] == 0)
        #expect(after["waybill_lanes"] == 12)
        #expect(after.hasNoLag(partitionCount: 12))
        #expect(after["waybill_http_connections"] == 1)
        #expect(after["waybill_pushes_total{event=\"unreadable\",format=\"unknown\"}"] == 1)
        let total = after.types.filter { $0.key.hasSuffix("_total") && $0.value != "counter" }
        #expect(total.isEmpty, "what ends in _total is a counter")
    }

    @Test func `who waits and what lags is seen while nobody decides`() throws {
        let service = try Service("ingress", on: try TemporaryFolder(), ["--deadline", "3s"])
        let waiting = try service.wire()
        let body = Event.add("waits").bytes(.json)
        waiting.send("POST \(Signed.target()) HTTP/1.1\r\nHost: t\r\nContent-Length: \(body.count)\r\n\r\n")
        waiting.send(body)
        let operations = try service.operations()
        var seen = try metrics(operations)
        while seen["waybill_waiters"] == 0, seen["waybill_pushes_expired_total"] == 0 { seen = try metrics(operations) }
        #expect(seen["waybill_waiters"] == 1)
        let answer = waiting.answer()
        #expect(answer?.status == 503)
        #expect(answer?.body == "no result within the deadline; push again\n")
        let after = try metrics(operations)
        #expect(after["waybill_pushes_expired_total"] == 1)
        #expect(after["waybill_waiters"] == 0)
        // The log is asked for it now and then.
        #expect(try asked({ try metrics(operations).sum("waybill_lag_commands") }, until: { $0 != 0 }) == 1)
    }

    @Test func `the process itself is seen under Prometheus' own names`() throws {
        let folder = try TemporaryFolder()
        let service = try Service("ingress", on: folder)
        try service.awaitReady()
        let seen = try metrics(try service.operations())
        let version = try Program.run(["--version"]).output.split(separator: " ").last?.dropLast() ?? ""
        #expect(seen["waybill_build_info{version=\"\(version)\"}"] == 1)
        #expect(seen["waybill_ready"] == 1)
        #expect(seen["process_open_fds"].map { $0 > 3 } == true)
        let kernel = try String(contentsOfFile: "/proc/\(service.number)/limits", encoding: .utf8)
        let limit = try #require(kernel.firstMatch(of: /Max open files +(\d+)/)?.1)
        #expect(seen["process_max_fds"] == Double(limit))
        #expect(seen["process_cpu_seconds_total"].map { $0 > 0 } == true)
        #expect(seen["process_resident_memory_bytes"].map { $0 > 1_000_000 } == true)
        #expect(seen["process_virtual_memory_bytes"] ?? 0 >= seen["process_resident_memory_bytes"] ?? 1)
        let now = Date().timeIntervalSince1970
        #expect(seen["process_start_time_seconds"].map { (now - 3600...now + 2).contains($0) } == true)
    }

    @Test func `labels are in one convention and stand in one order`() throws {
        let service = try Service.ready(on: try TemporaryFolder())
        let answer = try #require(try service.operations().get("/metrics"))
        let lines = answer.body.split(separator: "\n").filter { $0.contains("{") && !$0.contains("le=") }
        #expect(lines.count > 10)
        for line in lines {
            for match in line.matches(of: /[{,]([^=]+)="([^"]*)"/) {
                // A carrier has the name that WeChat gives it.
                let isOurs = match.1 != "carrier"
                #expect(match.1.wholeMatch(of: /[a-z_]+/) != nil, "\(line)")
                #expect(!isOurs || match.2 == match.2.lowercased(), "\(line)")
            }
        }
        let series = lines.map { $0.prefix { $0 != " " } }
        #expect(series == series.sorted())
    }

    private func metrics(_ operations: Operations) throws -> Exposition {
        let answer = try #require(operations.get("/metrics"))
        #expect(answer.headers["content-type"]?.hasPrefix("text/plain; version=0.0.4") == true)
        return try Exposition(answer.body)
    }

    /// Six adds, of which two fail; a cancel; something unreadable; a handshake; a wrong signature.
    private func pushKnown(_ wire: Wire) throws {
        let waybill = try #require(wire.push(.add("first"))?.issued)
        #expect(wire.push(.add("first"), .xml)?.issued == waybill)
        #expect(wire.push(.add("second"))?.issued != waybill)
        #expect(wire.push(.add("third"))?.issued != nil)
        var event = Event.add("fourth")
        event["BizPwd"] = .text("wrong")
        #expect(wire.push(event)?.code == 10002)
        event = Event.add("fifth")
        event["Sender.Name"] = nil
        #expect(wire.push(event)?.code == 20002)
        #expect(wire.push(.cancel("first", number: waybill))?.code == 0)
        #expect(wire.push("{")?.status == 400)
        #expect(wire.get("\(Signed.target())&echostr=1")?.body == "1")
        #expect(wire.push(event.bytes(.json), to: Signed.target("zto", "other"))?.status == 403)
    }
}

extension Exposition {
    fileprivate func hasNoLag(partitionCount: Int) -> Bool {
        (0..<partitionCount).allSatisfy { self["waybill_lag_commands{partition=\"\($0)\"}"] == 0 }
    }
}
