internal import Log
internal import SingleRecords
internal import Testing

extension LogPromise {
    static let transactions: [LogPromise] = [
        LogPromise("a commit makes outputs and offsets visible together") { fixture in
            let log = try fixture.open()
            try log.appended((0..<5).map { record("\($0)") })
            let member = try log.member(of: "g", topic: .commands)
            let input = try member.records(5)
            #expect(try log.committedOffset(of: "g", topic: .commands, partition: 0) == nil)
            #expect(try member.position(of: 0) == nil)
            let outputs: NewRecords = [
                record("a", .replies), record("b", .waybills, 0, key: "k"), record("c", .replies),
            ]
            let offsets = try member.commit(outputs, offsetsNext: [0: input[4].offset + 1])
            #expect(try log.reader(of: .replies, from: [0: 0]).records(2).map(\.offset) == [offsets[0], offsets[2]])
            #expect(try log.reader(of: .waybills, from: [0: 0]).records(1).map(\.offset) == [offsets[1]])
            #expect(try log.committedOffset(of: "g", topic: .commands, partition: 0) == input[4].offset + 1)
            #expect(try member.position(of: 0) == input[4].offset + 1)
        },
        LogPromise("a commit that fails leaves nothing, and its input comes again") { fixture in
            let log = try fixture.open()
            try log.appended((0..<5).map { record("\($0)") })
            let member = try log.member(of: "g", topic: .commands)
            let input = try member.records(5)
            let failure = #expect(throws: CommitFailure.self) {
                try member.commit(
                    [record("a", .replies), record("b", .replies, 9)], offsetsNext: [0: input[4].offset + 1])
            }
            #expect(failure?.error.code == .invalid)
            #expect(try log.endOffset(of: .replies, partition: 0) == 0)
            #expect(try log.committedOffset(of: "g", topic: .commands, partition: 0) == nil)
            #expect(try member.records(5) == input)
            _ = try member.commit([record("a", .replies)], offsetsNext: [0: input[2].offset])
            #expect(throws: CommitFailure.self) { try member.commit([record("b", .replies, 9)], offsetsNext: [:]) }
            #expect(try member.records(3) == Array(input[2...]))
        },
        LogPromise("a member goes on after what it was handed, not after what it committed") { fixture in
            let log = try fixture.open()
            try log.appended((0..<5).map { record("\($0)") })
            let member = try log.member(of: "g", topic: .commands)
            let input = try member.records(5)
            _ = try member.commit([], offsetsNext: [0: input[2].offset])
            try log.appended(record("5"))
            #expect(try member.records(1).map(\.text) == ["5"])
        },
        LogPromise("the next member goes on from the committed offset, also when the log was opened again") { fixture in
            let log = try fixture.open()
            try log.appended((0..<6).map { record("\($0)") })
            let first = try log.member(of: "g", topic: .commands)
            let input = try first.records(6)
            _ = try first.commit([], offsetsNext: [0: input[2].offset])
            first.close()
            let second = try log.member(of: "g", topic: .commands)
            #expect(try second.records(4).map(\.text) == ["2", "3", "4", "5"])
            _ = try second.commit([], offsetsNext: [0: input[5].offset])
            second.close()
            log.close()
            let third = try fixture.open().member(of: "g", topic: .commands)
            #expect(try third.records(1).map(\.text) == ["5"])
        },
        LogPromise("a transaction may write to the topic it reads, and hears of it") { fixture in
            let log = try fixture.open()
            try log.appended(record("3"))
            let member = try log.member(of: "g", topic: .commands)
            for left in [3, 2, 1] {
                let input = try member.records(1)[0]
                #expect(input.text == "\(left)")
                _ = try member.commit([record("\(left - 1)")], offsetsNext: [0: input.offset + 1])
            }
            #expect(try member.records(1).map(\.text) == ["0"])
        },
        LogPromise("a waiting member wakes for an append and for its waker") { fixture in
            let log = try fixture.open()
            let ready = Answer<any Waker>()
            try inParallel(2) { role in
                if role == 0 {
                    let member = try log.member(of: "g", topic: .commands)
                    #expect(try member.event() == .assigned([0, 1, 2, 3]))
                    ready.give(member.waker)
                    #expect(try member.event() == .woken)
                    #expect(try member.records(1).map(\.text) == ["a"])
                } else {
                    try ready.wait().wake()
                    try log.appended(record("a"))
                }
            }
        },
    ]
}
