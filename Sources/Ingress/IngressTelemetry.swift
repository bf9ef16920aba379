internal import Log
internal import Requests
package import Telemetry
internal import Waybill
internal import WeChat

/// What an operator sees of the ingress. No event's content ever comes here.
package struct IngressTelemetry: Sendable {
    private let registry: Registry
    private let logger: Logger
    private let pushes: Family<Counter>
    private let results: Family<Counter>
    private let repaired: Family<Counter>
    private let refused: Family<Counter>
    private let latency: Histogram
    private let expiredCount: Counter
    private let disconnectedCount: Counter
    private let droppedReplies: Counter

    package init(_ registry: Registry, _ logger: Logger) {
        self.registry = registry
        self.logger = logger
        pushes = registry.counters(
            "waybill_pushes_total", "Pushes with a right signature, by event and format.", labels: ["event", "format"])
        results = registry.counters("waybill_push_results_total", "Pushes answered, by ResultCode.", labels: ["code"])
        repaired = registry.counters(
            "waybill_pushes_repaired_total", "Pushes read with characters replaced that no parser takes, by kind.",
            labels: ["kind"])
        refused = registry.counters(
            "waybill_pushes_refused_total", "Requests answered without a command, by reason and app.",
            labels: ["reason", "app"], limit: Self.refusalSeriesCountMax)
        latency = registry.histogram("waybill_push_seconds", "From a push's arrival to its answer.")
        expiredCount = registry.counter("waybill_pushes_expired_total", "Pushes answered 503 at their deadline.")
        disconnectedCount = registry.counter(
            "waybill_pushes_disconnected_total", "Pushes whose client went away before the answer.")
        droppedReplies = registry.counter("waybill_replies_dropped_total", "Replies to us that could not be read.")
    }

    func observeWaiters(_ count: @escaping @Sendable () -> Int) {
        registry.observedGauge("waybill_waiters", "Pushes whose result is awaited.") { Double(count()) }
    }

    func arrived(event: String, format: String) { pushes[event, format].increment() }

    /// A push with something odd in it that means nothing; kinds are those of `RepairKinds`.
    func repaired(_ kinds: [String], _ app: App) {
        for kind in kinds { repaired[kind].increment() }
        logger.summarize(
            .info, .pushRepaired, kind: "\(app.name) \(kinds)", every: TelemetryLimits.dailyInterval,
            [.cause: .text(kinds.joined(separator: ",")), .app: .text(app.name)])
    }

    func answered(_ verdict: Verdict, after elapsed: Duration) {
        results[String(verdict.pushCode)].increment()
        latency.observe(elapsed)
        logger.debug(.pushAnswered, [.code: .count(verdict.pushCode), .elapsed: .duration(elapsed)])
    }

    // MARK: - What was not taken

    /// Apps are those of the configuration; a path that is none of theirs has no label of its own.
    private static let refusalSeriesCountMax = 1_024
    private static let noApp = "none"

    /// A request that is not one of WeChat's, or of a WeChat that is set up otherwise. A stranger can send any number:
    /// each kind is told once a minute. A path that is no app's is not told: somebody may have entered a secret.
    func refused(_ refusal: PushRefusal, of app: App?) {
        let name = app?.name ?? Self.noApp
        refused[refusal.reason, name].increment()
        logger.summarize(
            refusal.isWarned ? .warning : .info, .pushRefused, kind: "\(name) \(refusal.kind)",
            every: TelemetryLimits.dailyInterval,
            [
                .cause: .text(refusal.reason), .status: .count(refusal.status), .app: .text(name),
                .message: .text(refusal.message),
            ])
    }

    /// A body that is no event, which goes on as a dead letter.
    func unreadable(_ fault: String, _ app: App) {
        logger.summarize(
            .info, .pushRefused, kind: "\(app.name) unreadable", every: TelemetryLimits.dailyInterval,
            [.cause: "unreadable", .app: .text(app.name), .message: .text(fault)])
    }

    func refused(_ reason: String, _ app: App) {
        refused[reason, app.name].increment()
        logger.summarize(
            .info, .pushRefused, kind: "\(app.name) \(reason)", [.cause: .text(reason), .app: .text(app.name)])
    }

    func overloaded(_ reason: String, _ message: String, _ app: App) { warned(.pushOverloaded, reason, message, app) }

    func notAppended(_ error: LogError, _ app: App) {
        warned(error.code == .overloaded ? .pushOverloaded : .pushRefused, error.code.rawValue, error.message, app)
    }

    private func warned(_ event: Logger.Event, _ reason: String, _ message: String, _ app: App) {
        refused[reason, app.name].increment()
        logger.summarize(.warning, event, kind: reason, [.cause: .text(reason), .message: .text(message)])
    }

    // MARK: - What was not answered

    /// Whom they waited for: the log to keep them, or a processor to decide them. Whose client has gone is counted
    /// already.
    func expired(_ requests: [ExpiredRequest], at now: ContinuousClock.Instant = .now) {
        let waiters = requests.filter { !$0.isLeft }
        expiredCount.increment(by: UInt64(waiters.count))
        let lanes = waiters.compactMap(\.keptIn)
        tellExpired("log", waiters.filter { $0.keptIn == nil }, [], now)
        tellExpired("processor", waiters.filter { $0.keptIn != nil }, Set(lanes).sorted(), now)
    }

    private func tellExpired(
        _ awaited: String, _ waiters: [ExpiredRequest], _ partitions: [Int32], _ now: ContinuousClock.Instant
    ) {
        guard let first = waiters.map(\.start).min() else { return }
        let fields: Logger.Fields = [.cause: .text(awaited), .elapsed: .duration(now - first)]
        logger.summarize(
            .warning, .pushExpired, kind: awaited, count: waiters.count,
            partitions.isEmpty ? fields : fields.followed(by: [.partitions: .list(partitions)]))
    }

    func unanswered(_ silence: Silence) {
        logger.summarize(.warning, .repliesAwaited, [.message: .text(silence.message)])
    }

    /// `time` is in milliseconds since 1970.
    func answeredAgain(_ silence: Silence, at time: Int64) {
        logger.endSummaries(of: .repliesAwaited)
        logger.endSummaries(of: .pushExpired)
        logger.info(
            .repliesResumed,
            [.elapsed: .duration(.milliseconds(time - silence.since)), .count: .count(silence.count)])
    }

    func disconnected() { disconnectedCount.increment() }

    func dropped(_ count: Int) {
        droppedReplies.increment(by: UInt64(count))
        logger.summarize(.warning, .repliesDropped, count: count, [.count: .count(count)])
    }

    func failed(_ error: LogError) { logger.error(.repliesFailed, [.message: .text(error.message)]) }
}
