internal import Log
internal import SingleRecords
internal import Testing

extension LogPromise {
    static let reading: [LogPromise] = [
        LogPromise("a reader begins where it is told to") { fixture in
            let log = try fixture.open()
            let offsets = try log.appended((0..<10).map { record("\($0)") })
            for start in [0, 3, 9] {
                let reader = try log.reader(of: .commands, from: [0: offsets[start]])
                #expect(try reader.records(offsets.count - start) == expected(log, offsets, from: start))
            }
            let end = try log.endOffset(of: .commands, partition: 0)
            #expect(try log.reader(of: .commands, from: [0: end]).event() == .caughtUp(partition: 0, offsetNext: end))
            #expect(try LogError.code { _ = try log.reader(of: .commands, from: [0: end + 1]) } == .invalid)
            #expect(try LogError.code { _ = try log.reader(of: .commands, from: [0: -1]) } == .invalid)
            #expect(try LogError.code { _ = try log.reader(of: .commands, from: [4: 0]) } == .invalid)
            #expect(try LogError.code { _ = try log.reader(of: .accounts, from: [0: 0]) } == .invalid)
        },
        LogPromise("who wants no headers gets the same records, whole or without them") { fixture in
            let log = try fixture.open()
            var written = record("a", key: "k")
            written.headers.append("ce_id", "1")
            try log.appended([written, record(nil, key: "k")])
            let whole = try log.reader(of: .commands, from: [0: 0]).records(2)
            #expect(whole[0].headers == written.headers)
            let bare = try log.reader(of: .commands, from: [0: 0], withHeaders: false).records(2)
            for (bare, whole) in zip(bare, whole) {
                #expect((bare.key, bare.value, bare.offset) == (whole.key, whole.value, whole.offset))
                #expect(bare.headers.isEmpty || bare.headers == whole.headers)
            }
        },
        LogPromise("reaching the end is told once each time, for an empty partition too") { fixture in
            let log = try fixture.open()
            let reader = try log.reader(of: .commands, from: [0: 0, 1: 0])
            let ends: [ReadEvent] = [.caughtUp(partition: 0, offsetNext: 0), .caughtUp(partition: 1, offsetNext: 0)]
            let told = try [reader.event(), reader.event()]
            #expect(told == ends || told == ends.reversed())
            for round in 0..<3 {
                try log.appended([record("\(round)", .commands, 1), record("\(round)", .commands, 1)])
                guard case .records(let records) = try reader.event() else { return #expect(Bool(false)) }
                #expect(records.map(\.text) == ["\(round)", "\(round)"])
                let end = try log.endOffset(of: .commands, partition: 1)
                #expect(try reader.event() == .caughtUp(partition: 1, offsetNext: end))
            }
            reader.waker.wake()
            #expect(try reader.event() == .woken)
        },
        LogPromise("a waiting reader wakes for an append through the same handle") { fixture in
            let log = try fixture.open()
            try checkWaking(log, log)
        },
        LogPromise("a waiting reader wakes for an append through another handle") { fixture in
            try checkWaking(fixture.open(), fixture.open())
        },
        LogPromise("a waker wakes the current or the next call") { fixture in
            let log = try fixture.open()
            let reader = try log.reader(of: .commands, from: [:])
            let waker = reader.waker
            waker.wake()
            #expect(try reader.event() == .woken)
            try inParallel(1) { _ in waker.wake() }
            #expect(try reader.event() == .woken)
        },
        LogPromise("batches keep to the bounds of records and bytes") { fixture in
            let log = try fixture.open()
            try log.appended((0..<7).map { record("\($0)") })
            let reader = try log.reader(of: .commands, from: [0: 0])
            #expect(try counts(of: reader, 3, total: 7).allSatisfy { $0 <= 3 })
            var large = record("", .commands, 1)
            large.value = [UInt8](repeating: 1, count: LogLimits.recordByteCountMax)
            try log.appended(Array(repeating: large, count: 20))
            let other = try log.reader(of: .commands, from: [1: 0])
            #expect(try counts(of: other, 1_000, total: 20).allSatisfy { $0 <= 8 })
        },
        LogPromise("several partitions are read together, each in its order") { fixture in
            let log = try fixture.open()
            for index in 0..<50 {
                try log.appended((0..<4).map { record("\(index)", .commands, $0) })
            }
            let records = try log.reader(of: .commands, from: [0: 0, 1: 0, 3: 0]).records(150)
            for partition: Int32 in [0, 1, 3] {
                let own = records.filter { $0.partition == partition }
                #expect(own.map(\.text) == (0..<50).map { "\($0)" })
            }
        },
    ]

    /// The sizes of the batches that come until so many records have come.
    private static func counts(of reader: any LogReader, _ recordCountMax: Int, total: Int) throws -> [Int] {
        var counts: [Int] = []
        while counts.reduce(0, +) < total {
            switch try reader.event(recordCountMax) {
            case .records(let records): counts.append(records.count)
            case .caughtUp: continue
            case .woken, .closed: throw NotInTime()
            }
        }
        return counts
    }

    private static func expected(_ log: any Log, _ offsets: [Int64], from start: Int) -> [Record] {
        (start..<offsets.count).map { index in
            Record(
                topic: .commands, partition: 0, offset: offsets[index], timestamp: timeOfTests, key: nil,
                value: Array("\(index)".utf8), headers: Headers())
        }
    }

    /// Each append is made only after the reader was at the end, and the reader may already wait.
    private static func checkWaking(_ reading: any Log, _ appending: any Log) throws {
        let rounds = 200
        let turns = (0..<rounds).map { _ in Answer<Void>() }
        try inParallel(2) { role in
            if role == 0 {
                let reader = try reading.reader(of: .commands, from: [0: 0])
                for round in 0..<rounds {
                    guard case .caughtUp = try reader.event() else { throw NotInTime() }
                    turns[round].give(())
                    let texts = try reader.records(1).map(\.text)
                    #expect(texts == ["\(round)"])
                }
            } else {
                for round in 0..<rounds {
                    try turns[round].wait()
                    try appending.appended(record("\(round)"))
                }
            }
        }
        reading.close()
        appending.close()
    }
}
