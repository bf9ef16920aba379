internal import Synchronization

/// What is made of commands that nobody decided in time, and of the replies that show that somebody decides.
final class Patience: Sendable {
    private let watch = Mutex(SilenceWatch())
    private let events: RequestsEvents
    private let clock: @Sendable () -> Int64

    init(events: RequestsEvents, clock: @escaping @Sendable () -> Int64) {
        self.events = events
        self.clock = clock
    }

    /// Told under the lock, so that the later word is the one that stays.
    func expired(_ waiters: [Waiter]) {
        let (now, time) = (ContinuousClock.now, clock())
        events.expired(
            waiters.map { waiter in
                ExpiredRequest(
                    start: waiter.requester.start, keptIn: waiter.keptIn, isLeft: waiter.requester.isLeft)
            })
        if events.isLogFailing() { return }
        watch.withLock { watch in
            var silence: Silence?
            for waiter in waiters where waiter.keptIn != nil {
                silence = watch.expired(arrived: waiter.requester.start, at: now, time) ?? silence
            }
            if let silence { events.unanswered(silence) }
        }
    }

    func replied() {
        let now = ContinuousClock.now
        watch.withLock { watch in
            guard let silence = watch.reply(at: now) else { return }
            events.answeredAgain(silence, clock())
        }
    }
}
