internal import CRdKafka
internal import Log
internal import Threads

/// Reads partitions of one topic by position, with a consumer of its own and no group.
final class Reader: LogReader, ConsumerOwner {
    static let closed = ReadEvent.closed

    private let topic: Topic
    private let layout: Layout
    private let queries: OffsetQueries
    let signal = Wakeup()
    let lock = BoundedLock()
    private var source: Consumer?
    /// The next offset of each partition.
    private var positions: [Int32: Int64] = [:]
    /// Where each partition ended when the reader was made, transactions under way included. A reader of what is
    /// committed meets an end before them, which is none: a lane that took over from a member whose commit is still on
    /// its way through the cluster would miss its last transaction.
    private let ends: [Int32: Int64]
    private let cluster: Cluster
    /// The log closes with its last reference, of which this is one.
    private let log: KafkaLog

    init(
        _ topic: Topic, from offsets: [Int32: Int64], ends: [Int32: Int64], withHeaders: Bool,
        _ properties: [String: String], _ layout: Layout, _ queries: OffsetQueries, _ cluster: Cluster, of log: KafkaLog
    ) throws(LogError) {
        (self.topic, self.layout, self.queries, self.cluster, self.log) = (topic, layout, queries, cluster, log)
        self.ends = ends
        let client = try unsafe Client(RD_KAFKA_CONSUMER, properties, callbacks: Callbacks(cluster))
        try client.prepare(layout, [topic])
        // One reference for the messages, which destroy it; the signal looks at it only until `release`.
        guard let queue = unsafe rd_kafka_queue_new(client.handle) else {
            throw LogError(.unavailable, "no memory for a reader of \(topic.name)")
        }
        // Errors of the client's connections come to the same queue, so that somebody hears them.
        let main = unsafe rd_kafka_queue_get_main(client.handle)
        unsafe rd_kafka_queue_forward(main, queue)
        unsafe rd_kafka_queue_destroy(main)
        let messages = unsafe Messages(of: topic, client, queue: queue, withHeaders: withHeaders)
        source = Consumer(client: client, messages: messages)
        unsafe signal.attach(queue)
        do throws(LogError) {
            for (partition, offset) in offsets { try unsafe start(partition, offset, client, queue) }
        } catch {
            end()
            throw error
        }
    }

    deinit {
        end()
    }

    var waker: any Waker { signal }

    var title: String { "a reader of \(layout.name(topic))" }

    func event(_ recordCountMax: Int) throws(LogError) -> ReadEvent {
        while true {
            let notices = signal.take()
            if notices.closed { release() }
            guard let source else { return .closed }
            if notices.woken { return .woken }
            let content = source.messages.content(recordCountMax: recordCountMax) { [positions] in positions[$0] ?? 0 }
            switch content {
            case .records(let records):
                for run in records.runs { positions[run.partition] = run.offsetNext }
                source.messages.refill(after: records.count, positions.keys, of: layout.name(topic), source.client)
                return .records(records)
            case .notice(let fault, let partition, let offset):
                if fault.code == RD_KAFKA_RESP_ERR__PARTITION_EOF {
                    // Another one follows when the transaction has ended.
                    if offset < ends[partition] ?? 0 { continue }
                    return .caughtUp(partition: partition, offsetNext: offset)
                }
                try handle(notice: fault, partition, source)
            case .nothing: if !signal.isRaised { source.messages.wait(milliseconds: -1) }
            }
        }
    }

    /// Waits for nothing.
    func release(until _: Deadline) {
        guard let source else { return }
        unsafe signal.attach(nil)
        source.messages.clear()
        self.source = nil
        let (topic, partitions) = (topic, Array(positions.keys))
        // It goes to the other thread whole; we keep no reference.
        nonisolated(unsafe) let rest = source
        cluster.shutdowns.run("reader of \(layout.name(topic))") {
            guard let handle = unsafe rest.client.topic(topic) else { return }
            for partition in partitions { _ = unsafe rd_kafka_consume_stop(handle, partition) }
        }
    }

    @unsafe private func start(
        _ partition: Int32, _ offset: Int64, _ client: Client, _ queue: OpaquePointer
    ) throws(LogError) {
        guard let handle = unsafe client.topic(topic) else { return }
        if unsafe rd_kafka_consume_start_queue(handle, partition, offset, queue) != 0 {
            throw client.error(KafkaFault(rd_kafka_last_error()), "reading \(layout.name(topic))")
        }
        positions[partition] = offset
    }

    private func handle(notice fault: KafkaFault, _ partition: Int32, _ source: Consumer) throws(LogError) {
        switch fault.code {
        case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
            // What was to be read is gone: retention went on past it.
            let (first, end) = try queries.offsets(of: topic, partition)
            let position = positions[partition] ?? 0
            guard position <= end else {
                throw LogError(
                    .corrupt,
                    "\(layout.name(topic))/\(partition) ends at \(end), and was read to \(position): the cluster lost "
                        + "its end")
            }
            guard let handle = unsafe source.client.topic(topic) else { return }
            _ = unsafe rd_kafka_consume_stop(handle, partition)
            try unsafe start(partition, max(first, position), source.client, source.messages.queue)
        case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC,
            RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
            throw source.client.error(fault, "reading \(layout.name(topic))")
        default:
            // librdkafka goes on by itself.
            break
        }
    }
}
