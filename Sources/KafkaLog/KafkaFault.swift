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

    /// For an operator: what was tried, on which cluster, how it ended, what to do.
    func error(_ attempt: String, on servers: String) -> LogError {
        let (code, advice) = Self.reading[self.code.rawValue] ?? (.unavailable, "see that it runs and can be reached")
        return LogError(code, "\(attempt) on Kafka at \(servers): \(text); \(advice)")
    }

    private static let reading: [Int32: (LogError.Code, String)] = {
        let access = "give the user the right (ACL) for it"
        let rows: [(rd_kafka_resp_err_t, LogError.Code, String)] = [
            (RD_KAFKA_RESP_ERR__AUTHENTICATION, .unavailable, "check the mechanism, the user and its secret"),
            (RD_KAFKA_RESP_ERR__SSL, .unavailable, "check ssl.ca.location and the broker's certificate"),
            (RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, .invalid, access),
            (RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, .invalid, access),
            (RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED, .invalid, access),
            (RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED, .invalid, access),
            (RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, .invalid, "make the topic (waybill topics apply)"),
            (RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, .invalid, "make the topic (waybill topics apply)"),
            (RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION, .invalid, "see the topic's partitions (waybill topics check)"),
            (RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, .invalid, "raise the topic's max.message.bytes"),
            (RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID, .conflict, "another process has this instance's name; stop one"),
            (RD_KAFKA_RESP_ERR__FENCED, .conflict, "another producer took this transaction's name"),
            (RD_KAFKA_RESP_ERR__QUEUE_FULL, .overloaded, "try again later"),
            (
                RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, .unavailable,
                "no broker acknowledged it in time; see that the partition's leader runs and can be reached"
            ),
        ]
        return Dictionary(uniqueKeysWithValues: rows.map { ($0.0.rawValue, ($0.1, $0.2)) })
    }()
}

extension LogError {
    static let closed = LogError(.closed, "the log is closed")
}
