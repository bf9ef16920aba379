internal import Log
internal import SingleRecords
internal import Synchronization
internal import Testing

extension LogPromise {
    static let closing: [LogPromise] = [
        LogPromise("closing ends waiting readers and members") { fixture in
            let log = try fixture.open()
            let waiting = [Answer<Void>(), Answer<Void>()]
            try inParallel(3) { role in
                switch role {
                case 0:
                    let reader = try log.reader(of: .commands, from: [0: 0])
                    #expect(try reader.event() == .caughtUp(partition: 0, offsetNext: 0))
                    waiting[0].give(())
                    #expect(try reader.event() == .closed)
                    #expect(try reader.event() == .closed)
                case 1:
                    let member = try log.member(of: "g", topic: .commands)
                    #expect(try member.event() == .assigned([0, 1, 2, 3]))
                    waiting[1].give(())
                    #expect(try member.event() == .closed)
                    #expect(throws: CommitFailure.self) { try member.commit([record("a")], offsetsNext: [:]) }
                    member.close()
                default:
                    for answer in waiting { try answer.wait() }
                    log.close()
                }
            }
        },
        LogPromise("a closed log refuses everything, and closing it again does nothing") { fixture in
            let log = try fixture.open()
            log.close()
            log.close()
            #expect(try LogError.code { try log.appended(record("a")) } == .closed)
            #expect(try LogError.code { _ = try log.reader(of: .commands, from: [:]) } == .closed)
            #expect(try LogError.code { _ = try log.member(of: "g", topic: .commands) } == .closed)
            #expect(try LogError.code { _ = try log.endOffset(of: .commands, partition: 0) } == .closed)
            #expect(
                try LogError.code { _ = try log.committedOffset(of: "g", topic: .commands, partition: 0) } == .closed)
        },
        LogPromise("what was submitted before closing is answered before closing ends") { fixture in
            let log = try fixture.open()
            let (count, answers) = (2_000, CompletionCount())
            for index in 0..<count {
                log.append([record("\(index)")]) { answers.add($0) }
            }
            log.close()
            #expect(answers.succeeded == count)
            #expect(try fixture.open().reader(of: .commands, from: [0: 0]).records(count).count == count)
        },
        LogPromise("a group may be joined anew after its log was closed under it") { fixture in
            let log = try fixture.open()
            let member = try log.member(of: "g", topic: .commands)
            #expect(try member.event() == .assigned([0, 1, 2, 3]))
            log.close()
            let next = try fixture.open().member(of: "g", topic: .commands)
            #expect(try next.event() == .assigned([0, 1, 2, 3]))
            withExtendedLifetime(member) {}
        },
    ]
}

/// Counts the appends that were acknowledged.
private final class CompletionCount: Sendable {
    private let count = Mutex(0)

    func add(_ result: Result<[Int64], LogError>) {
        if case .success = result { count.withLock { $0 += 1 } }
    }

    var succeeded: Int { count.withLock { $0 } }
}
