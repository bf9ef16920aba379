import Synchronization
import Testing

@testable import Telemetry

/// Lines that repeat are told by few, and none of them is lost.
@Suite struct SummaryTests {
    /// A clock that stands until it is moved, and calls what is due as it passes.
    private final class Clock: Sendable {
        private struct State {
            var now = ContinuousClock.now
            var alarms: [(due: ContinuousClock.Instant, body: @Sendable () -> Void)] = []
        }

        private let state = Mutex(State())

        var now: ContinuousClock.Instant { state.withLock { $0.now } }
        var alarmCount: Int { state.withLock { $0.alarms.count } }

        func add(_ due: ContinuousClock.Instant, _ body: @escaping @Sendable () -> Void) {
            state.withLock { $0.alarms.append((due, body)) }
        }

        func advance(_ seconds: Double) {
            let end = now + .seconds(seconds)
            while let body = state.withLock({ state -> (@Sendable () -> Void)? in
                let index = state.alarms.indices.min { state.alarms[$0].due < state.alarms[$1].due }
                guard let index, state.alarms[index].due <= end else { return nil }
                state.now = max(state.now, state.alarms[index].due)
                return state.alarms.remove(at: index).body
            }) {
                body()
            }
            state.withLock { $0.now = end }
        }
    }

    private let lines = Lines()
    private let clock = Clock()
    private let log: Logger

    init() {
        let clock = clock
        log = Logger(
            level: .info, format: .logfmt, sink: lines.sink, now: { 0 },
            // Weakly: the clock holds what it is to call, and that holds the throttle.
            throttle: Logger.Throttle(
                now: { [weak clock] in clock?.now ?? .now }, timer: { [weak clock] in clock?.add($0, $1) }))
    }

    /// What was written, without time, level and event.
    private var written: [String] {
        lines.all.map { $0.split(separator: " ").dropFirst(3).joined(separator: " ").filter { $0 != "\n" } }
    }

    private func refuse(_ number: Int, _ kind: String = "disk") {
        log.summarize(.warning, .pushRefused, kind: kind, [.cause: .text(kind), .count: .count(number)])
    }

    @Test func `the first is written at once, and what follows is told when the time has come`() {
        for number in 1...5_000 { refuse(number) }
        #expect(written == ["cause=disk count=1"])
        clock.advance(9)
        #expect(written.count == 1)
        clock.advance(1)
        #expect(written == ["cause=disk count=1", "cause=disk count=5000 more=4999 within=10.0s"])
    }

    @Test func `a summary begins another interval, and a quiet one ends it`() {
        refuse(1)
        refuse(2)
        clock.advance(10)
        refuse(3)
        #expect(written.count == 2)
        clock.advance(10)
        #expect(written.last == "cause=disk count=3 more=1 within=10.0s")
        clock.advance(10)
        #expect(written.count == 3)
        refuse(4)
        #expect(written.last == "cause=disk count=4")
    }

    @Test func `a timer runs only while something is held`() {
        refuse(1)
        #expect(clock.alarmCount == 0)
        refuse(2)
        refuse(3)
        #expect(clock.alarmCount == 1)
        clock.advance(10)
        #expect(clock.alarmCount == 0)
        clock.advance(100)
        #expect(written.count == 2)
    }

    @Test func `the end of what was wrong tells the rest, and what comes next is a first again`() {
        refuse(1)
        refuse(2)
        clock.advance(4)
        log.endSummaries(of: .pushExpired)
        #expect(written.count == 1)
        log.endSummaries(of: .pushRefused)
        #expect(written.last == "cause=disk count=2 more=1 within=4.0s")
        refuse(3)
        #expect(written.last == "cause=disk count=3")
        clock.advance(100)
        #expect(written.count == 3)
    }

    @Test func `the end of the process loses nothing`() {
        refuse(1, "a")
        refuse(2, "a")
        log.summarize(.warning, .pushExpired)
        log.summarize(.warning, .pushExpired, count: 7)
        log.endSummaries()
        #expect(written.suffix(2).sorted() == ["cause=a count=2 more=1 within=0.0s", "more=7 within=0.0s"])
    }

    @Test func `kinds are told apart, but only so many`() {
        for number in 1...1_000 { refuse(number, "\(number)") }
        #expect(written.count == TelemetryLimits.summaryKindCountMax)
        log.summarize(.warning, .pushExpired)
        #expect(written.count == TelemetryLimits.summaryKindCountMax + 1)
        log.endSummaries(of: .pushRefused)
        let rest = 1_000 - TelemetryLimits.summaryKindCountMax
        #expect(written.last == "cause=1000 count=1000 more=\(rest) within=0.0s")
    }

    @Test func `what is below the level is neither written nor counted`() {
        let silent = Logger(level: .error, sink: lines.sink)
        for _ in 0..<10 { silent.summarize(.warning, .pushRefused) }
        silent.endSummaries()
        #expect(lines.all.isEmpty)
    }
}
