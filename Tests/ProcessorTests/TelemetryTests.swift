import Log
import Telemetry
import Testing

@testable import Processor
@testable import Simulation

/// What an operator sees of a batch.
@Suite struct TelemetryTests {
    @Test func `results, dead letters and what led to nothing are counted`() throws {
        let bench = try Bench()
        bench.push("good")
        bench.push("bad") { $0.password += "?" }
        var stray = bench.push("stray")
        stray.headers = Headers()
        bench.cluster.append([stray])
        var tombstone = bench.push("good")
        tombstone.value = nil
        bench.cluster.append([tombstone])
        try bench.drain()
        let results = bench.registry.counters("waybill_results_total", "", labels: ["command", "code"])
        #expect(results["add_waybill", "0"].value == 3)
        #expect(results["add_waybill", "10002"].value == 1)
        #expect(results["none", "-1"].value == 1)
        let deadLetters = bench.registry.counters("waybill_dead_letters_total", "", labels: ["code"])
        #expect(deadLetters["10002"].value == 1 && deadLetters["-1"].value == 1)
        #expect(bench.registry.counter("waybill_tombstones_total", "").value == 1)
        #expect(bench.registry.gauge("waybill_lanes", "").value == 2)
    }

    @Test func `a reply to a partition that does not exist is counted and not written`() throws {
        let bench = try Bench()
        var record = bench.push("good")
        record.headers = Headers()
        for (name, value) in [
            ("ce_type", "add_waybill"), ("ce_id", "call"), ("waybill_reply", "99/0/ingress"),
        ] {
            record.headers.append(name, value)
        }
        bench.cluster.append([record])
        try bench.drain()
        #expect(bench.count(.replies) == 1)
        #expect(bench.registry.counter("waybill_misdirected_replies_total", "").value == 1)
    }
}
