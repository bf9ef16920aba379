internal import CRdKafka
internal import Log

/// What a consumer's queue holds, taken many at a time and turned into records. Owned by one thread.
@safe
final class Messages {
    enum Content {
        case records([Record])
        /// Something else than a record, for one partition or for none (-1).
        case notice(KafkaFault, partition: Int32, offset: Int64)
        case nothing
    }

    private let topic: Topic
    /// Its destruction waits for all messages and queues: it must outlive ours.
    private let client: Client
    /// Ours: one reference of the queue.
    let queue: OpaquePointer
    /// Those from `head` to `end` are ours to destroy.
    private var taken: [UnsafeMutablePointer<rd_kafka_message_t>?]
    private var head = 0
    private var end = 0

    @unsafe init(of topic: Topic, _ client: Client, queue: OpaquePointer) {
        (self.topic, self.client) = (topic, client)
        unsafe self.queue = queue
        unsafe taken = Array(repeating: nil, count: KafkaLogLimits.takenCountMax)
    }

    deinit {
        clear()
        unsafe rd_kafka_queue_destroy(queue)
    }

    /// Forgets what was taken and not handed out.
    func clear() {
        while head < end { drop() }
    }

    /// What is there, without waiting. `isDue` tells what was asked for from what is left of an earlier assignment.
    ///
    /// The first record of each partition comes before all others: what follows from a command goes into its own
    /// partition, and librdkafka asks the coordinator to add partitions to a transaction as it meets them, all those of
    /// one millisecond at once. Each such question costs it a millisecond of turning in circles (2.0.2).
    func content(recordCountMax: Int, isDue: (Int32, Int64) -> Bool) -> Content {
        var heads: [Record] = []
        var records: [Record] = []
        var met: Set<Int32> = []
        var last: Int32 = -1
        var byteCount = 0
        while let message = unsafe first() {
            if let fault = KafkaFault.of(unsafe message.pointee.err) {
                if !heads.isEmpty { break }
                defer { drop() }
                return unsafe notice(message, fault)
            }
            byteCount += unsafe message.pointee.len + message.pointee.key_len
            let count = heads.count + records.count
            if count > 0, count >= recordCountMax || byteCount > LogLimits.batchByteCountMax { break }
            let partition = unsafe message.pointee.partition
            if unsafe isDue(partition, message.pointee.offset) {
                // They come in runs of one partition.
                if partition != last, met.insert(partition).inserted {
                    unsafe heads.append(record(message))
                } else {
                    unsafe records.append(record(message))
                }
                last = partition
            }
            drop()
        }
        return heads.isEmpty ? .nothing : .records(records.isEmpty ? heads : heads + records)
    }

    /// Blocks until there is something to take or the queue was yielded; at most so many milliseconds, -1 for ever.
    func wait(milliseconds: Int32) {
        guard head == end else { return }
        head = 0
        // librdkafka fills the places it is given, at most as many; what it fills is ours.
        end = unsafe max(0, rd_kafka_consume_batch_queue(queue, milliseconds, &taken, 1))
    }

    private func first() -> UnsafePointer<rd_kafka_message_t>? {
        if head == end {
            head = 0
            end = unsafe max(0, rd_kafka_consume_batch_queue(queue, 0, &taken, taken.count))
        }
        return head < end ? unsafe UnsafePointer(taken[head]) : nil
    }

    private func drop() {
        unsafe rd_kafka_message_destroy(taken[head])
        head += 1
    }

    @unsafe private func notice(_ message: UnsafePointer<rd_kafka_message_t>, _ fault: KafkaFault) -> Content {
        // librdkafka's own words, of an error: no record's content.
        let text = unsafe rd_kafka_message_errstr(message).map { unsafe String(cString: $0) }
        return .notice(
            KafkaFault(fault.code, text), partition: unsafe message.pointee.partition,
            offset: unsafe message.pointee.offset)
    }

    @unsafe private func record(_ message: UnsafePointer<rd_kafka_message_t>) -> Record {
        let source = unsafe message.pointee
        let headerByteCount = unsafe waybill_kafka_headers_copy(message, nil)
        let headers =
            unsafe headerByteCount == 0
            ? []
            : [UInt8](unsafeUninitializedCapacity: headerByteCount) { bytes, count in
                count = unsafe waybill_kafka_headers_copy(message, bytes.baseAddress)
            }
        return Record(
            topic: topic, partition: unsafe source.partition, offset: unsafe source.offset,
            timestamp: unsafe rd_kafka_message_timestamp(message, nil),
            key: unsafe Self.bytes(source.key, source.key_len),
            value: unsafe Self.bytes(source.payload, source.len), headers: Headers(bytes: headers) ?? Headers())
    }

    /// A copy: the message goes when the batch is built.
    @unsafe private static func bytes(_ start: UnsafeMutableRawPointer?, _ count: Int) -> [UInt8]? {
        guard let start = unsafe start else { return nil }
        return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }
}
