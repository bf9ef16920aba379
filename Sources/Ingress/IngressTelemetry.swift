internal import Log
package import Telemetry
internal import Waybill

/// What an operator sees of the ingress. No event's content ever comes here.
package struct IngressTelemetry: Sendable {
    private let registry: Registry
    private let logger: Logger
    private let pushes: Family<Counter>
    private let results: Family<Counter>
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
        refused = registry.counters(
            "waybill_pushes_refused_total", "Requests answered without a command, by reason.", labels: ["reason"])
        latency = registry.histogram("waybill_push_seconds", "From a push's arrival to its answer.")
        expiredCount = registry.counter("waybill_pushes_expired_total", "Pushes answered 503 at their deadline.")
        disconnectedCount = registry.counter(
            "waybill_pushes_disconnected_total", "Pushes whose client went away before the answer.")
        droppedReplies = registry.counter("waybill_replies_dropped_total", "Replies to us that could not be read.")
    }

    func observeWaiters(_ count: @escaping @Sendable () -> Int) {
        registry.observedGauge("waybill_waiters", "Pushes that wait for their result.") { Double(count()) }
    }

    func arrived(event: String, format: String) { pushes[event, format].increment() }

    func answered(_ result: Result, after elapsed: Duration) {
        results[String(result.code.rawValue)].increment()
        latency.observe(elapsed)
        logger.debug(.pushAnswered, [.code: .count(result.code.rawValue), .elapsed: .duration(elapsed)])
    }

    func refused(_ reason: String) {
        refused[reason].increment()
        logger.debug(.pushRefused, [.cause: .text(reason)])
    }

    func expired() {
        expiredCount.increment()
        logger.warning(.pushExpired)
    }

    func disconnected() { disconnectedCount.increment() }

    func dropped(_ count: Int) {
        droppedReplies.increment(by: UInt64(count))
        logger.warning(.repliesDropped, [.count: .count(count)])
    }

    func failed(_ error: LogError) { logger.error(.repliesFailed, [.message: .text(error.message)]) }

    func notAppended(_ error: LogError) {
        refused[error.code.rawValue].increment()
        logger.warning(.pushOverloaded, [.cause: .text(error.code.rawValue), .message: .text(error.message)])
    }
}
