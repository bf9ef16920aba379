internal import CRdKafka
internal import Log

/// One of librdkafka's handles, ours until the last reference goes. librdkafka lets any thread call it.
// Unchecked: the handle does not change, and what it points to has its own locks.
@safe
final class Client: @unchecked Sendable {
    let handle: OpaquePointer
    let servers: String
    /// The callbacks' own; it must outlive the handle.
    private let callbacks: Callbacks
    private let ending: String
    /// By their indexes in the catalogue.
    private var topics: [OpaquePointer?] = unsafe Array(repeating: nil, count: Topic.allCases.count)

    /// Makes a client, which connects by itself. `adorn` sets callbacks of the role's own; they get `callbacks`.
    init(
        _ kind: rd_kafka_type_t, _ properties: [String: String], callbacks: Callbacks = Callbacks(nil),
        adorn: (OpaquePointer) -> Void = { _ in }
    ) throws(LogError) {
        let conf = try unsafe Self.settings(properties)
        unsafe callbacks.attach(conf)
        unsafe adorn(conf)
        var text = [CChar](repeating: 0, count: KafkaLogLimits.faultByteCountMax)
        // The handle owns the settings once it is made; before, they are ours.
        guard let handle = unsafe rd_kafka_new(kind, conf, &text, text.count) else {
            unsafe rd_kafka_conf_destroy(conf)
            throw LogError(.invalid, "librdkafka refuses its settings: \(Self.string(text)); see --kafka-properties")
        }
        unsafe self.handle = handle
        self.callbacks = callbacks
        servers = properties["bootstrap.servers"] ?? ""
        ending = "client \(properties["client.id"] ?? "")"
    }

    deinit {
        let addresses = unsafe topics.compactMap { unsafe $0.map { UInt(bitPattern: $0) } }
        let address = unsafe UInt(bitPattern: handle)
        // Pointers do not cross threads in Swift, while librdkafka's handles may. Topics go before their client; its
        // destruction joins its threads, so that no callback comes after it. Who joined a group has left it before.
        (callbacks.cluster?.shutdowns ?? ClientShutdowns()).run(ending) { [addresses, callbacks] in
            for address in addresses { unsafe rd_kafka_topic_destroy(OpaquePointer(bitPattern: address)) }
            unsafe rd_kafka_destroy_flags(
                OpaquePointer(bitPattern: address), Int32(RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE))
            withExtendedLifetime(callbacks) {}
        }
    }

    /// Handles of these topics, for producing and for asking. Only before the client is shared among threads.
    func prepare(_ layout: Layout, _ wanted: [Topic]) throws(LogError) {
        for topic in wanted where unsafe topics[topic.index] == nil {
            // The name is good for the call; the handle is destroyed in our deinit.
            guard let made = unsafe rd_kafka_topic_new(handle, layout.name(topic), nil) else {
                throw fault(rd_kafka_last_error()).error("preparing topic \(layout.name(topic))", on: servers)
            }
            unsafe topics[topic.index] = made
        }
    }

    @unsafe func topic(_ topic: Topic) -> OpaquePointer? { unsafe topics[topic.index] }

    /// Learns of the brokers and of the prepared topics, so that the first record need not wait for it. Ends early
    /// where waiting will not help: nobody listens, or who listens refuses us.
    func connect() throws(LogError) {
        let deadline = Deadline(milliseconds: KafkaLogLimits.questionTimeout)
        var patience: Deadline?
        while let fault = ask(milliseconds: Int32(KafkaLogLimits.connectStep)) {
            if patience == nil, connectionErrors.isDecisive {
                patience = Deadline(milliseconds: KafkaLogLimits.refusalTimeout)
            }
            if callbacks.cluster?.isClosing == true { throw .closed }
            if deadline.isPassed || patience?.isPassed == true { throw error(fault, "connecting") }
        }
        connectionErrors.clear()
    }

    /// Asks for the brokers and for the topics that it was prepared for; why there was no answer. Waits for a broker to
    /// come up. `read` is given an answer for its call.
    @safe func ask(milliseconds: Int32, read: (rd_kafka_metadata) -> Void = { _ in }) -> KafkaFault? {
        var metadata: UnsafePointer<rd_kafka_metadata>?
        // Without a topic of its own the question is for those that were prepared; the answer is ours to destroy.
        let code = unsafe rd_kafka_metadata(handle, 0, nil, &metadata, milliseconds)
        defer { unsafe metadata.map { unsafe rd_kafka_metadata_destroy($0) } }
        serve()
        if let fault = KafkaFault.of(code) { return fault }
        if let metadata = unsafe metadata { unsafe read(metadata.pointee) }
        return nil
    }

    /// What this consumer's group committed of partitions; unknown offsets are left out. Asks once. A client that reads
    /// what is committed waits for transactions under way: the broker calls their offsets unstable.
    func committed(
        _ topic: String, _ partitions: [Int32], milliseconds: Int32
    ) throws(KafkaFault) -> [Int32: Int64] {
        let list = PartitionList(topic, partitions.map { ($0, PartitionList.invalid) })
        // Fills the rows of our list, which it does not keep.
        if let fault = KafkaFault.of(unsafe rd_kafka_committed(handle, list.handle, milliseconds)) { throw fault }
        var offsets: [Int32: Int64] = [:]
        for row in unsafe PartitionList.rows(list.handle) {
            if let fault = KafkaFault.of(row.code) { throw fault }
            if row.offset >= 0 { offsets[row.partition] = row.offset }
        }
        return offsets
    }

    /// Runs the callbacks that wait, where no thread polls this client.
    func serve() {
        _ = unsafe rd_kafka_poll(handle, 0)
    }

    var connectionErrors: ConnectionErrors { callbacks.connectionErrors }

    /// For an operator. Where nobody answered, the client's last trouble says why.
    func error(_ fault: KafkaFault, _ attempt: String) -> LogError {
        let cause = fault.isSilence ? connectionErrors.last ?? fault : fault
        return cause.error(attempt, on: servers)
    }

    /// An error with what librdkafka knows beyond its code.
    func fault(_ code: rd_kafka_resp_err_t) -> KafkaFault {
        guard code == RD_KAFKA_RESP_ERR__FATAL else { return KafkaFault(code) }
        var text = [CChar](repeating: 0, count: KafkaLogLimits.faultByteCountMax)
        let real = unsafe rd_kafka_fatal_error(handle, &text, text.count)
        var fault = KafkaFault(real, Self.string(text))
        fault.isFatal = true
        return fault
    }

    /// The client's fatal error where `fault` is only its echo.
    func fault(of fault: KafkaFault) -> KafkaFault {
        let fatal = self.fault(RD_KAFKA_RESP_ERR__FATAL)
        return fault.isFatal && fatal.code != RD_KAFKA_RESP_ERR_NO_ERROR ? fatal : fault
    }

    /// A property that librdkafka refuses is named, but not its value, which may be a secret.
    @unsafe private static func settings(_ properties: [String: String]) throws(LogError) -> OpaquePointer {
        guard let conf = unsafe rd_kafka_conf_new() else { throw LogError(.unavailable, "no memory for librdkafka") }
        for (name, value) in properties.sorted(by: { $0.key < $1.key }) {
            // librdkafka copies both; without room for it, its message with the value in it is not written.
            guard unsafe rd_kafka_conf_set(conf, name, value, nil, 0) == RD_KAFKA_CONF_OK else {
                unsafe rd_kafka_conf_destroy(conf)
                throw LogError(
                    .invalid, "librdkafka does not take the property \(name) or its value; see its CONFIGURATION.md")
            }
        }
        return unsafe conf
    }

    static func string(_ text: [CChar]) -> String {
        String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
