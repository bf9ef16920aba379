internal import Foundation
internal import Testing
internal import Waiting

/// A push counts for an hour: who has seen its URL cannot use it for ever, and a clock that is wrong is named.
@Suite struct TimestampTests {
    private func target(_ offset: TimeInterval, token: String = Signed.token) -> String {
        let timestamp = "\(Int(Date().timeIntervalSince1970 + offset))"
        return "/push/zto?\(Signed.query(token, timestamp: timestamp))"
    }

    @Test func `a clock that is hours off is told at once, and nothing is taken`() throws {
        let service = try Service.ready(on: try TemporaryFolder())
        let wire = try service.wire()
        let body = Event.add("off").bytes(.json)
        let hour: TimeInterval = 3_600
        // The half hours leave room for a test that is slow.
        let rows: [(offset: TimeInterval, text: Regex<Substring>)] = [
            (2.5 * hour, /the timestamp is 2 h \d+ min ahead of this machine's clock: one of the clocks is wrong/),
            (-2.5 * hour, /the timestamp is 2 h \d+ min behind this machine's clock: one of the clocks is .*/),
        ]
        for (offset, text) in rows {
            for answer in [wire.push(body, to: target(offset)), wire.get("\(target(offset))&echostr=1")] {
                #expect(answer?.status == 403)
                #expect(answer?.body.dropLast().wholeMatch(of: text) != nil, "\(answer?.body ?? "no answer")")
            }
            let direction = offset > 0 ? "ahead of" : "behind"
            let line = try #require(service.transcript.line(containing: "\(direction) this machine's clock"))
            #expect(line.contains("level=warning event=push.refused cause=timestamp status=403 app=zto message=\"the "))
        }
        for offset in [-0.5 * hour, 0, 0.5 * hour] { #expect(wire.push(body, to: target(offset))?.issued != nil) }
        let metrics = try service.operations().metrics()
        #expect(metrics["waybill_pushes_refused_total{reason=\"timestamp\",app=\"zto\"}"] == 4)
        #expect(metrics.sum("waybill_pushes_total") == 3)
        #expect(service.stop() == 0)
        #expect(try Journal(of: service.folder).commands.count == 3)
    }

    @Test func `an event from the future is a dead letter, and what comes later is decided as ever`() throws {
        let service = try Service.ready(on: try TemporaryFolder())
        let wire = try service.wire()
        // The year 2100.
        var future = Event.add("order")
        future["CreateTime"] = .raw("4102444800")
        for format in Event.Format.allCases {
            let refused = try #require(wire.push(future, format))
            #expect(refused.code == -1 && refused.field("CreateTime") == "4102444800")
            let message = try #require(refused.field("ResultMsg"))
            let expected = /CreateTime is \d+ d \d+ h ahead of the carrier's clock: one of the clocks is wrong/
            #expect(message.wholeMatch(of: expected) != nil, "\(message)")
        }
        let waybill = try #require(wire.push(.add("order"))?.issued)
        #expect(wire.push(.cancel("order", number: waybill))?.code == 0)
        #expect(wire.push(.cancel("order", number: waybill, time: 1_533_042_601))?.code == 30003)
        // One that came late changes nothing, and is counted.
        #expect(wire.push(.add("order"))?.issued == waybill)
        // The processor counts what it has committed, and the reply may be here before.
        let operations = try service.operations()
        let late = "waybill_late_events_total{command=\"add_waybill\"}"
        #expect(try asked({ try operations.metrics()[late] }, until: { $0 == 1 }) == 1)
        #expect(service.stop() == 0)
        let letters = try Journal(of: service.folder).deadLetters
        #expect(letters.map(\.keyText) == ["order", "order", "order"])
    }

    @Test func `a stranger's timestamp is nobody's clock`() throws {
        let service = try Service.ready(on: try TemporaryFolder())
        let wire = try service.wire()
        for offset in [-1e6, 1e6] {
            #expect(wire.push(Event.add("x").bytes(.json), to: target(offset, token: "wrong"))?.status == 403)
        }
        for timestamp in ["x", "-1", ""] {
            let query = Signed.query(timestamp: timestamp)
            let answer = wire.push(Event.add("x").bytes(.json), to: "/push/zto?\(query)")
            #expect(answer?.status == 403 && answer?.body == "the timestamp is no number of seconds since 1970\n")
        }
        let metrics = try service.operations().metrics()
        #expect(metrics["waybill_pushes_refused_total{reason=\"signature\",app=\"zto\"}"] == 2)
        #expect(metrics["waybill_pushes_refused_total{reason=\"timestamp\",app=\"zto\"}"] == 3)
        #expect(service.stop() == 0)
        #expect(!service.transcript.text.contains("this machine's clock"))
    }

    @Test(arguments: ["off", "0", "30d"]) func `the window is an operator's choice`(window: String) throws {
        let service = try Service.ready(on: try TemporaryFolder(), ["--timestamp-window", window])
        let offset: TimeInterval = -20 * 86_400
        #expect(try service.wire().push(Event.add("old").bytes(.json), to: target(offset))?.issued != nil)
    }
}
