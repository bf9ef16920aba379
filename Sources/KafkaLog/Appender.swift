internal import CRdKafka
internal import Dispatch
internal import Log
internal import Synchronization
internal import Threads

/// Appends by an idempotent producer whose delivery reports complete them, on a thread that blocks until there are any.
/// A producer that failed for good is replaced by a new one; what waited in it is refused.
final class Appender: Sendable {
    /// One append under way; librdkafka carries it as the record's tag, retained.
    fileprivate final class Ticket: Sendable {
        let completion: @Sendable (Result<[Int64], LogError>) -> Void
        init(_ completion: @escaping @Sendable (Result<[Int64], LogError>) -> Void) { self.completion = completion }
    }

    private struct State {
        var client: Client
        var pendingCount = 0
        var isClosed = false
    }

    private let state: Mutex<State>
    private let properties: [String: String]
    private let layout: Layout
    private let cluster: Cluster
    fileprivate let isBroken = Atomic(false)
    private let isStopping = Atomic(false)
    /// What was taken and is not answered.
    private let unanswered = DispatchGroup()
    private let thread = Mutex<EngineThread?>(nil)

    init(_ configuration: KafkaConfiguration, _ layout: Layout, _ cluster: Cluster) throws(LogError) {
        properties = try configuration.properties(of: Role.appender, name: "waybill-appender", hasStatistics: true)
        (self.layout, self.cluster) = (layout, cluster)
        let callbacks = AppenderCallbacks(cluster)
        state = Mutex(State(client: try Self.client(properties, layout, callbacks)))
        callbacks.appender = self
        let thread = EngineThread("kafka-append") { [self] in run() }
        self.thread.withLock { $0 = thread }
    }

    /// `record` is a place of `bytes`, and has been validated.
    func append(
        _ record: NewRecords.Place, of bytes: [UInt8],
        completion: @escaping @Sendable (Result<[Int64], LogError>) -> Void
    ) {
        let entry = state.withLock { state -> Result<Client, LogError> in
            if state.isClosed { return .failure(.closed) }
            guard state.pendingCount < LogLimits.pendingAppendCountMax else { return .failure(.tooManyAppends) }
            state.pendingCount += 1
            return .success(state.client)
        }
        switch entry {
        case .failure(let error): completion(.failure(error))
        case .success(let client):
            unanswered.enter()
            let ticket = unsafe Unmanaged.passRetained(Ticket(completion))
            // Given back by the delivery report, or here where there will be none.
            let code = unsafe client.produce(record, of: bytes, tag: ticket.toOpaque())
            if let fault = KafkaFault.of(code) {
                unsafe ticket.release()
                if fault.isFatal { breakDown() }
                let error = client.error(client.fault(code), "appending to \(layout.name(record.topic))")
                finish { completion(.failure(error)) }
            }
        }
    }

    /// Waits until what was appended before has been answered; false where that takes longer than any delivery may.
    func waitForAnswers() -> Bool {
        unanswered.wait(timeout: .now() + .milliseconds(KafkaLogLimits.deliveryTimeout * 2)) == .success
    }

    /// Answers what waits, or refuses it when its time is over; then ends. Not on the appender's own thread.
    func close(until deadline: Deadline) {
        let client = state.withLock { state -> Client? in
            if state.isClosed { return nil }
            state.isClosed = true
            return state.client
        }
        guard let client else { return }
        // A cluster that is gone answers nothing: what waits for it is refused now.
        let time = cluster.reachability.refusal == nil ? deadline.left - KafkaLogLimits.stepTimeout : 0
        if unanswered.wait(timeout: .now() + .milliseconds(max(0, time))) == .timedOut {
            purge(client)
            _ = unanswered.wait(timeout: .now() + .milliseconds(KafkaLogLimits.stepTimeout))
        }
        isStopping.store(true, ordering: .releasing)
        interrupt()
        thread.withLock { $0 }?.join(atMost: .milliseconds(max(deadline.left, KafkaLogLimits.stepTimeout)))
    }

    fileprivate func delivered(_ ticket: Ticket, _ result: Result<Int64, KafkaFault>) {
        let fault: KafkaFault
        switch result {
        case .success(let offset): return finish { ticket.completion(.success([offset])) }
        case .failure(let cause): fault = cause
        }
        let error = state.withLock { $0.client }.error(fault, "an append was not acknowledged")
        // What the connection met is nothing that the record's appender did wrong.
        finish { ticket.completion(.failure(fault.isSilence ? LogError(.unavailable, error.message) : error)) }
    }

    /// A completion may append: its own place is free before.
    private func finish(_ completion: () -> Void) {
        state.withLock { $0.pendingCount -= 1 }
        completion()
        unanswered.leave()
    }

    fileprivate func breakDown() {
        isBroken.store(true, ordering: .releasing)
        interrupt()
    }

    private func interrupt() {
        let client = state.withLock { $0.client }
        // The queue is counted by librdkafka; a yield that finds nobody waiting is kept for the next.
        let queue = unsafe rd_kafka_queue_get_main(client.handle)
        unsafe rd_kafka_queue_yield(queue)
        unsafe rd_kafka_queue_destroy(queue)
    }

    private func run() {
        while !isStopping.load(ordering: .acquiring) {
            let client = state.withLock { $0.client }
            _ = unsafe rd_kafka_poll(client.handle, -1)
            if isBroken.exchange(false, ordering: .acquiringAndReleasing) { replace(client) }
        }
    }

    /// A fatal error ends a producer: what waits in it is refused, and another takes its place.
    private func replace(_ broken: Client) {
        let callbacks = AppenderCallbacks(cluster)
        callbacks.appender = self
        // It was made from the same settings before; should it fail now, the broken one goes on refusing.
        if let fresh = try? Self.client(properties, layout, callbacks) { state.withLock { $0.client = fresh } }
        purge(broken)
        _ = unsafe rd_kafka_flush(broken.handle, Int32(KafkaLogLimits.stepTimeout))
    }

    /// What waits in it gets reports that refuse it.
    private func purge(_ client: Client) {
        _ = unsafe rd_kafka_purge(client.handle, Int32(RD_KAFKA_PURGE_F_QUEUE) | Int32(RD_KAFKA_PURGE_F_INFLIGHT))
    }

    private static func client(
        _ properties: [String: String], _ layout: Layout, _ callbacks: AppenderCallbacks
    ) throws(LogError) -> Client {
        let client = try unsafe Client(RD_KAFKA_PRODUCER, properties, callbacks: callbacks) { conf in
            unsafe rd_kafka_conf_set_dr_msg_cb(conf, AppenderCallbacks.delivered)
        }
        try client.prepare(layout, layout.policies.map(\.topic))
        return client
    }
}

/// From `rd_kafka_poll` and so on the appender's thread.
// Unchecked: `appender` is written once, before the first record.
private final class AppenderCallbacks: Callbacks, @unchecked Sendable {
    weak var appender: Appender?

    override func failed(_ fault: KafkaFault) {
        super.failed(fault)
        if fault.code == RD_KAFKA_RESP_ERR__FATAL { appender?.breakDown() }
    }

    @unsafe static func of(_ context: UnsafeMutableRawPointer?) -> AppenderCallbacks? {
        // The client retains its callbacks.
        guard let context = unsafe context else { return nil }
        return unsafe Unmanaged<AppenderCallbacks>.fromOpaque(context).takeUnretainedValue()
    }

    static let delivered:
        @convention(c) (OpaquePointer?, UnsafePointer<rd_kafka_message_t>?, UnsafeMutableRawPointer?) -> Void = {
            _, message, context in
            guard let message = unsafe message?.pointee, let tag = unsafe message._private else { return }
            // Balances passRetained of `append`; each record has one report.
            let ticket = unsafe Unmanaged<Appender.Ticket>.fromOpaque(tag).takeRetainedValue()
            let callbacks = unsafe of(context)
            guard let fault = KafkaFault.of(unsafe message.err) else {
                callbacks?.appender?.delivered(ticket, .success(unsafe message.offset))
                return
            }
            if fault.isFatal { callbacks?.appender?.breakDown() }
            if fault.isOfConnection { callbacks?.cluster?.reachability.doubt() }
            callbacks?.appender?.delivered(ticket, .failure(fault))
        }
}

extension Client {
    /// Hands a record to librdkafka, which copies it. The tag comes back with its report unless this is an error.
    @unsafe func produce(
        _ place: NewRecords.Place, of bytes: [UInt8], tag: UnsafeMutableRawPointer?
    ) -> rd_kafka_resp_err_t {
        guard let topic = unsafe topic(place.topic) else { return RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC }
        // The array stays in place for the call, and a place lies within it.
        return unsafe bytes.withUnsafeBufferPointer { bytes in
            let key = bytes.extracting(place.start..<place.keyEnd)
            let value = bytes.extracting(place.keyEnd..<place.valueEnd)
            let headers = bytes.extracting(place.valueEnd..<place.end)
            return unsafe waybill_kafka_produce(
                handle, topic, place.partition, place.timestamp, place.hasKey ? 1 : 0, key.baseAddress, key.count,
                place.hasValue ? 1 : 0, value.baseAddress, value.count,
                waybill_kafka_headers(headers.baseAddress, headers.count), tag)
        }
    }
}

extension LogError {
    static let tooManyAppends = LogError(
        .overloaded, "\(LogLimits.pendingAppendCountMax) appends wait already; try again later")
}
