internal import Log
internal import SingleRecords
internal import Testing

/// Replies leave after the commit, outside of it.
extension LogPromise {
    static let replies: [LogPromise] = [
        LogPromise("the replies of a commit are sent, and its outputs' offsets alone are told") { fixture in
            let log = try fixture.open()
            let (member, input) = try handed(log)
            let offsets = try member.commit(
                [record("out", .deadLetters), record("k", .waybills, 0, key: "k")],
                replies: [record("a", .replies), record("b", .replies)], offsetsNext: [0: input[1].offset + 1])
            #expect(try log.reader(of: .deadLetters, from: [0: 0]).records(1).map(\.offset) == [offsets[0]])
            #expect(try log.reader(of: .waybills, from: [0: 0]).records(1).map(\.offset) == [offsets[1]])
            #expect(offsets.count == 2)
            let replies = try log.reader(of: .replies, from: [0: 0]).records(2)
            // Nothing is said of their order.
            #expect(Set(replies.map(\.text)) == ["a", "b"])
        },
        LogPromise("of a commit that fails no reply is sent") { fixture in
            let log = try fixture.open()
            let (member, input) = try handed(log)
            for (outputs, next) in [
                ([record("x", .deadLetters, 9)], input[0].offset + 1), ([], input[1].offset + 100),
            ] as [(NewRecords, Int64)] {
                #expect(throws: CommitFailure.self) {
                    try member.commit(outputs, replies: [record("early", .replies)], offsetsNext: [0: next])
                }
                #expect(try member.records(2) == input)
            }
            _ = try member.commit([], replies: [record("right", .replies)], offsetsNext: [0: input[1].offset + 1])
            #expect(try log.reader(of: .replies, from: [0: 0]).records(1).map(\.text) == ["right"])
        },
        LogPromise("who lost a partition sends no reply for it") { fixture in
            let log = try fixture.open()
            let first = try log.member(of: "g", topic: .commands)
            try log.appended(record("a", .commands, 3))
            let input = try first.records(1)[0]
            let second = try log.member(of: "g", topic: .commands)
            guard case .revoked = try first.event() else { throw NotInTime() }
            first.waker.wake()
            #expect(try first.event() == .woken)
            #expect(try second.event() == .assigned([2, 3]))
            #expect(throws: CommitFailure.self) {
                try first.commit([], replies: [record("late", .replies)], offsetsNext: [3: input.offset + 1])
            }
            _ = try second.records(1)
            _ = try second.commit([], replies: [record("right", .replies)], offsetsNext: [3: input.offset + 1])
            #expect(try log.reader(of: .replies, from: [0: 0]).records(1).map(\.text) == ["right"])
        },
        LogPromise("a reply that can never be sent is lost and told; the commit stands, and the others too") {
            fixture in
            let log = try fixture.open()
            let lost = Answer<(Int, LogError)>()
            log.tellLostReplies { lost.give(($0, $1)) }
            let (member, input) = try handed(log)
            let large = record(String(repeating: "x", count: LogLimits.recordByteCountMax + 1), .replies)
            _ = try member.commit(
                [record("out", .deadLetters)],
                replies: [large, record("a", .replies), record("x", .replies, 9), record("x", .accounts)],
                offsetsNext: [0: input[1].offset + 1])
            let (count, reason) = try lost.wait()
            #expect(count == 3 && reason.code == .invalid)
            #expect(try log.committedOffset(of: "g", topic: .commands, partition: 0) == input[1].offset + 1)
            #expect(try log.reader(of: .deadLetters, from: [0: 0]).records(1).map(\.text) == ["out"])
            #expect(try log.reader(of: .replies, from: [0: 0]).records(1).map(\.text) == ["a"])
        },
        LogPromise("a log that is closed sends what it was given before") { fixture in
            let log = try fixture.open()
            let (member, input) = try handed(log)
            let replies = NewRecords((0..<100).map { record("\($0)", .replies) })
            _ = try member.commit([], replies: replies, offsetsNext: [0: input[1].offset + 1])
            log.close()
            let read = try fixture.open().reader(of: .replies, from: [0: 0]).records(100)
            #expect(Set(read.compactMap(\.text)) == Set((0..<100).map { "\($0)" }))
        },
        LogPromise("who stays between two calls keeps what it has, and misses nothing") { fixture in
            let log = try fixture.open()
            let member = try log.member(of: "g", topic: .commands)
            #expect(try member.event() == .assigned([0, 1, 2, 3]))
            try log.appended((0..<3).map { record("\($0)") })
            for _ in 0..<3_000 { member.stay() }
            let input = try member.records(3)
            #expect(input.map(\.text) == ["0", "1", "2"])
            member.stay()
            _ = try member.commit([], offsetsNext: [0: input[2].offset + 1])
            member.close()
            member.stay()
        },
    ]

    /// A member that has everything, and was handed two records of partition 0.
    private static func handed(_ log: any Log) throws -> (any GroupMember, [Record]) {
        try log.appended([record("one"), record("two")])
        let member = try log.member(of: "g", topic: .commands)
        return (member, try member.records(2))
    }
}
