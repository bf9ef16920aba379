internal import CRdKafka
internal import Foundation

/// What librdkafka calls about one client, from the threads that poll it. Each role adds its own by a subclass.
// Unchecked: a subclass says who writes what it adds.
class Callbacks: @unchecked Sendable {
    let connectionErrors = ConnectionErrors()
    let cluster: Cluster?

    init(_ cluster: Cluster?) {
        self.cluster = cluster
    }

    /// One of the client's connections failed, or the client as a whole.
    func failed(_ fault: KafkaFault) {
        connectionErrors.note(fault)
        if fault.isOfConnection { cluster?.reachability.doubt() }
    }

    func received(_ statistics: ClientStatistics) {
        cluster?.events.statistics(statistics)
    }

    /// Sets what all clients have.
    @unsafe final func attach(_ conf: OpaquePointer) {
        // The client retains us for as long as it may call.
        unsafe rd_kafka_conf_set_opaque(conf, Unmanaged.passUnretained(self).toOpaque())
        unsafe rd_kafka_conf_set_log_cb(conf, nil)
        unsafe rd_kafka_conf_set_error_cb(conf) { _, code, reason, context in
            guard let context = unsafe context else { return }
            let text = unsafe reason.map { unsafe String(cString: $0) }
            let fault = KafkaFault(rd_kafka_resp_err_t(rawValue: code), text)
            unsafe Unmanaged<Callbacks>.fromOpaque(context).takeUnretainedValue().failed(fault)
        }
        unsafe rd_kafka_conf_set_stats_cb(conf) { _, text, count, context in
            guard let context = unsafe context, let text = unsafe text else { return 0 }
            // librdkafka frees the text after this; we copy it.
            let statistics = ClientStatistics(text: unsafe Data(bytes: text, count: count))
            unsafe Unmanaged<Callbacks>.fromOpaque(context).takeUnretainedValue().received(statistics)
            return 0
        }
    }
}
