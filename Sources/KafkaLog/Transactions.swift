internal import CRdKafka
internal import Log

/// How a transaction ended that was not committed.
enum TransactionFailure: Error {
    case aborted(LogError)
    /// The group no longer counts the member in; aborted.
    case fenced(LogError)
    /// Nobody knows; the next `ready` settles it.
    case unknown(LogError)
}

/// A transactional producer, made anew whenever librdkafka or the cluster gives it up: a new one with the same name
/// settles what the old one left open. Owned by one thread, which also serves its reports.
final class Transactions {
    private let properties: [String: String]
    private let layout: Layout
    private let reports = Reports()
    private var client: Client?

    init(_ configuration: KafkaConfiguration, _ layout: Layout, id: String) throws(LogError) {
        properties = try configuration.properties(of: Role.transactions(id: id), name: "waybill-\(id)")
        self.layout = layout
    }

    private var servers: String { properties["bootstrap.servers"] ?? "" }

    /// After this no transaction of this name is open, whoever began it.
    @discardableResult
    func ready() throws(LogError) -> Client {
        if let client { return client }
        let fresh = try unsafe Client(RD_KAFKA_PRODUCER, properties, context: reports) { conf in
            unsafe rd_kafka_conf_set_dr_msg_cb(conf, Reports.delivered)
        }
        try fresh.prepare(layout, layout.policies.map(\.topic))
        let deadline = Deadline(milliseconds: KafkaLogLimits.settleTimeout)
        while true {
            let step = Int32(KafkaLogLimits.questionTimeout)
            guard let fault = unsafe KafkaFault(taking: rd_kafka_init_transactions(fresh.handle, step)) else { break }
            if !fault.isRetriable || deadline.isPassed { throw fault.error("beginning transactions", on: servers) }
        }
        try fresh.prime()
        client = fresh
        return fresh
    }

    /// One transaction: these records, and what `offsets` adds to it. `records` have been validated.
    func commit(
        _ records: [NewRecord], offsets: (Client) -> KafkaFault? = { _ in nil }
    ) throws(TransactionFailure) -> [Int64] {
        let client: Client
        do throws(LogError) {
            client = try ready()
        } catch {
            throw .unknown(error)
        }
        do throws(KafkaFault) {
            if let fault = unsafe KafkaFault(taking: rd_kafka_begin_transaction(client.handle)) { throw fault }
            try produce(records, client)
            try retried { offsets(client) }
        } catch {
            throw abort(client, error)
        }
        do throws(KafkaFault) {
            // Flushes first, which serves the reports; may be called again after its time.
            try retried {
                unsafe KafkaFault(
                    taking: rd_kafka_commit_transaction(
                        client.handle, Int32(KafkaLogLimits.questionTimeout)))
            }
        } catch {
            if error.requiresAbort { throw abort(client, error) }
            giveUp()
            throw .unknown(error.error("the outcome of a transaction is not known", on: servers))
        }
        return reports.offsets
    }

    /// Forgets the producer; the next one settles what it left.
    func giveUp() { client = nil }

    private func produce(_ records: [NewRecord], _ client: Client) throws(KafkaFault) {
        reports.begin(count: records.count)
        let deadline = Deadline(milliseconds: KafkaLogLimits.deliveryTimeout)
        for (index, record) in records.enumerated() {
            while true {
                // No address but the record's place, plus 1 since 0 would be nil.
                let code = unsafe client.produce(record, tag: UnsafeMutableRawPointer(bitPattern: index + 1))
                guard code == RD_KAFKA_RESP_ERR__QUEUE_FULL, !deadline.isPassed else {
                    if let fault = KafkaFault.of(code) { throw client.fault(fault.code) }
                    break
                }
                _ = unsafe rd_kafka_poll(client.handle, deadline.step)
            }
        }
    }

    /// Calls again, as the manual says, what may be called again.
    private func retried(_ call: () -> KafkaFault?) throws(KafkaFault) {
        let deadline = Deadline(milliseconds: KafkaLogLimits.settleTimeout)
        while let fault = call() {
            guard fault.isRetriable, !fault.requiresAbort, !fault.isFatal, !deadline.isPassed else { throw fault }
        }
    }

    private func abort(_ client: Client, _ cause: KafkaFault) -> TransactionFailure {
        let error = (reports.fault ?? cause).error("a transaction was aborted", on: servers)
        do throws(KafkaFault) {
            if cause.isFatal { throw cause }
            try retried {
                unsafe KafkaFault(
                    taking: rd_kafka_abort_transaction(client.handle, Int32(KafkaLogLimits.questionTimeout)))
            }
        } catch {
            // What is open under our name is aborted when a new producer takes the name.
            giveUp()
            return .unknown(error.error("a transaction could not be aborted", on: servers))
        }
        return cause.isFencedByGroup ? .fenced(error) : .aborted(error)
    }
}

/// The offsets of a transaction's records, as their delivery reports tell them, on the thread that commits.
private final class Reports {
    private(set) var offsets: [Int64] = []
    private(set) var fault: KafkaFault?

    func begin(count: Int) {
        offsets = Array(repeating: -1, count: count)
        fault = nil
    }

    static let delivered:
        @convention(c) (OpaquePointer?, UnsafePointer<rd_kafka_message_t>?, UnsafeMutableRawPointer?) -> Void = {
            _, message, context in
            guard let context = unsafe context, let message = unsafe message?.pointee else { return }
            // The client retains its context.
            let reports = unsafe Unmanaged<Reports>.fromOpaque(context).takeUnretainedValue()
            if let fault = KafkaFault.of(unsafe message.err) {
                if reports.fault == nil { reports.fault = fault }
                return
            }
            let index = Int(bitPattern: unsafe message._private) - 1
            if reports.offsets.indices.contains(index) { reports.offsets[index] = unsafe message.offset }
        }
}
