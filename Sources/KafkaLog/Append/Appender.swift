internal import CRdKafka
internal import Dispatch
internal import Log
internal import Synchronization

/// Appends by an idempotent producer whose delivery reports complete them.
final class Appender: ProducerOwner {
    /// One append under way; librdkafka carries it as the record's tag, retained.
    private final class Ticket: Sendable {
        let completion: @Sendable (Result<[Int64], LogError>) -> Void
        init(_ completion: @escaping @Sendable (Result<[Int64], LogError>) -> Void) { self.completion = completion }
    }

    private struct State {
        var pendingCount = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    private let producer: Producer
    private let layout: Layout
    private let cluster: Cluster
    /// What was taken and is not answered.
    private let unanswered = DispatchGroup()

    init(_ configuration: KafkaConfiguration, _ layout: Layout, _ cluster: Cluster) throws(LogError) {
        let properties = try configuration.properties(
            of: ClientProperties.appender, name: "waybill-appender", hasStatistics: true)
        (self.layout, self.cluster) = (layout, cluster)
        producer = try Producer(properties, layout, layout.policies.map(\.topic), cluster)
        producer.start("kafka-append", reportingTo: self)
    }

    /// `record` is an entry of `bytes`, and has been validated.
    func append(
        _ record: NewRecords.Entry, of bytes: [UInt8],
        completion: @escaping @Sendable (Result<[Int64], LogError>) -> Void
    ) {
        let refusal = state.withLock { state -> LogError? in
            if state.isClosed { return .closed }
            guard state.pendingCount < LogLimits.pendingAppendCountMax else { return .tooManyAppends }
            state.pendingCount += 1
            return nil
        }
        if let refusal { return completion(.failure(refusal)) }
        unanswered.enter()
        let client = producer.client
        let ticket = unsafe Unmanaged.passRetained(Ticket(completion))
        // Given back by the delivery report, or here where there will be none.
        let code = unsafe client.produce(record, of: bytes, tag: ticket.toOpaque())
        if let fault = KafkaFault.of(code) {
            unsafe ticket.release()
            if fault.isFatal { producer.breakDown() }
            let error = client.error(client.fault(code), "appending to \(layout.name(record.topic))")
            finish { completion(.failure(error)) }
        }
    }

    /// Waits until what was appended before has been answered; false where that takes longer than any delivery may.
    func waitForAnswers() -> Bool {
        unanswered.wait(timeout: .now() + .milliseconds(KafkaLogLimits.deliveryTimeout * 2)) == .success
    }

    /// Answers what waits, or refuses it when its time is over; then ends. Not on the appender's own thread.
    func close(until deadline: Deadline) {
        let wasClosed = state.withLock { state in
            defer { state.isClosed = true }
            return state.isClosed
        }
        guard !wasClosed else { return }
        // A cluster that is gone answers nothing: what waits for it is refused now.
        let time = cluster.reachability.refusal == nil ? deadline.left - KafkaLogLimits.stepTimeout : 0
        if unanswered.wait(timeout: .now() + .milliseconds(max(0, time))) == .timedOut {
            producer.purge()
            _ = unanswered.wait(timeout: .now() + .milliseconds(KafkaLogLimits.stepTimeout))
        }
        producer.stop(until: deadline)
    }

    func reported(_ tag: UInt, _ result: Result<Int64, KafkaFault>) {
        guard let address = unsafe UnsafeRawPointer(bitPattern: tag) else { return }
        // Balances passRetained of `append`; each record has one report.
        let ticket = unsafe Unmanaged<Ticket>.fromOpaque(address).takeRetainedValue()
        let fault: KafkaFault
        switch result {
        case .success(let offset): return finish { ticket.completion(.success([offset])) }
        case .failure(let cause): fault = cause
        }
        let error = producer.client.error(fault, "an append was not acknowledged")
        // What the connection met is nothing that the record's appender did wrong.
        finish { ticket.completion(.failure(fault.isSilence ? LogError(.unavailable, error.message) : error)) }
    }

    /// A completion may append: its own place is free before.
    private func finish(_ completion: () -> Void) {
        state.withLock { $0.pendingCount -= 1 }
        completion()
        unanswered.leave()
    }
}

extension Client {
    /// Hands a record to librdkafka, which copies it. The tag comes back with its report unless this is an error.
    @unsafe func produce(
        _ entry: NewRecords.Entry, of bytes: [UInt8], tag: UnsafeMutableRawPointer?
    ) -> rd_kafka_resp_err_t {
        guard let topic = unsafe topic(entry.topic) else { return RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC }
        // The array stays in place for the call, and an entry lies within it.
        return unsafe bytes.withUnsafeBufferPointer { bytes in
            let key = bytes.extracting(entry.key)
            let value = bytes.extracting(entry.value)
            let headers = bytes.extracting(entry.headers)
            return unsafe waybill_kafka_produce(
                handle, topic, entry.partition, entry.timestamp, entry.hasKey ? 1 : 0, key.baseAddress, key.count,
                entry.hasValue ? 1 : 0, value.baseAddress, value.count,
                waybill_kafka_headers(headers.baseAddress, headers.count), tag)
        }
    }
}

extension LogError {
    static let tooManyAppends = LogError(
        .overloaded, "\(LogLimits.pendingAppendCountMax) appends wait already; try again later")
}
