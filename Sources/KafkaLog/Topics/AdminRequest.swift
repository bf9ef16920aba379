internal import CRdKafka
internal import Log

/// One request to the cluster's administration, and its answer.
struct AdminRequest {
    let client: Client
    let operation: rd_kafka_admin_op_t
    /// What is tried, for the message of an error: "making topics".
    let attempt: String
    /// The cluster only checks what it is asked to do.
    var validatesOnly = false
    /// Who is asked; nil is the controller, or the broker that the question is about.
    var broker: Int32?

    /// librdkafka's function for a kind of request.
    typealias Send = (
        _ client: OpaquePointer?, _ handles: UnsafeMutablePointer<OpaquePointer?>?, _ count: Int,
        _ options: OpaquePointer?, _ queue: OpaquePointer?
    ) -> Void
    /// Its function for the rows of an answer, or of a row.
    typealias Rows = (
        _ answer: OpaquePointer?, _ count: UnsafeMutablePointer<Int>?
    ) -> UnsafeMutablePointer<OpaquePointer?>?

    /// Sends the request about these and blocks for its answer, at most `KafkaLogLimits.questionTimeout`; none is sent
    /// where there is nothing to ask about. Each item has a handle of librdkafka's, or none and is left out. The rows
    /// that `read` is given live as long as its call.
    @unsafe func answer<Item, Answer>(
        about items: [Item], handle: (Item) throws(LogError) -> OpaquePointer?, destroy: (OpaquePointer?) -> Void,
        send: Send, result: (_ event: OpaquePointer?) -> OpaquePointer?, rows: Rows,
        read: (_ rows: [OpaquePointer]) -> Answer
    ) throws(LogError) -> Answer {
        var handles: [OpaquePointer?] = unsafe []
        // Ours; librdkafka copies what it needs of them.
        defer { for index in unsafe handles.indices { unsafe destroy(handles[index]) } }
        for item in items {
            if let made = unsafe try handle(item) { unsafe handles.append(made) }
        }
        guard unsafe !handles.isEmpty else { return unsafe read([]) }
        let options = unsafe rd_kafka_AdminOptions_new(client.handle, operation)
        let queue = unsafe rd_kafka_queue_new(client.handle)
        // Both are ours; librdkafka copies the options.
        defer {
            unsafe rd_kafka_AdminOptions_destroy(options)
            unsafe rd_kafka_queue_destroy(queue)
        }
        unsafe set(options)
        // The array stays in place for the call.
        unsafe send(client.handle, &handles, handles.count, options, queue)
        // The request's own timeout makes an event in any case.
        guard let event = unsafe rd_kafka_queue_poll(queue, -1) else {
            throw client.error(KafkaFault(RD_KAFKA_RESP_ERR__TIMED_OUT), attempt)
        }
        defer { unsafe rd_kafka_event_destroy(event) }
        if let fault = unsafe KafkaFault.of(
            rd_kafka_event_error(event), text: rd_kafka_event_error_string(event))
        {
            throw client.error(fault, attempt)
        }
        return unsafe read(Self.rows(of: result(event), rows))
    }

    /// None where there is no answer.
    @unsafe static func rows(of answer: OpaquePointer?, _ find: Rows) -> [OpaquePointer] {
        var count = 0
        guard let answer = unsafe answer, let rows = unsafe find(answer, &count) else { return unsafe [] }
        return unsafe (0..<count).compactMap { unsafe rows[$0] }
    }

    /// What went wrong, by the rows' names.
    @unsafe static func faults(
        _ rows: [OpaquePointer], name: (OpaquePointer?) -> UnsafePointer<CChar>?,
        code: (OpaquePointer?) -> rd_kafka_resp_err_t, text: (OpaquePointer?) -> UnsafePointer<CChar>?
    ) -> [String: KafkaFault] {
        var faults: [String: KafkaFault] = [:]
        for index in unsafe rows.indices {
            let row = unsafe rows[index]
            guard let name = unsafe name(row) else { continue }
            faults[unsafe String(cString: name)] = unsafe KafkaFault.of(code(row), text: text(row))
        }
        return faults
    }

    /// An option that the operation does not know is refused by its code, and is not needed.
    @unsafe private func set(_ options: OpaquePointer?) {
        var text = [CChar](repeating: 0, count: KafkaLogLimits.faultByteCountMax)
        let timeout = Int32(KafkaLogLimits.questionTimeout)
        _ = unsafe rd_kafka_AdminOptions_set_request_timeout(options, timeout, &text, text.count)
        let changesTopics = [RD_KAFKA_ADMIN_OP_CREATETOPICS, RD_KAFKA_ADMIN_OP_CREATEPARTITIONS].contains(operation)
        if changesTopics {
            _ = unsafe rd_kafka_AdminOptions_set_operation_timeout(options, timeout, &text, text.count)
        }
        if validatesOnly { _ = unsafe rd_kafka_AdminOptions_set_validate_only(options, 1, &text, text.count) }
        if let broker { _ = unsafe rd_kafka_AdminOptions_set_broker(options, broker, &text, text.count) }
    }
}

extension KafkaFault {
    /// Nil where the code says that all is well; with the broker's words, where it sent some.
    @unsafe static func of(_ code: rd_kafka_resp_err_t, text: UnsafePointer<CChar>?) -> KafkaFault? {
        code == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : unsafe KafkaFault(code, text.map { unsafe String(cString: $0) })
    }

    /// For an operator, of one topic: what of it was wanted, "describe".
    func error(_ wish: String, topic name: String, on servers: String) -> LogError {
        guard isMissingRight else { return error("to \(wish) topic \(name)", on: servers) }
        return LogError(
            .invalid,
            "topic \(name) on Kafka at \(servers): this user may not \(wish) it; give it the rights of its role "
                + "(waybill topics access)")
    }

    /// The user may not do it.
    var isMissingRight: Bool {
        [
            RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED,
            RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED,
        ].contains(code)
    }
}
