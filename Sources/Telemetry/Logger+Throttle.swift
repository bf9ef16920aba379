internal import Dispatch
internal import Synchronization
internal import Time

extension Logger {
    /// Holds back lines that repeat, for all copies of one logger, and writes their summaries: when they are due, when
    /// what was wrong has ended, and at the end of the process. A timer runs only while something is held.
    final class Throttle: Sendable {
        /// Calls the second at that time, on a thread of its own.
        typealias Timer = @Sendable (ContinuousClock.Instant, @escaping @Sendable () -> Void) -> Void
        /// Writes one line with these fields behind its own.
        typealias Line = @Sendable (Logger.Fields) -> Void

        private struct State {
            var summaries = LogSummaries<Line>()
            var isTimed = false
        }

        private let state = Mutex(State())
        private let now: @Sendable () -> ContinuousClock.Instant
        private let timer: Timer

        init(
            now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
            timer: @escaping Timer = Logger.Throttle.dispatch
        ) {
            self.now = now
            self.timer = timer
        }

        /// Writes the line now, or keeps it for a summary.
        func write(_ event: Logger.Event, kind: String, count: Int, every interval: Duration, _ line: @escaping Line) {
            let kind = LogSummaries<Line>.Kind(event: event, name: kind)
            let (isFirst, due) = state.withLock { state in
                let isFirst = state.summaries.admits(kind, count: count, every: interval, at: now()) { line }
                return (isFirst, Self.startTimer(&state))
            }
            if isFirst { line([:]) }
            if let due { wait(until: due) }
        }

        /// Writes what is held of an event, or of all: nothing follows, or what follows is a first again.
        func end(_ event: Logger.Event?) { Self.write(state.withLock { $0.summaries.end(event, at: now()) }) }

        private func wait(until due: ContinuousClock.Instant) {
            timer(due) { [self] in
                let (summaries, next) = state.withLock { state in
                    let summaries = state.summaries.take(at: now())
                    state.isTimed = false
                    return (summaries, Self.startTimer(&state))
                }
                Self.write(summaries)
                if let next { wait(until: next) }
            }
        }

        /// When to look again; nil where somebody looks already, or nothing is held.
        private static func startTimer(_ state: inout State) -> ContinuousClock.Instant? {
            guard !state.isTimed, let due = state.summaries.due else { return nil }
            state.isTimed = true
            return due
        }

        private static func write(_ summaries: [LogSummaries<Line>.Summary]) {
            for summary in summaries {
                // A person reads it: tenths of a second are enough.
                let tenths = (summary.elapsed / .milliseconds(100)).rounded(.up)
                summary.line([.more: .count(summary.count), .within: .duration(.milliseconds(Int64(tenths) * 100))])
            }
        }

        private static let dispatch: Timer = { due, body in
            DispatchQueue.global().asyncAfter(due - .now, execute: body)
        }
    }
}
