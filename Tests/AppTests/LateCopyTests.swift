internal import Foundation
internal import Log
internal import Testing

/// Copies of events that arrive behind what was made after them: held up on their way to the log, or sent again.
@Suite struct LateCopyTests {
    @Test(arguments: Event.Format.allCases)
    func `a late copy of an older event is answered as it was, and undoes nothing`(format: Event.Format) throws {
        let folder = try TemporaryFolder()
        let service = try Service.ready(on: folder)
        let wire = try service.wire()
        var number = "0"
        func add(_ time: Int) -> Wire.Answer? {
            var event = Event.add("late")
            event["CreateTime"] = .raw("\(time)")
            return wire.push(event, format)
        }
        func cancel(_ time: Int) -> Wire.Answer? { wire.push(.cancel("late", number: number, time: time), format) }

        number = try #require(add(1_533_042_600)?.issued)
        #expect(cancel(1_533_042_700)?.code == 0)
        #expect(add(1_533_042_600)?.issued == number)
        let second = cancel(1_533_042_750)
        #expect(second?.code == 30003, "the copy of the add has made a cancelled order live again")
        #expect(second?.field("WayBillID") == number)

        #expect(add(1_533_042_800)?.issued == number)
        #expect(cancel(1_533_042_750)?.issued == number)
        #expect(cancel(1_533_042_700)?.issued == number)
        #expect(add(1_533_042_600)?.issued == number)
        #expect(cancel(1_533_042_900)?.code == 0)
        #expect(cancel(1_533_042_900)?.code == 0, "WeChat's repeat of that very event")
        #expect(cancel(1_533_042_950)?.code == 30003)
        #expect(service.stop() == 0)

        try expectHistory(folder)
        let journal = try Journal(of: folder)
        // The embedded log compacts when it is opened: the first one may be gone.
        #expect((1...2).contains(journal.tokens.count))
        #expect(journal.deadLetters.count == 2)
        #expect(Audit.faults(in: journal).isEmpty)
    }

    /// Only what came in its time is in the topic of orders, but for what compaction took of it meanwhile.
    private func expectHistory(_ folder: TemporaryFolder) throws {
        let log = try Engine.open(folder)
        defer { log.close() }
        let records = try Journal.records(of: .waybills, log).filter { !$0.keyText.hasPrefix("#") }
        let history = try records.map { record in
            "\(record.headers.text("ce_type") ?? "") \(try Journal.object(record)["CreateTime"] ?? "")"
        }
        let whole = [
            "waybill.order 1533042600", "waybill.status 1533042700", "waybill.order 1533042800",
            "waybill.status 1533042900",
        ]
        #expect(history == whole.filter(history.contains), "nothing else, nothing twice, nothing later")
        #expect(history.suffix(1) == whole.suffix(1))
    }
}
