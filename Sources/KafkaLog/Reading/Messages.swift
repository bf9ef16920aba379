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
    /// librdkafka takes them apart one by one, each with memory of its own: as dear as all else of a record.
    private let withHeaders: Bool
    /// Ours: one reference of the queue.
    let queue: OpaquePointer
    /// Those from `head` to `end` are ours to destroy.
    private var taken: [UnsafeMutablePointer<rd_kafka_message_t>?]
    /// Where a message's headers are put together: as much as the largest so far needed, up to what a record may have.
    private var headerRoom = [UInt8](repeating: 0, count: 1024)
    private var head = 0
    private var end = 0

    @unsafe init(of topic: Topic, _ client: Client, queue: OpaquePointer, withHeaders: Bool = true) {
        (self.topic, self.client, self.withHeaders) = (topic, client, withHeaders)
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

    /// What is there, without waiting. `start` tells the first offset that was asked for of a partition, nil where none
    /// was: what comes before is left of an earlier assignment.
    func content(recordCountMax: Int, from start: (Int32) -> Int64?) -> Content {
        var records: [Record] = []
        var (run, due): (Int32, Int64?) = (-1, nil)
        var byteCount = 0
        while let message = unsafe first() {
            if let fault = KafkaFault.of(unsafe message.pointee.err) {
                if !records.isEmpty { break }
                defer { drop() }
                return unsafe notice(message, fault)
            }
            byteCount += unsafe message.pointee.len + message.pointee.key_len
            if !records.isEmpty, records.count >= recordCountMax || byteCount > LogLimits.batchByteCountMax { break }
            // They come in runs of one partition.
            if unsafe run != message.pointee.partition {
                run = unsafe message.pointee.partition
                due = start(run)
            }
            if let due, unsafe message.pointee.offset >= due {
                // Growing by steps would move each record several times.
                if records.isEmpty { records.reserveCapacity(min(recordCountMax, end - head)) }
                let record = unsafe record(message)
                byteCount += record.headers.bytes.count
                records.append(record)
            }
            drop()
        }
        return records.isEmpty ? .nothing : .records(records)
    }

    /// Blocks until there is something to take or the queue was yielded; at most so many milliseconds, -1 for ever.
    func wait(milliseconds: Int32) {
        guard head == end else { return }
        head = 0
        // librdkafka fills the places it is given, at most as many; what it fills is ours.
        end = unsafe max(0, rd_kafka_consume_batch_queue(queue, milliseconds, &taken, 1))
    }

    /// Counts as asking for messages, and takes none.
    func ask() {
        // Of the places it is given, it may fill none.
        _ = unsafe rd_kafka_consume_batch_queue(queue, 0, &taken, 0)
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
        let (headers, headerCount) = withHeaders ? unsafe headers(of: message) : (Headers(), 0)
        let omission = Record.Omission(
            keyByteCount: max(0, unsafe source.key_len - Self.byteCountMax),
            valueByteCount: max(0, unsafe source.len - Self.byteCountMax), headerCount: headerCount)
        return Record(
            topic: topic, partition: unsafe source.partition, offset: unsafe source.offset,
            timestamp: unsafe rd_kafka_message_timestamp(message, nil),
            key: unsafe Self.bytes(source.key, source.key_len),
            value: unsafe Self.bytes(source.payload, source.len), headers: headers,
            omission: omission == Record.Omission() ? nil : omission)
    }

    /// Of a key, of a value, and of all headers: nothing that is larger can be written again. A batch that compression
    /// made small can hold a thousand times as much.
    private static let byteCountMax = LogLimits.deadLetterByteCountMax

    @unsafe private func headers(of message: UnsafePointer<rd_kafka_message_t>) -> (Headers, omittedCount: Int?) {
        // Written to within its room, and counted beyond.
        var (written, omitted) = (0, 0)
        let byteCount = unsafe waybill_kafka_headers_copy(message, &headerRoom, headerRoom.count, &written, &omitted)
        if byteCount > headerRoom.count, headerRoom.count < Self.byteCountMax {
            headerRoom = Array(repeating: 0, count: min(byteCount, Self.byteCountMax))
            _ = unsafe waybill_kafka_headers_copy(message, &headerRoom, headerRoom.count, &written, &omitted)
        }
        return (Headers(encoded: Array(headerRoom[..<written])), omitted < 0 ? nil : omitted)
    }

    /// A copy of what may be handed on: the message goes when the batch is built.
    @unsafe private static func bytes(_ start: UnsafeMutableRawPointer?, _ count: Int) -> [UInt8]? {
        guard let start = unsafe start else { return nil }
        return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: min(count, byteCountMax)))
    }
}
