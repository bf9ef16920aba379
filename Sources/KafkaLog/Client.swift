internal import CRdKafka
internal import Log

/// One of librdkafka's handles, ours until the last reference goes. librdkafka lets any thread call it.
// Unchecked: the handle does not change, and what it points to has its own locks.
@safe
final class Client: @unchecked Sendable {
    let handle: OpaquePointer
    private let name: String
    /// What the callbacks are given; it must outlive the handle.
    private let context: AnyObject?
    private var topics: [Topic: OpaquePointer] = unsafe [:]

    /// Makes a client, which connects by itself. `adorn` sets callbacks; they get `context`.
    init(
        _ kind: rd_kafka_type_t, _ properties: [String: String], context: AnyObject? = nil,
        adorn: (OpaquePointer) -> Void = { _ in }
    ) throws(LogError) {
        let conf = try unsafe Self.settings(properties)
        unsafe rd_kafka_conf_set_log_cb(conf, nil)
        if let context { unsafe rd_kafka_conf_set_opaque(conf, Unmanaged.passUnretained(context).toOpaque()) }
        unsafe adorn(conf)
        var text = [CChar](repeating: 0, count: 256)
        // The handle owns the settings once it is made; before, they are ours.
        guard let handle = unsafe rd_kafka_new(kind, conf, &text, text.count) else {
            unsafe rd_kafka_conf_destroy(conf)
            throw LogError(.invalid, "librdkafka refuses its settings: \(Self.string(text)); see --kafka-property")
        }
        unsafe self.handle = handle
        self.context = context
        name = properties["bootstrap.servers"] ?? ""
    }

    deinit {
        // Topics go before their client; its destruction joins its threads, so that no callback comes after it.
        for topic in Topic.allCases {
            if let made = unsafe topics[topic] { unsafe rd_kafka_topic_destroy(made) }
        }
        unsafe rd_kafka_destroy(handle)
    }

    var servers: String { name }

    /// Handles of these topics, for producing and for asking. Only before the client is shared among threads.
    func prepare(_ layout: Layout, _ wanted: [Topic]) throws(LogError) {
        for topic in wanted where unsafe topics[topic] == nil {
            // The name is good for the call; the handle is destroyed in our deinit.
            guard let made = unsafe rd_kafka_topic_new(handle, layout.name(topic), nil) else {
                throw fault(rd_kafka_last_error()).error("preparing topic \(layout.name(topic))", on: servers)
            }
            unsafe topics[topic] = made
        }
    }

    @unsafe func topic(_ topic: Topic) -> OpaquePointer? { unsafe topics[topic] }

    /// Learns of the brokers and of the prepared topics, so that the first record need not wait for it.
    func prime() throws(LogError) {
        let deadline = Deadline(milliseconds: KafkaLogLimits.questionTimeout)
        while true {
            var metadata: UnsafePointer<rd_kafka_metadata>?
            let code = unsafe rd_kafka_metadata(handle, 0, nil, &metadata, deadline.step)
            if let metadata = unsafe metadata { unsafe rd_kafka_metadata_destroy(metadata) }
            guard let fault = KafkaFault.of(code) else { return }
            if deadline.isPassed { throw fault.error("asking for the topics", on: servers) }
        }
    }

    /// An error with what librdkafka knows beyond its code.
    func fault(_ code: rd_kafka_resp_err_t) -> KafkaFault {
        guard code == RD_KAFKA_RESP_ERR__FATAL else { return KafkaFault(code) }
        var text = [CChar](repeating: 0, count: 256)
        let real = unsafe rd_kafka_fatal_error(handle, &text, text.count)
        var fault = KafkaFault(real, Self.string(text))
        fault.isFatal = true
        return fault
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
