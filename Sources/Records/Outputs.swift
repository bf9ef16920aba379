internal import JSON
package import Log
internal import Time
package import Waybill

/// Writes what follows from decided commands.
package struct OutputWriter: Sendable {
    /// `ce_source` of what we write.
    private let source: String
    fileprivate let version: String
    fileprivate let replyPartitionCount: Int32

    package init(source: String, version: String, replyPartitionCount: Int32) {
        self.source = source
        self.version = version
        self.replyPartitionCount = replyPartitionCount
    }

    /// For many records of one time, in milliseconds since 1970.
    package func dated(_ time: Int64) -> DatedWriter { DatedWriter(self, time) }

    fileprivate func kind(_ type: String, _ time: Int64, _ timeText: String) -> RecordKind {
        RecordKind(type: type, source: source, time: time, timeText: timeText)
    }
}

/// Everything one decided command writes, in the order in which a reader should meet it; the commands of a batch share
/// their time, and with it nearly all of their headers.
package struct DatedWriter: Sendable {
    private let writer: OutputWriter
    private let time: Int64
    private let order, status, serial, trace: RecordKind

    fileprivate init(_ writer: OutputWriter, _ time: Int64) {
        self.writer = writer
        self.time = time
        let timeText = Timestamp.text(milliseconds: time)
        order = writer.kind(OrderRecord.orderType, time, timeText)
        status = writer.kind(OrderRecord.statusType, time, timeText)
        serial = writer.kind(OrderRecord.serialType, time, timeText)
        trace = writer.kind(TraceRecord.type, time, timeText)
    }

    /// Appends what one outcome changes: order or status, token, trace. Where one of them would be too large to be
    /// written, nothing is appended, and the refusal is returned that the command's outcome is instead.
    package func appendChange(
        _ outcome: Outcome, of command: CommandRecord, input: borrowing Record, to outputs: inout NewRecords
    ) -> Outcome? {
        let count = outputs.count
        append(outcome, of: command, input, to: &outputs)
        for place in outputs.places[count...] where place.byteCount > LogLimits.byteCountMax(of: place.topic) {
            outputs.truncate(to: count)
            return Outcome(verdict: Verdict.refused(.other, Self.excess(of: place)))
        }
        return nil
    }

    /// Appends what an outcome answers: a dead letter where it failed, and the reply. Returns false where somebody
    /// waits for a reply in a partition that does not exist, so that the caller can count it. `deadLetterByteCountMax`
    /// is less than the log's own limit where the log has refused a dead letter of that size. `keys` are the process's
    /// own, where the command was refused since it came in under others.
    package func append(
        _ outcome: Outcome, input: borrowing Record, to outputs: inout NewRecords, replies: inout NewRecords,
        deadLetterByteCountMax: Int = LogLimits.deadLetterByteCountMax, refusedFor keys: KeyFingerprints? = nil
    ) -> Bool {
        if outcome.verdict.reason != nil {
            outputs.append(
                DeadLetter.record(
                    input, verdict: outcome.verdict, time: time, version: writer.version,
                    byteCountMax: deadLetterByteCountMax))
        }
        guard let address = ReplyAddress(input.headers) else { return true }
        guard (0..<writer.replyPartitionCount).contains(address.partition) else { return false }
        ReplyRecord.append(outcome.verdict, to: address, time: time, refusedFor: keys, to: &replies)
        return true
    }

    /// How many of a range's numbers the partition has used up, once a batch.
    package func serial(_ count: SerialCount, partition: Int32) -> NewRecord {
        serialRecord(OrderRecord.serialEntry(count), "serial", count, partition)
    }

    /// A count without a range, written anew with one.
    package func adoption(_ count: SerialCount, partition: Int32) -> NewRecord {
        serialRecord(OrderRecord.adoptionEntry(count), "adoption", count, partition)
    }

    private func serialRecord(
        _ entry: (key: [UInt8], value: [UInt8]), _ name: String, _ count: SerialCount, _ partition: Int32
    ) -> NewRecord {
        let range = count.range.map { "\($0.series)" } ?? count.carrier
        return NewRecord(
            topic: .waybills, partition: partition, timestamp: time, key: entry.key, value: entry.value,
            headers: serial.headers(id: "\(name)/\(range)/\(partition)/\(count.next)"))
    }

    /// What is decided of the partition's commands, once a batch.
    package func input(_ decided: DecidedInput, partition: Int32) -> NewRecord {
        let (key, value) = OrderRecord.inputEntry(decided)
        return NewRecord(
            topic: .waybills, partition: partition, timestamp: time, key: key, value: value,
            headers: Self.inputHeaders)
    }

    /// Of our own alone, and one with nearly each batch: what a reader of the topic tells it by, and no more.
    private static let inputHeaders: Headers = {
        var headers = Headers()
        headers.append(Header.type, InputRecord.type)
        return headers
    }()

    /// The dead letter of commands that are gone.
    package func missing(_ missing: MissingRecords) -> NewRecord {
        MissingLetter.record(
            of: missing, writer.kind(MissingLetter.type, time, Timestamp.text(milliseconds: time)), time: time,
            version: writer.version)
    }

    private static func excess(of place: NewRecords.Entry) -> String {
        let what =
            switch place.topic {
            case .traces: "trace"
            case .tokens: "token"
            default: "order"
            }
        return "the \(what)'s record in \(place.topic.name) would have \(place.byteCount) bytes and may have "
            + "\(LogLimits.byteCountMax(of: place.topic)); send shorter texts"
    }

    private func append(
        _ outcome: Outcome, of command: CommandRecord, _ input: Record, to outputs: inout NewRecords
    ) {
        guard let key = command.command.orderKey else { return }
        let origin = Self.origin(input)
        func append(_ kind: RecordKind, _ topic: Topic, _ key: [UInt8], _ value: [UInt8]) {
            outputs.append(
                topic, input.partition, timestamp: time, key: { $0 += key }, value: { $0 += value },
                headers: { kind.writeHeaders(origin: origin, to: &$0) })
        }
        switch outcome.change {
        case .none: break
        case .status(let state):
            let record = OrderRecord.statusEntry(key, state)
            append(status, .waybills, record.key, record.value)
        case .content(let state):
            guard case .addWaybill = command.command else { break }
            outputs.append(
                .waybills, input.partition, timestamp: time, key: { $0 += command.keyBytes },
                json: { json in
                    OrderRecord.writeOrder(key, state, content: command.content, to: &json)
                }, headers: { order.writeHeaders(origin: origin, to: &$0) })
        }
        if outcome.keepsToken, case .addWaybill(let add) = command.command, !add.sealedToken.isEmpty {
            outputs.append(
                .tokens, input.partition, timestamp: time, key: { $0 += command.keyBytes },
                json: { json in
                    TokenRecord.write(
                        key, waybillID: outcome.verdict.waybillID, sealedToken: add.sealedToken, to: &json)
                }, headers: { TokenRecord.writeHeaders(origin: origin, to: &$0) })
        }
        if let sequence = outcome.traceSequence, case .recordPath(let path) = command.command {
            let record = TraceRecord.keyValue(path, sequence: sequence)
            append(trace, .traces, record.key, record.value)
        }
    }

    /// `partition/offset/`: the input's place tells where a record comes from.
    private static func origin(_ input: Record) -> [UInt8] {
        var origin: [UInt8] = []
        origin.reserveCapacity(32)
        origin.append(digits: Int64(input.partition))
        origin.append(UInt8(ascii: "/"))
        origin.append(digits: input.offset)
        origin.append(UInt8(ascii: "/"))
        return origin
    }
}

extension NewRecords {
    /// A record of these three, each of which writes behind what is there.
    mutating func append(
        _ topic: Topic, _ partition: Int32, timestamp: Int64, key: (inout [UInt8]) -> Void,
        value: (inout [UInt8]) -> Void, headers: (inout [UInt8]) -> Void
    ) {
        append(topic, partition, timestamp: timestamp) { bytes in
            key(&bytes)
            let keyEnd = bytes.count
            value(&bytes)
            let valueEnd = bytes.count
            headers(&bytes)
            return (keyEnd, valueEnd)
        }
    }

    /// The same with a document as value.
    mutating func append(
        _ topic: Topic, _ partition: Int32, timestamp: Int64, key: (inout [UInt8]) -> Void,
        json: (inout JSONWriter) -> Void, headers: (inout [UInt8]) -> Void
    ) {
        append(
            topic, partition, timestamp: timestamp, key: key, value: { JSONWriter.append(to: &$0, json) },
            headers: headers)
    }
}

extension [UInt8] {
    fileprivate mutating func append(digits value: Int64) {
        if value < 0 { append(UInt8(ascii: "-")) }
        append(digits: value.magnitude)
    }

    private mutating func append(digits value: UInt64) {
        if value > 9 { append(digits: value / 10) }
        append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value % 10))
    }
}
