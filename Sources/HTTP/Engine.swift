import Synchronization
internal import Threads

/// What the callbacks, the connections and the watcher of one server share. Touched from every thread.
final class Engine: Sendable {
    let configuration: HTTPConfiguration
    /// Its timeouts in the unit of the hot path: milliseconds.
    let receive: UInt64
    let send: UInt64
    /// From an answer until the next request must be whole.
    let rest: UInt64
    let handler: HTTPServer.Handler
    let bodies: BodyMemory
    let counters: Counters
    let watcher: Watcher
    /// Answers close their connections from now on, and who waits for it is told of the end of the last open request.
    let isDraining = Atomic(false)
    /// Nobody waits any more: new requests, and those that would wait, are answered 503.
    let isGivingUp = Atomic(false)
    private let drained = Monitor(())

    init(configuration: HTTPConfiguration, watcher: Watcher, handler: @escaping HTTPServer.Handler) {
        self.configuration = configuration
        receive = UInt64(configuration.receiveTimeout.boundedMilliseconds)
        send = UInt64(configuration.sendTimeout.boundedMilliseconds)
        rest = receive + UInt64(configuration.idleTimeout.boundedMilliseconds)
        self.handler = handler
        bodies = BodyMemory(byteCountMax: configuration.bodyMemoryByteCountMax)
        counters = Counters(refused: configuration.refused)
        self.watcher = watcher
    }

    /// Sequentially consistent, like `awaitDrained`'s store and load: either this sees the wish or that sees zero.
    func requestEnded() {
        let left = counters.openRequests.wrappingSubtract(1, ordering: .sequentiallyConsistent).newValue
        if left == 0, isDraining.load(ordering: .sequentiallyConsistent) { drained.change { _ in } }
    }

    /// Waits until no request is open, at most until `end`. Needs `isDraining`.
    func awaitDrained(until end: ContinuousClock.Instant) {
        _ = drained.wait(atMost: end - .now) { _ in
            counters.openRequests.load(ordering: .sequentiallyConsistent) == 0 ? () : nil
        }
    }
}
