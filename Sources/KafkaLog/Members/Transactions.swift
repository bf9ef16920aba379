internal import CRdKafka
internal import Foundation
internal import Log

/// How a transaction ended that was not committed.
enum TransactionFailure: Error {
    case aborted(LogError)
    /// Aborted, since a broker takes no such record.
    case refused(LogError)
    /// The group no longer counts the member in; aborted.
    case fenced(LogError)
    /// Our name is another producer's, or the coordinator ended the transaction for us; whichever, it has ended.
    case superseded(LogError)
    /// Nobody knows; the next `producer` settles it.
    case unknown(LogError)
}

/// A transactional producer, made anew whenever librdkafka or the cluster gives it up: a new one with the same name
/// settles what the old one left open. Owned by one thread, which also serves its reports.
///
/// Taking the name again also ends whoever has it now. Of a static member that may be its successor, started under the
/// same name while we were stopped: a zombie must not fence it. So after a transaction that was superseded, or whose
/// outcome nobody told, such a name `mayBelongToAnother`, and is taken again only when the group has said that it is
/// still ours (`isStillMember`, asked under a name that nobody else has; or a new assignment). Should the successor
/// come in the very moment after that, we fence its producer once, it asks in its turn, and the group, which counts
/// only one of us in, decides. Nothing is written wrongly in any case: each transaction carries the member's
/// generation, by which the group refuses its offsets, and it is aborted.
final class Transactions {
    private let properties: [String: String]
    private let layout: Layout
    private let cluster: Cluster
    /// Whether another process can have the same name.
    private let isShared: Bool
    private let reports: DeliveryReports
    private var client: Client?
    private(set) var mayBelongToAnother = false

    init(
        _ configuration: KafkaConfiguration, _ layout: Layout, _ cluster: Cluster, id: String, isShared: Bool = false,
        hasStatistics: Bool = false
    ) throws(LogError) {
        properties = try configuration.properties(
            of: ClientProperties.transactions(id: id), name: "waybill-\(id)", hasStatistics: hasStatistics)
        (self.layout, self.cluster, self.isShared) = (layout, cluster, isShared)
        reports = DeliveryReports(cluster)
    }

    /// After this no transaction of this name is open, whoever began it.
    @discardableResult
    func producer() throws(LogError) -> Client {
        if let client { return client }
        let fresh = try make(properties)
        client = fresh
        return fresh
    }

    /// A producer whose name is taken, and which knows the topics.
    private func make(_ properties: [String: String]) throws(LogError) -> Client {
        let fresh = try unsafe Client(RD_KAFKA_PRODUCER, properties, callbacks: reports) { conf in
            unsafe rd_kafka_conf_set_dr_msg_cb(conf, DeliveryReports.delivered)
        }
        try fresh.prepare(layout, layout.policies.map(\.topic))
        let deadline = Deadline(milliseconds: KafkaLogLimits.settleTimeout)
        var patience: Deadline?
        // May be called again after its time.
        while let fault = unsafe KafkaFault(taking: rd_kafka_init_transactions(fresh.handle, deadline.step)) {
            fresh.serve()
            if patience == nil, fresh.connectionErrors.last?.isRefusal == true {
                patience = Deadline(milliseconds: KafkaLogLimits.refusalTimeout)
            }
            if cluster.isClosing { throw .closed }
            if !fault.isRetriable || deadline.isPassed || patience?.isPassed == true {
                throw fresh.error(fault, "beginning transactions")
            }
        }
        try fresh.connect()
        return fresh
    }

    /// Whether the group still counts the member in whose membership `offsets` sends; under a name of its own, and with
    /// nothing left behind. What was open under our own name may be open still.
    func isStillMember(offsets: (Client) -> KafkaFault?) throws(LogError) -> Bool {
        var properties = properties
        properties["transactional.id"] = "\(properties["transactional.id"] ?? "")-\(UUID().uuidString)"
        let asking = try make(properties)
        do throws(KafkaFault) {
            if let fault = unsafe KafkaFault(taking: rd_kafka_begin_transaction(asking.handle)) { throw fault }
            try retried { offsets(asking) }
        } catch {
            if error.isFencedByGroup { return false }
            throw asking.error(error, "asking the group for this member")
        }
        // Should it fail, the coordinator aborts it after its time; nobody waits for it.
        _ = unsafe KafkaFault(
            taking: rd_kafka_abort_transaction(asking.handle, Int32(KafkaLogLimits.questionTimeout)))
        mayBelongToAnother = false
        return true
    }

    /// The group has given us partitions: the name is ours.
    func nameConfirmed() { mayBelongToAnother = false }

    /// Runs callbacks that wait, where nothing is committed.
    func serve() { client?.serve() }

    /// One transaction: these records, and what `offsets` adds to it. `records` have been validated.
    func commit(
        _ records: NewRecords, offsets: (Client) -> KafkaFault? = { _ in nil }
    ) throws(TransactionFailure) -> [Int64] {
        let client: Client
        do throws(LogError) {
            client = try producer()
        } catch {
            // Nothing was begun, but what an earlier one left may be open still.
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
            let fault = client.fault(of: error)
            discardProducer()
            mayBelongToAnother = isShared
            let error = client.error(fault, "the outcome of a transaction is not known")
            throw fault.isFencedByProducer ? .superseded(error) : .unknown(error)
        }
        return reports.offsets
    }

    /// Forgets the producer; the next one settles what it left.
    func discardProducer() { client = nil }

    /// The first record of each partition comes before all others: librdkafka asks the coordinator to add partitions to
    /// the transaction as it meets them, all those of one millisecond at once, and each such question costs it a
    /// millisecond of turning in circles (2.0.2).
    private func produce(_ records: NewRecords, _ client: Client) throws(KafkaFault) {
        reports.begin(count: records.count)
        let deadline = Deadline(milliseconds: KafkaLogLimits.deliveryTimeout)
        let heads = records.entries.heads
        for index in heads { try produce(records, index, client, deadline) }
        var next = 0
        for index in records.entries.indices {
            if next < heads.count, heads[next] == index {
                next += 1
            } else {
                try produce(records, index, client, deadline)
            }
        }
    }

    private func produce(
        _ records: NewRecords, _ index: Int, _ client: Client, _ deadline: Deadline
    ) throws(KafkaFault) {
        while true {
            let code = unsafe client.produce(records.entries[index], of: records.bytes, tag: reports.tag(of: index))
            guard code == RD_KAFKA_RESP_ERR__QUEUE_FULL, !deadline.isPassed else {
                if let fault = KafkaFault.of(code) { throw client.fault(fault.code) }
                return
            }
            _ = unsafe rd_kafka_poll(client.handle, deadline.step)
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
        do throws(KafkaFault) {
            if cause.isFatal { throw cause }
            try retried {
                unsafe KafkaFault(
                    taking: rd_kafka_abort_transaction(client.handle, Int32(KafkaLogLimits.questionTimeout)))
            }
        } catch {
            // What is open under our name is aborted when a new producer takes the name.
            let fault = client.fault(of: error)
            discardProducer()
            mayBelongToAnother = isShared
            let error = client.error(fault, "a transaction could not be aborted")
            if cause.isFencedByGroup { return .fenced(error) }
            return fault.isFencedByProducer ? .superseded(error) : .unknown(error)
        }
        // The abort has served the reports, of which the first that failed says more than what followed from it.
        let fault = reports.fault ?? cause
        let error = client.error(fault, "a transaction was aborted")
        if cause.isFencedByGroup { return .fenced(error) }
        return fault.isOfRecord ? .refused(error) : .aborted(error)
    }
}

extension [NewRecords.Entry] {
    /// Where the first record of each partition of a topic is, in order. Partitions have been checked to be small.
    fileprivate var heads: [Int] {
        let width = Int(lazy.map(\.partition).max() ?? 0) + 1
        var isMet = [Bool](repeating: false, count: width * Topic.allCases.count)
        return indices.filter { index in
            let seat = self[index].topic.index * width + Int(self[index].partition)
            defer { isMet[seat] = true }
            return !isMet[seat]
        }
    }
}

/// The offsets of a transaction's records, as their delivery reports tell them, on the thread that commits.
// Unchecked: only that thread calls it.
private final class DeliveryReports: Callbacks, @unchecked Sendable {
    private(set) var offsets: [Int64] = []
    private(set) var fault: KafkaFault?

    /// Of this transaction: reports of an aborted one may come late.
    private var number: UInt32 = 0

    func begin(count: Int) {
        number &+= 1
        offsets = Array(repeating: -1, count: count)
        fault = nil
    }

    /// No address but the transaction's number and the record's place, plus 1 since 0 would be nil.
    @unsafe func tag(of index: Int) -> UnsafeMutableRawPointer? {
        unsafe UnsafeMutableRawPointer(bitPattern: UInt(number) << 32 | UInt(truncatingIfNeeded: index &+ 1))
    }

    static let delivered:
        @convention(c) (OpaquePointer?, UnsafePointer<rd_kafka_message_t>?, UnsafeMutableRawPointer?) -> Void = {
            _, message, context in
            guard let context = unsafe context, let message = unsafe message?.pointee else { return }
            // The client retains its callbacks.
            let reports = unsafe Unmanaged<DeliveryReports>.fromOpaque(context).takeUnretainedValue()
            let tag = UInt(bitPattern: unsafe message._private)
            guard UInt32(truncatingIfNeeded: tag >> 32) == reports.number else { return }
            if let fault = KafkaFault.of(unsafe message.err) {
                // What an abort takes back says less than the abort's cause.
                if reports.fault == nil, !fault.isPurge { reports.fault = fault }
                return
            }
            let index = Int(tag & 0xffff_ffff) - 1
            if reports.offsets.indices.contains(index) { reports.offsets[index] = unsafe message.offset }
        }
}
