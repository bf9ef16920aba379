internal import CRdKafka
internal import Foundation
internal import Log

/// Reads partitions of one topic by position, with a consumer of its own and no group.
final class Reader: LogReader {
    private struct Source {
        let client: Client
        let messages: Messages
    }

    private let topic: Topic
    private let layout: Layout
    private let inquirer: Inquirer
    private let signal = Signal()
    /// Held while the owner works; `end` may come from another thread.
    private let lock = NSLock()
    private var source: Source?
    /// The next offset of each partition.
    private var positions: [Int32: Int64] = [:]
    /// The log closes with its last reference, of which this is one.
    private let log: KafkaLog

    init(
        _ topic: Topic, from offsets: [Int32: Int64], _ properties: [String: String], _ layout: Layout,
        _ inquirer: Inquirer, of log: KafkaLog
    ) throws(LogError) {
        (self.topic, self.layout, self.inquirer, self.log) = (topic, layout, inquirer, log)
        let client = try unsafe Client(RD_KAFKA_CONSUMER, properties)
        try client.prepare(layout, [topic])
        // One reference for the messages, which destroy it; the signal looks at it only until `end`.
        guard let queue = unsafe rd_kafka_queue_new(client.handle) else {
            throw LogError(.unavailable, "no memory for a reader of \(topic.name)")
        }
        source = unsafe Source(client: client, messages: Messages(of: topic, client, queue: queue))
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

    func next(recordCountMax: Int) throws(LogError) -> ReadEvent {
        lock.lock()
        defer { lock.unlock() }
        while true {
            let notices = signal.take()
            if notices.closed { release() }
            guard let source else { return .closed }
            if notices.woken { return .woken }
            let content = source.messages.content(recordCountMax: recordCountMax) { [positions] partition, offset in
                offset >= positions[partition] ?? 0
            }
            switch content {
            case .records(let records):
                for record in records { positions[record.partition] = record.offset + 1 }
                return .records(records)
            case .notice(let fault, let partition, let offset):
                if fault.code == RD_KAFKA_RESP_ERR__PARTITION_EOF {
                    return .caughtUp(partition: partition, offsetNext: offset)
                }
                try heed(fault, partition, source)
            case .nothing: source.messages.wait(milliseconds: -1)
            }
        }
    }

    /// Ends the reader from whichever thread.
    func end() {
        signal.close()
        lock.lock()
        defer { lock.unlock() }
        release()
    }

    private func release() {
        guard let source else { return }
        unsafe signal.attach(nil)
        source.messages.clear()
        for partition in positions.keys {
            if let topic = unsafe source.client.topic(topic) { _ = unsafe rd_kafka_consume_stop(topic, partition) }
        }
        self.source = nil
    }

    @unsafe private func start(
        _ partition: Int32, _ offset: Int64, _ client: Client, _ queue: OpaquePointer
    ) throws(LogError) {
        guard let handle = unsafe client.topic(topic) else { return }
        if unsafe rd_kafka_consume_start_queue(handle, partition, offset, queue) != 0 {
            throw KafkaFault(rd_kafka_last_error()).error("reading \(layout.name(topic))", on: client.servers)
        }
        positions[partition] = offset
    }

    private func heed(_ fault: KafkaFault, _ partition: Int32, _ source: Source) throws(LogError) {
        switch fault.code {
        case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
            // What was to be read is gone: retention went on past it.
            let (first, end) = try inquirer.offsets(of: topic, partition)
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
            throw fault.error("reading \(layout.name(topic))", on: source.client.servers)
        default:
            // librdkafka goes on by itself.
            break
        }
    }
}
