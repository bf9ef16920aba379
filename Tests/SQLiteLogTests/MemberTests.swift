internal import Log
internal import LogConformance
internal import SingleRecords
internal import Testing

@testable internal import SQLiteLog

@Suite struct MemberTests {
    let fixture = SQLiteFixture()

    @Test(arguments: [-1, 6, Int64.max])
    func `a member commits no offset beyond what it was handed`(_ offset: Int64) throws {
        let log = try fixture.open()
        try log.appended((0..<10).map { record("\($0)") })
        let member = try log.member(of: "g", topic: .commands)
        #expect(try member.event() == .assigned([0, 1, 2, 3]))
        guard case .records(let input) = try member.event(5) else { throw NotInTime() }
        let failure = #expect(throws: CommitFailure.self) {
            try member.commit([record("x", .replies)], offsetsNext: [0: offset])
        }
        #expect(failure?.error.code == .invalid)
        #expect(try log.endOffset(of: .replies, partition: 0) == 0)
        #expect(try member.event(5) == .records(input))
    }

    @Test func `a commit that failed is not simply repeated: its input comes again first`() throws {
        let log = try fixture.open()
        try log.appended(record("a"))
        let member = try log.member(of: "g", topic: .commands)
        let input = try member.records(1)
        #expect(throws: CommitFailure.self) {
            try member.commit([record("x", .replies, 1)], offsetsNext: [0: 1])
        }
        #expect(throws: CommitFailure.self) { try member.commit([record("x", .replies)], offsetsNext: [0: 1]) }
        #expect(try member.records(1) == input)
        #expect(try member.commit([record("x", .replies)], offsetsNext: [0: 1]) == [0])
        #expect(try log.endOffset(of: .replies, partition: 0) == 1)
    }

    @Test(arguments: ["", String(repeating: "g", count: 65)])
    func `a group's name has bounds`(_ name: String) throws {
        let log = try fixture.open()
        let error = #expect(throws: LogError.self) { _ = try log.member(of: name, topic: .commands) }
        #expect(error?.code == .invalid)
    }

    @Test func `names of groups that only a file could confuse are kept apart`() throws {
        let log = try fixture.open()
        let members = try ["a/b", "a%2fb", "a b", "../a"].map { try log.member(of: $0, topic: .commands) }
        for member in members { #expect(try member.event() == .assigned([0, 1, 2, 3])) }
    }

    @Test func `a log may be closed in a completion, and by its last reference`() throws {
        let closed = Answer<Void>()
        do {
            let log = try fixture.open()
            log.append([record("a")]) { [log] _ in
                log.close()
                closed.give(())
            }
        }
        try closed.wait()
        let again = try fixture.open()
        #expect(try again.endOffset(of: .commands, partition: 0) == 1)
    }

    /// The groups end before the members are told that the log is closed.
    @Test func `a log that is being closed takes no partition from a member`() throws {
        let log = try fixture.open()
        let member = try log.member(of: "g", topic: .commands)
        #expect(try member.event() == .assigned([0, 1, 2, 3]))
        try log.appended(record("a"))
        try #require(log as? SQLiteLog).engine.groups.close()
        guard case .records = try member.event() else { throw NotInTime() }
        let failure = #expect(throws: CommitFailure.self) { try member.commit([], offsetsNext: [0: 1]) }
        #expect(failure?.error.code == .closed)
        log.close()
        #expect(try member.event() == .closed)
    }
}
