internal import Log
internal import SingleRecords
internal import Synchronization
internal import Testing

extension LogPromise {
    static let groups: [LogPromise] = [
        LogPromise("the only member has all partitions") { fixture in
            let member = try fixture.open().member(of: "g", topic: .commands)
            #expect(try member.event() == .assigned([0, 1, 2, 3]))
            #expect(try LogError.code { _ = try member.position(of: 4) } == .invalid)
        },
        LogPromise("a second member gets its share once the first lets go") { fixture in
            let log = try fixture.open()
            let first = try log.member(of: "g", topic: .commands)
            #expect(try first.event() == .assigned([0, 1, 2, 3]))
            let second = try log.member(of: "g", topic: .commands)
            second.waker.wake()
            #expect(try second.event() == .woken)
            #expect(try revokes(first, [2, 3]))
            first.waker.wake()
            #expect(try first.event() == .woken)
            #expect(try second.event() == .assigned([2, 3]))
            #expect(try LogError.code { _ = try first.position(of: 2) } == .invalid)
        },
        LogPromise("what was decided before a revocation may be committed, and the next owner goes on after it") {
            fixture in
            let log = try fixture.open()
            let first = try log.member(of: "g", topic: .commands)
            #expect(try first.event() == .assigned([0, 1, 2, 3]))
            try log.appended((0..<4).map { record("\($0)", .commands, 3) })
            let input = try first.records(4)
            let second = try log.member(of: "g", topic: .commands)
            #expect(try revokes(first, [2, 3]))
            _ = try first.commit([record("done", .replies)], offsetsNext: [3: input[1].offset])
            first.waker.wake()
            #expect(try first.event() == .woken)
            #expect(try second.event() == .assigned([2, 3]))
            #expect(try second.position(of: 3) == input[1].offset)
            #expect(try second.records(3) == Array(input[1...]))
        },
        LogPromise("who lost a partition writes nothing for it, and is told") { fixture in
            let log = try fixture.open()
            try log.appended(record("a", .commands, 3))
            let first = try log.member(of: "g", topic: .commands)
            let input = try first.records(1)[0]
            let second = try log.member(of: "g", topic: .commands)
            #expect(try revokes(first, [2, 3]))
            first.waker.wake()
            #expect(try first.event() == .woken)
            #expect(try second.event() == .assigned([2, 3]))
            do throws(CommitFailure) {
                _ = try first.commit([record("late", .replies)], offsetsNext: [3: input.offset + 1])
                #expect(Bool(false), "a fenced member committed")
            } catch {
                guard case .fenced = error else { return #expect(Bool(false)) }
            }
            #expect(try first.event() == .lost([3]))
            #expect(try log.endOffset(of: .replies, partition: 0) == 0)
            #expect(try log.committedOffset(of: "g", topic: .commands, partition: 3) == nil)
            #expect(try second.records(1) == [input])
        },
        LogPromise("who leaves gives its partitions to the others") { fixture in
            let log = try fixture.open()
            let first = try log.member(of: "g", topic: .commands)
            #expect(try first.event() == .assigned([0, 1, 2, 3]))
            let second = try log.member(of: "g", topic: .commands)
            first.close()
            first.close()
            #expect(try first.event() == .closed)
            #expect(try second.event() == .assigned([0, 1, 2, 3]))
        },
        LogPromise("groups do not disturb each other") { fixture in
            let log = try fixture.open()
            try log.appended((0..<4).map { record("\($0)", .commands, $0) })
            for group in ["one", "other"] {
                let member = try log.member(of: group, topic: .commands)
                let input = try member.records(4)
                _ = try member.commit([], offsetsNext: [0: input[0].offset + 1])
            }
        },
        LogPromise("members that come and go process each record exactly once", checkExactlyOnce),
    ]

    /// Whether these are revoked. What stays may be revoked too and come again.
    private static func revokes(_ member: any GroupMember, _ partitions: [Int32]) throws -> Bool {
        guard case .revoked(let given) = try member.event() else { return false }
        return Set(given).isSuperset(of: partitions)
    }

    /// How far the commands are answered, and whom to wake once all are.
    private struct Progress {
        var answered = 0
        var wakers: [any Waker] = []
    }

    /// Each member answers each command in one transaction; members come and go after a few batches. In the end there
    /// is one answer to each command.
    @Sendable private static func checkExactlyOnce(_ fixture: any LogFixture) throws {
        let log = try fixture.open()
        let each = 250
        for partition: Int32 in 0..<4 {
            try log.appended((0..<each).map { record("\(partition)/\($0)", .commands, partition) })
        }
        let progress = Mutex(Progress())
        try inParallel(3) { number in
            while progress.withLock({ $0.answered }) < 4 * each {
                let member = try log.member(of: "g", topic: .commands)
                defer { member.close() }
                progress.withLock { $0.wakers.append(member.waker) }
                if progress.withLock({ $0.answered }) >= 4 * each { return }
                // Odd sizes, so that the members are never in step.
                for _ in 0..<5 + number {
                    guard let answered = try answer(member, 7 + 4 * number) else { break }
                    progress.withLock { progress in
                        progress.answered += answered
                        if progress.answered >= 4 * each { for waker in progress.wakers { waker.wake() } }
                    }
                }
            }
        }
        let answers = try log.reader(of: .deadLetters, from: [0: 0]).records(4 * each)
        #expect(Set(answers.compactMap(\.text)).count == 4 * each)
        let end = try log.endOffset(of: .deadLetters, partition: 0)
        let reader = try log.reader(of: .deadLetters, from: [0: (answers.last?.offset ?? 0) + 1])
        #expect(try reader.event() == .caughtUp(partition: 0, offsetNext: end))
    }

    /// Answers one batch, or as much as its division leaves to it; nil once it was woken.
    private static func answer(_ member: any GroupMember, _ size: Int) throws -> Int? {
        switch try member.event(size) {
        case .records(let input):
            var next: [Int32: Int64] = [:]
            for record in input { next[record.partition] = record.offset + 1 }
            _ = try member.commit(NewRecords(input.map { record($0.text, .deadLetters) }), offsetsNext: next)
            return input.count
        case .assigned, .revoked, .lost, .missing: return 0
        case .woken, .closed: return nil
        }
    }
}
