import HTTPClient
import Testing

@testable import PushClient

/// Which attempt comes next, and when, without a network and by a clock of the test's own.
@Suite struct ScheduleTests {
    private func schedule(_ count: Int, _ change: (inout PushPlan) -> Void = { _ in }) -> PushSchedule {
        var plan = PushPlan(url: "", pushToken: "", source: .generated(EventProfile()))
        plan.count = count
        plan.concurrency = 2
        plan.repeatCount = 1
        change(&plan)
        return PushSchedule(plan)
    }

    /// A step in words: the push and its attempt, or what is waited for.
    private func step(_ schedule: inout PushSchedule, at now: Duration) -> (String, Attempt?) {
        switch schedule.next(at: now, book: AnswerBook()) {
        case .attempt(let attempt): ("push \(attempt.push.index) attempt \(attempt.number)", attempt)
        case .wait(let moment): ("wait until \(moment)", nil)
        case .rest: ("rest", nil)
        case .end: ("end", nil)
        }
    }

    private static let failed = HTTPOutcome.answered(status: 503, body: [])
    private static let answered = HTTPOutcome.answered(status: 200, body: [])

    /// Two places: every push fails and is repeated after the pause, in which the others go on.
    @Test func repeatsComeInTheirOrderAndHoldNoPlaceBefore() throws {
        var schedule = schedule(3) { $0.repeatPause = .seconds(1) }
        var log: [String] = []
        func next(_ milliseconds: Int) -> Attempt? {
            let (text, attempt) = step(&schedule, at: .milliseconds(milliseconds))
            log.append(text)
            return attempt
        }
        func isOver(_ attempt: Attempt?, _ outcome: HTTPOutcome, _ milliseconds: Int) throws -> Bool {
            schedule.ended(try #require(attempt), outcome, at: .milliseconds(milliseconds))
        }
        let (first, second) = (next(0), next(0))
        _ = next(0)
        var over = [try isOver(first, Self.failed, 10)]
        let third = next(10)
        over += [try isOver(second, .timedOut, 20)]
        _ = next(20)
        over += [try isOver(third, Self.answered, 30)]
        let firstAgain = next(1_010)
        _ = next(1_010)
        over += [try isOver(firstAgain, Self.failed, 1_011)]
        let secondAgain = next(1_020)
        _ = next(1_020)
        over += [try isOver(secondAgain, Self.answered, 1_021)]
        _ = next(1_021)
        #expect(over == [false, false, true, true, true])
        let expected = [
            "push 0 attempt 0", "push 1 attempt 0", "rest", "push 2 attempt 0",
            "wait until \(Duration.milliseconds(1_010))", "push 0 attempt 1",
            "wait until \(Duration.milliseconds(1_020))", "push 1 attempt 1", "rest", "end",
        ]
        #expect(log == expected)
    }

    @Test(arguments: [1, 2, 7], [false, true]) func noMoreThanThereArePlacesAreHeld(places: Int, keepsAnswers: Bool) {
        var schedule = schedule(200) {
            $0.concurrency = places
            $0.repeatPause = .milliseconds(3)
            $0.keepsAnswers = keepsAnswers
        }
        var underWay: [Attempt] = []
        var now = Duration.zero
        var over = 0
        while over < 200 {
            while let attempt = step(&schedule, at: now).1 { underWay.append(attempt) }
            #expect(underWay.count <= places && schedule.underWayCount == underWay.count)
            #expect(!keepsAnswers || schedule.openCount <= places)
            now += .milliseconds(1)
            guard !underWay.isEmpty else { continue }
            let attempt = underWay.removeFirst()
            if schedule.ended(attempt, attempt.push.index % 3 == 0 ? .timedOut : Self.answered, at: now) {
                over += 1
            }
        }
        let last = step(&schedule, at: now).0
        #expect(last == "end")
    }

    @Test func theOpenPushesAreBounded() {
        var schedule = schedule(2 * PushLimits.openCountMax) { $0.repeatPause = PushLimits.repeatPauseMax }
        while let attempt = step(&schedule, at: .zero).1 { _ = schedule.ended(attempt, .timedOut, at: .zero) }
        #expect(schedule.openCount == PushLimits.openCountMax)
        let last = step(&schedule, at: .zero).0
        #expect(last == "wait until \(PushLimits.repeatPauseMax)")
    }

    /// The moments do not move with what became of the pushes before.
    @Test func aRateIsKeptWhateverTheAnswersTake() throws {
        var schedule = schedule(4) { $0.rate = 100 }
        var log = [step(&schedule, at: .zero).0, step(&schedule, at: .zero).0]
        let second = step(&schedule, at: .milliseconds(25))
        let late = try #require(second.1)
        log += [second.0, step(&schedule, at: .milliseconds(25)).0]
        let isOver = schedule.ended(late, Self.answered, at: .milliseconds(25))
        #expect(isOver)
        log += [step(&schedule, at: .milliseconds(25)).0]
        let expected = [
            "push 0 attempt 0", "wait until \(Duration.milliseconds(10))", "push 1 attempt 0", "rest",
            "push 2 attempt 0",
        ]
        #expect(log == expected)
    }
}
