internal import Synchronization

/// What is made of pushes that nobody decided in time, and of the replies that show that somebody decides.
final class Patience: Sendable {
    private let watch = Mutex(SilenceWatch())
    private let telemetry: IngressTelemetry
    private let events: IngressEvents
    private let clock: @Sendable () -> Int64

    init(telemetry: IngressTelemetry, events: IngressEvents, clock: @escaping @Sendable () -> Int64) {
        self.telemetry = telemetry
        self.events = events
        self.clock = clock
    }

    /// Told under the lock, so that the later word is the one that stays.
    func expired(_ waiters: [Waiter]) {
        let (now, time) = (ContinuousClock.now, clock())
        telemetry.expired(waiters, at: now)
        if events.isLogFailing() { return }
        watch.withLock { watch in
            var silence: Silence?
            for waiter in waiters where waiter.keptIn != nil {
                silence = watch.expired(arrived: waiter.start, at: now, time) ?? silence
            }
            guard let silence else { return }
            events.unanswered(silence)
            telemetry.unanswered(silence)
        }
    }

    func replied() {
        let now = ContinuousClock.now
        watch.withLock { watch in
            guard let silence = watch.reply(at: now) else { return }
            telemetry.answeredAgain(silence, at: clock())
            events.unanswered(nil)
        }
    }
}
