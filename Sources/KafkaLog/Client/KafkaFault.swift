internal import CRdKafka
internal import Log

/// One of librdkafka's errors, copied, and what its manual says to do about it.
struct KafkaFault: Error {
    let code: rd_kafka_resp_err_t
    let text: String
    var isFatal = false
    var isRetriable = false
    var requiresAbort = false

    init(_ code: rd_kafka_resp_err_t, _ text: String? = nil) {
        self.code = code
        // The name is librdkafka's own constant.
        let name = unsafe rd_kafka_err2str(code).map { unsafe String(cString: $0) } ?? "error \(code.rawValue)"
        self.text = text ?? name
        isFatal = code == RD_KAFKA_RESP_ERR__FATAL || code == RD_KAFKA_RESP_ERR__FENCED
    }

    /// Takes the error that a call returned; nil where it returned none. The caller frees such an error: done here.
    init?(taking error: OpaquePointer?) {
        guard let error = unsafe error else { return nil }
        defer { unsafe rd_kafka_error_destroy(error) }
        let text = unsafe rd_kafka_error_string(error).map { unsafe String(cString: $0) }
        self.init(unsafe rd_kafka_error_code(error), text)
        isFatal = unsafe rd_kafka_error_is_fatal(error) != 0
        isRetriable = unsafe rd_kafka_error_is_retriable(error) != 0
        requiresAbort = unsafe rd_kafka_error_txn_requires_abort(error) != 0
    }

    /// Nil where the code says that all is well.
    static func of(_ code: rd_kafka_resp_err_t) -> KafkaFault? {
        code == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : KafkaFault(code)
    }

    /// The group no longer counts this member in.
    var isFencedByGroup: Bool {
        [
            RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID,
            RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID,
        ].contains(code)
    }

    /// The broker, or librdkafka before it, takes no such record: the same one will be refused again.
    var isOfRecord: Bool {
        [
            RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE,
            RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP, RD_KAFKA_RESP_ERR_INVALID_RECORD, RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE,
        ].contains(code)
    }

    /// Another producer took our transaction's name, or its coordinator gave our transaction up.
    var isFencedByProducer: Bool {
        [
            RD_KAFKA_RESP_ERR__FENCED, RD_KAFKA_RESP_ERR_PRODUCER_FENCED, RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH,
            RD_KAFKA_RESP_ERR_INVALID_PRODUCER_ID_MAPPING,
        ].contains(code)
    }

    /// The same; a broken connection whose text tells that TLS did not take the other side is TLS's error: librdkafka
    /// gives it the one code or the other, as it happens to notice.
    var named: KafkaFault {
        let marks = ["certificate", "unknown ca", "wrong version number", "handshake failure"]
        guard code == RD_KAFKA_RESP_ERR__TRANSPORT, marks.contains(where: text.contains) else { return self }
        return KafkaFault(RD_KAFKA_RESP_ERR__SSL, text)
    }

    /// The cluster, or TLS on the way to it, refuses us for what we are.
    var isRefusal: Bool {
        [
            RD_KAFKA_RESP_ERR__AUTHENTICATION, RD_KAFKA_RESP_ERR__SSL, RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED,
            RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM, RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED,
        ].contains(code)
    }

    /// A cluster that is gone would explain it.
    var isOfConnection: Bool {
        isRefusal
            || [
                RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__RESOLVE, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN,
                RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__MSG_TIMED_OUT,
            ].contains(code)
    }

    /// A record was taken back before its time.
    var isPurge: Bool { code == RD_KAFKA_RESP_ERR__PURGE_QUEUE || code == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT }

    /// Nobody answered; the client's connections know why.
    var isSilence: Bool {
        [
            RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, RD_KAFKA_RESP_ERR__TIMED_OUT,
            RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE, RD_KAFKA_RESP_ERR__WAIT_COORD, RD_KAFKA_RESP_ERR__MSG_TIMED_OUT,
        ].contains(code)
    }

    /// For an operator: what was tried, on which cluster, how it ended, what to do.
    func error(_ attempt: String, on servers: String) -> LogError {
        let (code, advice) = reading
        return LogError(code, "\(attempt) on Kafka at \(servers): \(text); \(Self.strangerAdvice(text) ?? advice)")
    }

    /// Where it seems that who listens does not speak Kafka: it did not answer the first question, which librdkafka's
    /// text names.
    static func strangerAdvice(_ text: String) -> String? {
        guard text.contains("ApiVersion") else { return nil }
        return "see that a Kafka broker listens on that port, and that security.protocol is that listener's"
    }

    private var reading: (LogError.Code, advice: String) {
        switch code {
        case RD_KAFKA_RESP_ERR__AUTHENTICATION, RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED,
            RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM:
            (.invalid, "check the mechanism (sasl.mechanism), the user and its secret")
        case RD_KAFKA_RESP_ERR__SSL:
            (.invalid, "check security.protocol, ssl.ca.location, and that the broker's certificate names its host")
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED,
            RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
            (.invalid, "give the user the right (ACL) for it: waybill topics access lists them")
        case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
            (.invalid, "make the topic (waybill topics apply)")
        case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION: (.invalid, "see the topic's partitions (waybill topics check)")
        case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
            (.invalid, "set the topic's max.message.bytes as it was made (waybill topics check, apply)")
        case RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID:
            (.conflict, "another process has this instance's name; stop one")
        case RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID:
            (.unavailable, "this member has to join again")
        case RD_KAFKA_RESP_ERR__PURGE_QUEUE: (.unavailable, "the log was closed before it was sent")
        case RD_KAFKA_RESP_ERR__PURGE_INFLIGHT: (.unavailable, "the log was closed before it was acknowledged")
        case RD_KAFKA_RESP_ERR__FENCED: (.conflict, "another producer took this transaction's name")
        case RD_KAFKA_RESP_ERR__QUEUE_FULL: (.overloaded, "try again later")
        case RD_KAFKA_RESP_ERR__RESOLVE:
            (
                .unavailable,
                "correct the name in --kafka, or see that this machine's DNS answers; it is asked again and again"
            )
        case RD_KAFKA_RESP_ERR__MSG_TIMED_OUT:
            (.unavailable, "no broker acknowledged it in time; see that the partition's leader runs and can be reached")
        default: (.unavailable, "see that it runs and can be reached")
        }
    }
}

extension LogError {
    static let closed = LogError(.closed, "the log is closed")
}
