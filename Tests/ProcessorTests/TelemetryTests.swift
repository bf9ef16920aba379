import Log
import SingleRecords
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
        var empty = bench.push("good")
        empty.value = nil
        bench.cluster.append([empty])
        try bench.drain()
        let results = bench.registry.counters("waybill_results_total", "", labels: ["command", "code"])
        #expect(results["add_waybill", "0"].value == 3)
        #expect(results["add_waybill", "10002"].value == 1)
        // Neither a record without headers nor one without a value is a command.
        #expect(results["none", "-1"].value == 2)
        let deadLetters = bench.registry.counters("waybill_dead_letters_total", "", labels: ["code"])
        #expect(deadLetters["10002"].value == 1 && deadLetters["-1"].value == 2)
        #expect(bench.registry.gauge("waybill_lanes", "").value == 2)
    }

    @Test func `events that came late are counted, and told once a minute`() throws {
        let bench = try Bench()
        bench.push("good") { $0.createTime += 10 }
        for age in 0..<5 { bench.push("good") { $0.createTime += Int64(age) } }
        try bench.drain()
        let late = bench.registry.counters("waybill_late_events_total", "", labels: ["command"])
        #expect(late["add_waybill"].value == 5)
        #expect(bench.lines.all.count { $0.hasPrefix("level=info event=event.late command=add_waybill") } == 1)
    }

    @Test func `a dead letter is told once a minute for each account, with its code`() throws {
        let bench = try Bench()
        for number in 0..<5 { bench.push("bad-\(number)") { $0.password += "?" } }
        try bench.drain()
        bench.push("bad again") { $0.password += "?" }
        try bench.drain()
        let told = bench.lines.all.filter { $0.contains("deadletter.written") }
        #expect(told.count == 1)
        let part = "level=info event=deadletter.written code=10002 carrier=ZTO account=biz-a"
        #expect(told.first?.hasPrefix(part) == true, "\(told)")
    }

    @Test func `a lane says how much was restored, and one that is dropped says why`() throws {
        let bench = try Bench()
        bench.push("good")
        try bench.drain()
        #expect(bench.lines.all.contains { $0.contains(/event=lane.opened partitions=\S+ restored=0 elapsed=/) })
        let telemetry = ProcessorTelemetry(Registry(), Logger(sink: bench.lines.sink))
        telemetry.dropped(7, because: "it is damaged")
        #expect(bench.lines.all.last == "level=warning event=lane.dropped partition=7 reason=\"it is damaged\"")
    }

    @Test func `while workers fail the lanes that open and close are summarized`() throws {
        let lines = Lines()
        let telemetry = ProcessorTelemetry(Registry(), Logger(sink: lines.sink))
        telemetry.opened([0], restoredCount: 0, elapsed: .zero)
        telemetry.closed([0])
        for _ in 0..<100 {
            telemetry.failed(.log(LogError(.unavailable, "the disk is full")))
            telemetry.opened([0], restoredCount: 0, elapsed: .zero)
            telemetry.closed([0])
        }
        #expect(lines.all.count == 5 && telemetry.isInTrouble)
        telemetry.endTrouble()
        #expect(lines.all.count == 8 && !telemetry.isInTrouble)
        #expect(lines.all.suffix(3).allSatisfy { $0.contains(" more=99 ") }, "\(lines.all)")
        for _ in 0..<2 { telemetry.opened([0], restoredCount: 0, elapsed: .zero) }
        #expect(lines.all.count == 10)
    }

    @Test func `replies that were lost are counted, and told in a line that is throttled`() {
        let (registry, lines) = (Registry(), Lines())
        let telemetry = ProcessorTelemetry(registry, Logger(sink: lines.sink, now: { 0 }))
        for _ in 0..<100 { telemetry.lostReplies(3, LogError(.overloaded, "the leader does not keep up")) }
        #expect(registry.counter("waybill_lost_replies_total", "").value == 300)
        let told = ["level=warning event=replies.lost count=3 message=\"the leader does not keep up\""]
        #expect(lines.all == told, "\(lines.all)")
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
