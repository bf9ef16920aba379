internal import Dispatch
internal import Log
internal import SingleRecords
internal import Synchronization
internal import Testing
internal import Waiting

extension LogPromise {
    static let appending: [LogPromise] = [
        LogPromise("offsets grow within each partition, in the order given") { fixture in
            let log = try fixture.open()
            let offsets = try log.appended([record("a"), record("b", .commands, 1), record("c")])
            let later = try log.appended(record("d"))
            #expect(offsets.count == 3)
            #expect(offsets[0] < offsets[2])
            #expect(offsets[2] < later[0])
            let read = try log.reader(of: .commands, from: [0: 0]).records(3)
            #expect(read.map(\.text) == ["a", "c", "d"])
            #expect(read.map(\.offset) == [offsets[0], offsets[2], later[0]])
        },
        LogPromise("an append with one wrong record leaves nothing at all") { fixture in
            let log = try fixture.open()
            for wrong in try wrongRecords() {
                let code = try LogError.code { try log.appended([record("a"), record("b", .replies), wrong]) }
                #expect(code == .invalid)
            }
            #expect(try log.endOffset(of: .commands, partition: 0) == 0)
            #expect(try log.endOffset(of: .replies, partition: 0) == 0)
        },
        LogPromise("every field comes back byte for byte") { fixture in
            let log = try fixture.open()
            let records = oddRecords()
            try log.appended(records)
            let read = try log.reader(of: .commands, from: [2: 0]).records(records.count)
            for (written, read) in zip(records, read) {
                #expect(read.key == written.key)
                #expect(read.value == written.value)
                #expect(read.timestamp == written.timestamp)
                #expect(read.headers == written.headers)
                #expect((read.topic, read.partition) == (written.topic, written.partition))
            }
        },
        LogPromise("an append of no records succeeds") { fixture in
            let offsets = try fixture.open().appended([])
            #expect(offsets == [])
        },
        LogPromise("the start and the end of a partition are told") { fixture in
            let log = try fixture.open()
            #expect(try log.startOffset(of: .commands, partition: 3) == log.endOffset(of: .commands, partition: 3))
            let first = try log.appended(record("a", .commands, 3))[0]
            let last = try log.appended(record("b", .commands, 3))[0]
            #expect(try log.startOffset(of: .commands, partition: 3) == first)
            #expect(try log.endOffset(of: .commands, partition: 3) > last)
            #expect(try LogError.code { _ = try log.endOffset(of: .commands, partition: 4) } == .invalid)
            #expect(try LogError.code { _ = try log.startOffset(of: .accounts, partition: 0) } == .invalid)
            #expect(try log.partitionCount(of: .commands) == 4)
            #expect(try LogError.code { _ = try log.partitionCount(of: .accounts) } == .invalid)
        },
        LogPromise("what was acknowledged is there when the log is opened again") { fixture in
            let log = try fixture.open()
            let offsets = try log.appended((0..<100).map { record("\($0)") })
            log.close()
            let again = try fixture.open()
            #expect(try again.reader(of: .commands, from: [0: 0]).records(100).map(\.offset) == offsets)
            #expect(try again.appended(record("next"))[0] > offsets[99])
        },
        LogPromise("eight appenders at once lose nothing and keep their own order", checkConcurrentAppends),
        LogPromise("appends beyond the bound are refused as overload", needs: .blockingCompletion, checkOverload),
    ]

    /// None of these may be appended.
    private static func wrongRecords() throws -> [NewRecord] {
        var large = record("x", key: "k")
        large.value = [UInt8](repeating: 1, count: LogLimits.recordByteCountMax)
        return [
            record("x", .commands, 4), record("x", .commands, -1), record("x", .accounts), large,
            record("x", .waybills, 0, key: nil),
        ]
    }

    private static func oddRecords() -> [NewRecord] {
        var headers = Headers()
        headers.append("ce_id", "1")
        headers.append("ce_id", "2")
        headers.appendNull("null")
        headers.append("", "")
        headers.append("bytes", [0, 255, 10])
        let largest = [UInt8](repeating: 7, count: LogLimits.recordByteCountMax - 1)
        let fields: [(key: [UInt8]?, value: [UInt8]?, timestamp: Int64, headers: Headers)] = [
            (nil, nil, 1, Headers()), ([], [], 1_700_000_000_123, Headers()), ([1], nil, 5, headers),
            (nil, [0, 0, 0], 9, headers), ([0], Array(0...255), .max, Headers()), ([9], largest, 3, Headers()),
        ]
        return fields.map { field in
            NewRecord(
                topic: .commands, partition: 2, timestamp: field.timestamp, key: field.key, value: field.value,
                headers: field.headers)
        }
    }

    @Sendable private static func checkConcurrentAppends(_ fixture: any LogFixture) throws {
        let log = try fixture.open()
        let (threads, each) = (8, 1_000)
        let seen = Mutex<[Record]>([])
        try inParallel(threads + 1) { thread in
            if thread == threads {
                let records = try log.reader(of: .commands, from: [0: 0]).records(threads * each)
                return seen.withLock { $0 = records }
            }
            let last = Answer<Void>()
            let failures = Mutex(0)
            for index in 0..<each {
                log.append([record("\(thread)/\(index)")]) { result in
                    if case .failure = result { failures.withLock { $0 += 1 } }
                    if index == each - 1 { last.give(()) }
                }
            }
            try last.wait()
            #expect(failures.withLock { $0 } == 0)
        }
        let records = seen.withLock { $0 }
        #expect(zip(records, records.dropFirst()).allSatisfy { $0.offset < $1.offset })
        for thread in 0..<threads {
            let own = records.compactMap(\.text).filter { $0.hasPrefix("\(thread)/") }
            #expect(own == (0..<each).map { "\(thread)/\($0)" })
        }
    }

    @Sendable private static func checkOverload(_ fixture: any LogFixture) throws {
        let log = try fixture.open()
        let (entered, gate) = (Answer<Void>(), DispatchSemaphore(value: 0))
        log.append([record("first")]) { _ in
            entered.give(())
            gate.wait()
        }
        try entered.wait()
        let done = DispatchGroup()
        for _ in 0..<LogLimits.pendingAppendCountMax {
            done.enter()
            log.append([record("x")]) { _ in done.leave() }
        }
        #expect(try LogError.code { try log.appended(record("one too many")) } == .overloaded)
        gate.signal()
        #expect(done.wait(timeout: .now() + patience) == .success)
        #expect(try log.endOffset(of: .commands, partition: 0) == Int64(LogLimits.pendingAppendCountMax) + 1)
    }
}
