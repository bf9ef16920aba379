internal import Foundation
internal import Log
internal import LogConformance
internal import SQLiteLog
internal import Testing

@Suite struct ProcessTests {
    let fixture = SQLiteFixture()

    @Test func `readers here wake for what another process appends`() throws {
        let log = try fixture.open()
        let reader = try log.reader(of: .commands, from: [0: 0])
        #expect(try reader.event() == .caughtUp(partition: 0, offsetNext: 0))
        let other = try SecondProcess("append", fixture.folder, "50")
        #expect(try reader.records(50).map(\.text) == (0..<50).map { "\($0)" })
        while let line = other.line(), line != "done" {}
        try log.appended(record("here"))
        #expect(try reader.records(1).map(\.offset) == [50])
    }

    @Test func `two processes append at the same time and lose nothing`() throws {
        let log = try fixture.open()
        let other = try SecondProcess("append", fixture.folder, "200")
        for number in 0..<200 { try log.appended(record("here \(number)")) }
        let records = try log.reader(of: .commands, from: [0: 0]).records(400)
        #expect(records.map(\.offset) == Array(0..<400))
        #expect(records.compactMap(\.text).filter { $0.hasPrefix("here") } == (0..<200).map { "here \($0)" })
        #expect(records.compactMap(\.text).filter { !$0.hasPrefix("here") } == (0..<200).map { "\($0)" })
        try other.end()
    }

    @Test func `what was acknowledged survives SIGKILL, in the middle of appending`() throws {
        var acknowledged = 0
        do {
            let other = try SecondProcess("endless", fixture.folder)
            while acknowledged < 100, let line = other.line() { acknowledged = (Int(line) ?? 0) + 1 }
            other.kill()
            while let line = other.line() { acknowledged = (Int(line) ?? 0) + 1 }
        }
        let log = try fixture.open()
        let end = Int(try log.endOffset(of: .commands, partition: 0))
        #expect(end == acknowledged || end == acknowledged + 1)
        let records = try log.reader(of: .commands, from: [0: 0]).records(end)
        #expect(records.map(\.text) == (0..<end).map { "\($0)" })
    }

    @Test func `a group belongs to one process, and to the next once that is dead`() throws {
        let log = try fixture.open()
        let other = try SecondProcess("hold", fixture.folder, "g/1")
        #expect(other.line() == "held")
        let error = #expect(throws: LogError.self) { _ = try log.member(of: "g/1", topic: .commands) }
        #expect(error?.code == .conflict)
        #expect(error?.message.contains("\(other.number)") == true)
        other.kill()
        #expect(try log.member(of: "g/1", topic: .commands).event() == .assigned([0, 1, 2, 3]))
    }

    @Test func `two handles in one process exclude each other from a group`() throws {
        let (log, other) = (try fixture.open(), try fixture.open())
        let member = try log.member(of: "g", topic: .commands)
        let error = #expect(throws: LogError.self) { _ = try other.member(of: "g", topic: .commands) }
        #expect(error?.code == .conflict)
        member.close()
        let next = try other.member(of: "g", topic: .commands)
        #expect(try next.event() == .assigned([0, 1, 2, 3]))
    }

    @Test func `a disk that is full refuses appends whole, and takes them again later`() throws {
        let other = try SecondProcess("full", fixture.folder)
        #expect(other.line() == "refused unavailable")
        let accepted = other.line()
        try other.end()
        let log = try fixture.open()
        #expect(accepted == "accepted \(try log.endOffset(of: .commands, partition: 0))")
        let count = Int(try log.endOffset(of: .commands, partition: 0))
        #expect(try log.reader(of: .commands, from: [0: 0]).records(count).map(\.offset) == Array(0..<Int64(count)))
    }

    @Test func `a process that died is forgotten by the next that opens the log`() throws {
        let log = try fixture.open()
        let other = try SecondProcess("hold", fixture.folder, "g")
        #expect(other.line() == "held")
        #expect(try wakeFiles().count == 2)
        other.kill()
        #expect(try wakeFiles().count == 2)
        let third = try fixture.open()
        #expect(try wakeFiles().count == 2)
        third.close()
        log.close()
        #expect(try wakeFiles().isEmpty)
    }

    private func wakeFiles() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(fixture.folder)/wake")
    }
}
