internal import HTTPClient

/// One attempt of a push: `number` 0 is the first, all others repeat it with the same body.
struct Attempt: Sendable {
    let push: EventFeed.Push
    let body: [UInt8]
    let number: Int
}

/// Which attempt comes next, and when. A value: it has neither thread, clock nor network. Times are from the run's
/// start.
///
/// An attempt under way holds one of `concurrency` places; a push that waits for its repeat holds none. Repeats whose
/// pause is over go first, in the order in which they failed, so that no push is begun that would only wait.
struct PushSchedule {
    enum Step {
        case attempt(Attempt)
        /// Nothing to do before this time, unless an attempt ends.
        case wait(until: Duration)
        /// Nothing to do before an attempt ends.
        case rest
        /// All pushes are over.
        case end
    }

    private let plan: PushPlan
    /// Pushes that are begun and not over: it bounds memory while a carrier is down and every push waits.
    private let openCountMax: Int
    private var feed: EventFeed
    /// The push whose moment has not come.
    private var held: EventFeed.Push?
    private var isExhausted = false
    private(set) var openCount = 0
    private(set) var underWayCount = 0
    /// In the order of their times: all pauses are equally long. Those before `repeatStart` are taken.
    private var repeats: [(due: Duration, attempt: Attempt)] = []
    private var repeatStart = 0

    init(_ plan: PushPlan) {
        self.plan = plan
        openCountMax = plan.keepsAnswers ? plan.concurrency : max(plan.concurrency, PushLimits.openCountMax)
        feed = EventFeed(plan)
    }

    /// What to do now. An attempt is under way from here until `ended`. The body of a cancel names the waybill id that
    /// the book has for its order.
    mutating func next(at now: Duration, book: AnswerBook) -> Step {
        if underWayCount < plan.concurrency {
            if let attempt = dueRepeat(at: now) {
                underWayCount += 1
                return .attempt(attempt)
            }
            if let push = nextPush() {
                let moment = Self.moment(of: push.index, rate: plan.rate) ?? .zero
                guard moment <= now else { return .wait(until: min(moment, firstDue ?? moment)) }
                held = nil
                openCount += 1
                underWayCount += 1
                return .attempt(Attempt(push: push, body: feed.body(of: push, book: book), number: 0))
            }
            if let firstDue { return .wait(until: firstDue) }
        }
        return openCount == 0 && isExhausted ? .end : .rest
    }

    /// An attempt has ended at that time. True when its push is over; else it is repeated.
    mutating func ended(_ attempt: Attempt, _ outcome: HTTPOutcome, at now: Duration) -> Bool {
        underWayCount -= 1
        guard !outcome.isFinal, attempt.number < plan.repeatCount else {
            openCount -= 1
            return true
        }
        let next = Attempt(push: attempt.push, body: attempt.body, number: attempt.number + 1)
        repeats.append((due: now + plan.repeatPause, attempt: next))
        return false
    }

    /// When a push is due, from the start: evenly spaced, whatever became of those before it. Nil: at once.
    static func moment(of index: Int, rate: Double) -> Duration? {
        rate > 0 ? .nanoseconds(Int64(Double(index) / rate * 1e9)) : nil
    }

    private var firstDue: Duration? { repeatStart < repeats.count ? repeats[repeatStart].due : nil }

    private mutating func dueRepeat(at now: Duration) -> Attempt? {
        guard let firstDue, firstDue <= now else { return nil }
        let attempt = repeats[repeatStart].attempt
        repeatStart += 1
        // The taken ones go when they are as many as the others: each is moved once.
        if repeatStart * 2 > repeats.count {
            repeats.removeFirst(repeatStart)
            repeatStart = 0
        }
        return attempt
    }

    /// The next push that may be begun; it stays until `held` is emptied.
    private mutating func nextPush() -> EventFeed.Push? {
        guard openCount < openCountMax, !isExhausted else { return nil }
        if held == nil {
            held = feed.next()
            isExhausted = held == nil
        }
        return held
    }
}
