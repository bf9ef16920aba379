internal import Log
internal import SingleRecords
internal import Testing

extension LogPromise {
    static let pausing: [LogPromise] = [
        LogPromise("of a paused partition nothing is handed out until it is resumed, and the others go on") { fixture in
            let log = try fixture.open()
            let member = try log.member(of: "g", topic: .commands)
            #expect(try member.event() == .assigned([0, 1, 2, 3]))
            try log.appended((0..<3).map { record("0-\($0)", .commands, 0) })
            try log.appended((0..<3).map { record("1-\($0)", .commands, 1) })
            let input = try member.records(6)
            let mine = input.filter { $0.partition == 0 }
            let others = input.filter { $0.partition == 1 }
            try member.pause(0)
            _ = try member.commit([record("done", .replies)], offsetsNext: [1: others[2].offset + 1])
            try log.appended(record("0-3", .commands, 0))
            try log.appended(record("1-3", .commands, 1))
            #expect(try member.records(1).map(\.text) == ["1-3"])
            #expect(try member.position(of: 0) == nil)
            try member.resume(0)
            let again = try member.records(4)
            #expect(again.map(\.text) == ["0-0", "0-1", "0-2", "0-3"] && Array(again[..<3]) == mine)
            _ = try member.commit([], offsetsNext: [0: again[3].offset + 1, 1: others[2].offset + 2])
            #expect(try log.committedOffset(of: "g", topic: .commands, partition: 0) == again[3].offset + 1)
        },
        LogPromise("a failed commit brings back what is not paused, and a paused partition only once it is resumed") {
            fixture in
            let log = try fixture.open()
            try log.appended([record("a", .commands, 0), record("b", .commands, 1)])
            let member = try log.member(of: "g", topic: .commands)
            let input = try member.records(2)
            try member.pause(1)
            #expect(throws: CommitFailure.self) { try member.commit([record("x", .replies, 9)], offsetsNext: [:]) }
            #expect(try member.records(1) == input.filter { $0.partition == 0 })
            try member.resume(1)
            #expect(try member.records(1) == input.filter { $0.partition == 1 })
        },
        LogPromise("a partition that was paused is handed out to whoever has it next") { fixture in
            let log = try fixture.open()
            try log.appended(record("a", .commands, 3))
            let first = try log.member(of: "g", topic: .commands)
            let input = try first.records(1)
            try first.pause(3)
            first.close()
            let second = try log.member(of: "g", topic: .commands)
            #expect(try second.records(1) == input)
        },
        LogPromise("what no log can write is refused for good, and told from what passes") { fixture in
            let log = try fixture.open()
            try log.appended(record("a"))
            let member = try log.member(of: "g", topic: .commands)
            let input = try member.records(1)
            for wrong in [
                record("x", .replies, 0, time: 0), record("x", .waybills, 0),
                record(String(repeating: "x", count: LogLimits.recordByteCountMax + 1), .replies),
            ] {
                do throws(CommitFailure) {
                    _ = try member.commit([wrong], offsetsNext: [0: input[0].offset + 1])
                    Issue.record("it was taken")
                } catch {
                    guard case .refused = error else {
                        Issue.record("\(error)")
                        continue
                    }
                }
                #expect(try member.records(1) == input)
            }
        },
    ]
}
