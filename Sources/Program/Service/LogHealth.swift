internal import Log
internal import Synchronization
internal import Telemetry

/// Whether the log can be written, as those found out who tried. From the first failure to the next success `/ready`
/// says why it cannot, pushes that it refuses are counted, and the line at the end says how long it took.
final class LogHealth: Sendable {
    private struct State {
        var failing: (since: ContinuousClock.Instant, last: ContinuousClock.Instant)?
        var refusedCount = 0
        var isLooking = false
    }

    private static let part = "log"

    private let state = Mutex(State())
    /// Read before the lock is taken: each append that succeeds asks.
    private let isFailing = Atomic(false)
    private let readiness: Readiness
    private let logger: Logger

    init(_ readiness: Readiness, _ logger: Logger) {
        self.readiness = readiness
        self.logger = logger
    }

    var isLogFailing: Bool { isFailing.load(ordering: .acquiring) }

    /// The log was reached, or not, for the first time; waiting for it is no failure yet.
    func awaits(_ reason: String) { readiness.set(Self.part, reason) }

    /// `reason` is in the words of the disk or the cluster.
    func failed(_ reason: String) {
        state.withLock { state in
            let now = ContinuousClock.now
            state.failing = (since: state.failing?.since ?? now, last: now)
            isFailing.store(true, ordering: .releasing)
            readiness.set(Self.part, reason)
        }
        logger.summarize(.warning, .logAwaited, [.message: .text(reason)])
    }

    /// A push could not be kept.
    func refused() {
        guard isFailing.load(ordering: .acquiring) else { return }
        state.withLock { $0.refusedCount += 1 }
    }

    /// Something was written. On a full disk a little fits now and then: that is no recovery.
    func succeeded() { recover(after: ServiceLimits.recoveryCalm) }

    /// The engine itself has found out, and says it once: a cluster answers, however short it did not.
    func recovered() { recover(after: .zero) }

    private func recover(after calm: Duration) {
        guard isFailing.load(ordering: .acquiring) else { return }
        state.withLock { state in
            let now = ContinuousClock.now
            guard let failing = state.failing, now - failing.last >= calm else { return }
            isFailing.store(false, ordering: .releasing)
            // What was held back is told before the end.
            for event in [Logger.Event.logAwaited, .pushRefused] { logger.endSummaries(of: event) }
            logger.info(
                .logRecovered, [.elapsed: .duration(now - failing.since), .refused: .count(state.refusedCount)])
            state = State(isLooking: state.isLooking)
            readiness.clear(Self.part)
        }
    }

    /// Called again and again. A log that failed is written to then: while pushes go elsewhere nothing else would find
    /// out that it can be. `/ready` tells how that went.
    func look(at open: OpenLog) {
        if let fault = open.fault() { return failed(fault.message) }
        guard isFailing.load(ordering: .acquiring), let probe = open.probe else { return }
        let isFirst = state.withLock { state in
            defer { state.isLooking = true }
            return !state.isLooking
        }
        guard isFirst else { return }
        probe { [self] error in
            state.withLock { $0.isLooking = false }
            if let error { failed(error.message) } else { succeeded() }
        }
    }
}
