internal import Log
internal import SingleRecords
internal import Testing

extension LogPromise {
    static let missing: [LogPromise] = [
        LogPromise("what was deleted unconsumed is told first, until it is committed", needs: .deletion) { fixture in
            let log = try fixture.open()
            try log.appended((0..<10).map { record("\($0)") })
            let first = try log.member(of: "g", topic: .commands)
            let input = try first.records(10)
            _ = try first.commit([], offsetsNext: [0: input[3].offset])
            first.close()
            try fixture.delete(.commands, 0, before: input[6].offset)
            let gap = MissingRecords(partition: 0, offset: input[3].offset, offsetNext: input[6].offset)
            let second = try log.member(of: "g", topic: .commands)
            #expect(try second.missing() == gap)
            #expect(try second.position(of: 0) == input[3].offset)
            // Whoever drops what he was told is told again.
            #expect(throws: CommitFailure.self) { try second.commit([record("x", .replies, 9)], offsetsNext: [:]) }
            #expect(try second.missing() == gap)
            #expect(try second.records(4) == Array(input[6...]))
            second.close()
            let third = try log.member(of: "g", topic: .commands)
            #expect(try third.missing() == gap)
            _ = try third.commit([record("told", .replies)], offsetsNext: [0: gap.offsetNext])
            #expect(try log.committedOffset(of: "g", topic: .commands, partition: 0) == gap.offsetNext)
            third.close()
            let fourth = try log.member(of: "g", topic: .commands)
            #expect(try fourth.nextRecords() == Array(input[6...]), "it was told to the group")
        },
        LogPromise("a group that never committed is told what is missing from the first offset on", needs: .deletion) {
            fixture in
            let log = try fixture.open()
            try log.appended((0..<5).map { record("\($0)") })
            try log.appended((0..<2).map { record("other \($0)", .commands, 1) })
            let input = try log.reader(of: .commands, from: [0: 0]).records(5)
            try fixture.delete(.commands, 0, before: input[2].offset)
            let member = try log.member(of: "g", topic: .commands)
            var (missing, records): ([MissingRecords], [Record]) = ([], [])
            while records.count < 5 {
                switch try member.event() {
                case .missing(let gap):
                    missing.append(gap)
                    #expect(!records.contains { $0.partition == gap.partition }, "it is told before what follows")
                case .records(let more): records += more
                case .assigned, .revoked, .lost: continue
                case .woken, .closed: throw NotInTime()
                }
            }
            #expect(missing == [MissingRecords(partition: 0, offset: 0, offsetNext: input[2].offset)])
            #expect(records.filter { $0.partition == 0 } == Array(input[2...]))
        },
        LogPromise("of a paused partition nothing is told until it is resumed", needs: .deletion) { fixture in
            let log = try fixture.open()
            try log.appended((0..<4).map { record("\($0)") })
            let input = try log.reader(of: .commands, from: [0: 0]).records(4)
            try fixture.delete(.commands, 0, before: input[1].offset)
            let member = try log.member(of: "g", topic: .commands)
            #expect(try member.event() == .assigned([0, 1, 2, 3]))
            try member.pause(0)
            try log.appended(record("other", .commands, 1))
            #expect(try member.nextRecords().map(\.text) == ["other"])
            try member.resume(0)
            #expect(try member.missing() == MissingRecords(partition: 0, offset: 0, offsetNext: input[1].offset))
            #expect(try member.records(3) == Array(input[1...]))
        },
    ]
}

extension GroupMember {
    /// The next records, before which nothing may be missing.
    fileprivate func nextRecords() throws -> [Record] {
        while true {
            switch try event() {
            case .records(let records): return records
            case .assigned, .revoked, .lost: continue
            case .missing, .woken, .closed: throw NotInTime()
            }
        }
    }
}
