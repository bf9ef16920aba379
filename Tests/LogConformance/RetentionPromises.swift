internal import Log
internal import SingleRecords
internal import Testing

extension LogPromise {
    static let retention: [LogPromise] = [
        LogPromise("records older than the retention go, the last one stays", needs: .retention) { fixture in
            let log = try fixture.open()
            let now = timeOfTests
            let old = (0..<2_000).map { record("old \($0)", .replies, time: now - 1_800_000) }
            try log.appended(old + [record("new", .replies, time: now), record("newer", .replies, time: now)])
            let end = try log.endOffset(of: .replies, partition: 0)
            try fixture.retain(log, now: now + 1_000)
            #expect(try log.startOffset(of: .replies, partition: 0) < end - 2)
            try fixture.retain(log, now: now + 2_000_000)
            #expect(try log.startOffset(of: .replies, partition: 0) == end - 2)
            #expect(try log.reader(of: .replies, from: [0: 0]).records(2).map(\.text) == ["new", "newer"])
            try fixture.retain(log, now: now + 36_000_000)
            #expect(try log.startOffset(of: .replies, partition: 0) == end - 1)
            #expect(try log.endOffset(of: .replies, partition: 0) == end)
            #expect(try log.appended(record("next", .replies, time: now))[0] >= end)
        },
        LogPromise("of each key in a compacted topic the last record stays", needs: .retention) { fixture in
            let log = try fixture.open()
            let now = timeOfTests
            let start = try log.startOffset(of: .waybills, partition: 0)
            for round in 0..<3 {
                try log.appended((0..<700).map { record("\(round)", .waybills, key: "\($0)", time: now) })
                try fixture.retain(log, now: now)
                let kept = try log.reader(of: .waybills, from: [0: 0]).records(700)
                #expect(try log.startOffset(of: .waybills, partition: 0) == start, "nothing was deleted")
                #expect(kept.allSatisfy { $0.text == "\(round)" })
                #expect(Set(kept.map(\.key)).count == 700)
                #expect(try log.endOffset(of: .waybills, partition: 0) == (kept.last?.offset ?? 0) + 1)
            }
        },
        LogPromise("a tombstone outlasts what it covers, and goes once it is old", needs: .retention) { fixture in
            let log = try fixture.open()
            let now = timeOfTests
            try log.appended([
                record("a", .waybills, key: "gone", time: now), record("b", .waybills, key: "kept", time: now),
                record(nil, .waybills, key: "gone", time: now), record("c", .waybills, key: "kept", time: now),
            ])
            try fixture.retain(log, now: now + 3_599_000)
            #expect(try log.reader(of: .waybills, from: [0: 0]).records(2).map(\.text) == [nil, "c"])
            try fixture.retain(log, now: now + 3_601_000)
            #expect(try log.reader(of: .waybills, from: [0: 0]).records(1).map(\.text) == ["c"])
        },
        LogPromise("retention waits for each group, and a reader passes over what is gone", needs: .retention) {
            fixture in
            let log = try fixture.open()
            let (now, later) = (timeOfTests, timeOfTests + 36_000_000)
            try log.appended((0..<10).map { record("\($0)", .replies, time: now) })
            let input = try log.reader(of: .replies, from: [0: 0]).records(10)
            for (group, count) in [("fast", 8), ("slow", 3)] {
                let member = try log.member(of: group, topic: .replies)
                _ = try member.records(10)
                _ = try member.commit([], offsetsNext: [0: input[count].offset])
                member.close()
            }
            let reader = try log.reader(of: .replies, from: [0: input[2].offset])
            try fixture.retain(log, now: later)
            #expect(try log.startOffset(of: .replies, partition: 0) == input[3].offset)
            #expect(try reader.event() == .records(Array(input[3...])))
            #expect(try log.member(of: "slow", topic: .replies).records(7) == Array(input[3...]), "nothing is missing")
        },
        LogPromise("compaction is no gap", needs: .retention) { fixture in
            let log = try fixture.open()
            for round in 0..<3 {
                try log.appended((0..<5).map { record("\(round)", .waybills, key: "\($0)", time: timeOfTests) })
            }
            try fixture.retain(log, now: timeOfTests)
            let member = try log.member(of: "g", topic: .waybills)
            #expect(try member.event() == .assigned([0]))
            guard case .records(let records) = try member.event() else { throw NotInTime() }
            #expect(records.map(\.text) == Array(repeating: "2", count: 5))
        },
    ]
}
