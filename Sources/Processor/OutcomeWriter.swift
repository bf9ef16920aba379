internal import JSON
package import Log
package import Records
internal import Time
package import Waybill

/// Writes what follows from decided commands.
package struct OutcomeWriter: Sendable {
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
    package func at(_ time: Int64) -> Dated { Dated(self, time) }

    /// The commands of a batch share their time, and with it nearly all of their headers.
    package struct Dated: Sendable {
        private let writer: OutcomeWriter
        private let time: Int64
        private let order, status, serial, trace: HeaderTemplate

        fileprivate init(_ writer: OutcomeWriter, _ time: Int64) {
            self.writer = writer
            self.time = time
            let timeText = Timestamp.text(milliseconds: time)
            order = writer.template(OrderRecord.type, timeText)
            status = writer.template(StatusRecord.type, timeText)
            serial = writer.template(SerialRecord.type, timeText)
            trace = writer.template(TraceRecord.type, timeText)
        }
    }

    fileprivate func template(_ type: String, _ timeText: String) -> HeaderTemplate {
        HeaderTemplate(type: type, source: source, timeText: timeText)
    }
}

/// Everything one decided command writes, in the order in which a reader should meet it.
extension OutcomeWriter.Dated {
    /// Appends what one outcome changes: order or status, token, trace. Where one of them would be too large to be
    /// written, nothing is appended, and the refusal is returned that the command's outcome is instead.
    package func appendChange(
        _ outcome: Outcome, of command: CommandRecord, input: borrowing Record, to outputs: inout NewRecords
    ) -> Outcome? {
        let count = outputs.count
        append(outcome, of: command, input, to: &outputs)
        for entry in outputs.entries[count...] where entry.byteCount > LogLimits.byteCountMax(of: entry.topic) {
            outputs.truncate(to: count)
            return Outcome(verdict: .refused(.other, Self.excess(of: entry)))
        }
        return nil
    }

    private func append(
        _ outcome: Outcome, of command: CommandRecord, _ input: Record, to outputs: inout NewRecords
    ) {
        guard let key = command.body.orderKey else { return }
        let (partition, origin) = (input.partition, Self.origin(input))
        switch (outcome.change, command.body) {
        case (.status(let state), _):
            outputs.append(StatusRecord(key, state), to: partition, timestamp: time) {
                status.write(origin: origin, to: &$0)
            }
        case (.content(let state), .addWaybill):
            let record = OrderRecord(key, state, canonicalContent: command.canonicalContent)
            outputs.append(record, keyedBy: command.keyBytes, to: partition, timestamp: time) {
                order.write(origin: origin, to: &$0)
            }
        case (.none, _), (.content, _): break
        }
        if outcome.keepsToken, case .addWaybill(let add) = command.body, !add.sealedToken.isEmpty {
            let record = TokenRecord(key, waybillID: outcome.verdict.waybillID, sealedToken: add.sealedToken)
            outputs.append(record, keyedBy: command.keyBytes, to: partition, timestamp: time) {
                TokenRecord.writeHeaders(origin: origin, to: &$0)
            }
        }
        if let sequence = outcome.traceSequence, case .recordPath(let path) = command.body {
            outputs.append(TraceRecord(path, sequence: sequence), to: partition, timestamp: time) {
                trace.write(origin: origin, to: &$0)
            }
        }
    }

    /// Appends what an outcome answers: a dead letter where it failed, and the reply. Returns false where somebody
    /// waits for a reply in a partition that does not exist, so that the caller can count it. `deadLetterByteCountMax`
    /// is less than the log's own limit where the log has refused a dead letter of that size. `keys` are the process's
    /// own, where the command was refused since it came in under others.
    package func append(
        _ outcome: Outcome, input: borrowing Record, to outputs: inout NewRecords, replies: inout NewRecords,
        deadLetterByteCountMax: Int = LogLimits.deadLetterByteCountMax, refusedFor keys: KeyFingerprints? = nil
    ) -> Bool {
        if outcome.verdict.refusal != nil {
            DeadLetter.append(
                input, verdict: outcome.verdict, time: time, version: writer.version,
                byteCountMax: deadLetterByteCountMax, to: &outputs)
        }
        guard let address = ReplyAddress(input.headers) else { return true }
        guard (0..<writer.replyPartitionCount).contains(address.partition) else { return false }
        ReplyRecord.append(outcome.verdict, to: address, time: time, refusedFor: keys, to: &replies)
        return true
    }

    /// How many of a range's numbers the partition has used up, once a batch; or a count without a range, written anew
    /// with one.
    package func append(_ record: SerialRecord, partition: Int32, to outputs: inout NewRecords) {
        let range = record.count.range.map { "\($0.series)" } ?? record.count.carrier
        let name = record.isAdoption ? "adoption" : "serial"
        outputs.append(record, to: partition, timestamp: time) {
            serial.write(id: "\(name)/\(range)/\(partition)/\(record.count.next)", to: &$0)
        }
    }

    /// What is decided of the partition's commands, once a batch.
    package func append(_ record: InputRecord, partition: Int32, to outputs: inout NewRecords) {
        outputs.append(record, to: partition, timestamp: time) { $0 += Self.inputHeaders.bytes }
    }

    /// Of our own alone, and one with nearly each batch: what a reader of the topic tells it by, and no more.
    private static let inputHeaders: Headers = {
        var headers = Headers()
        headers.append(Header.type, InputRecord.type)
        return headers
    }()

    /// The dead letter of commands that are gone.
    package func append(_ missing: MissingRecords, to outputs: inout NewRecords) {
        MissingLetter.append(
            missing, writer.template(MissingLetter.type, Timestamp.text(milliseconds: time)), time: time,
            version: writer.version, to: &outputs)
    }

    private static func excess(of entry: NewRecords.Entry) -> String {
        let what =
            switch entry.topic {
            case .traces: "trace"
            case .tokens: "token"
            default: "order"
            }
        return "the \(what)'s record in \(entry.topic.name) would have \(entry.byteCount) bytes and may have "
            + "\(LogLimits.byteCountMax(of: entry.topic)); send shorter texts"
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
