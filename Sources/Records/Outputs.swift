package import Log
package import Waybill

/// Everything one decided command writes, in the order in which a reader should meet it.
package struct OutputWriter: Sendable {
    /// `ce_source` of what we write.
    private let source: String
    private let version: String
    private let replyPartitionCount: Int32

    package init(source: String, version: String, replyPartitionCount: Int32) {
        self.source = source
        self.version = version
        self.replyPartitionCount = replyPartitionCount
    }

    /// Appends the records of one outcome. `time` is in milliseconds since 1970. Returns false where somebody waits for
    /// a reply in a partition that does not exist, so that the caller can count it.
    package func append(
        _ outcome: Outcome, of command: CommandRecord?, input: Record, time: Int64, to outputs: inout [NewRecord]
    ) -> Bool {
        if let command { appendChange(outcome, of: command, input, time, to: &outputs) }
        if outcome.result.code != .success {
            outputs.append(DeadLetter.record(input, result: outcome.result, time: time, version: version))
        }
        guard let address = ReplyAddress(input.headers) else { return true }
        guard (0..<replyPartitionCount).contains(address.partition) else { return false }
        outputs.append(ReplyRecord.record(outcome.result, to: address, source: source, time: time))
        return true
    }

    /// How many of a carrier's numbers the partition has used up, once a batch.
    package func serial(carrier: String, next: UInt64, partition: Int32, time: Int64) -> NewRecord {
        let (key, value) = OrderRecord.serialEntry(carrier: carrier, next: next)
        let id = "serial/\(carrier)/\(partition)/\(next)"
        return NewRecord(
            topic: .waybills, partition: partition, timestamp: time, key: key, value: value,
            headers: Headers(id: id, type: OrderRecord.serialType, source: source, time: time))
    }

    private func appendChange(
        _ outcome: Outcome, of command: CommandRecord, _ input: Record, _ time: Int64, to outputs: inout [NewRecord]
    ) {
        guard let key = command.command.orderKey else { return }
        func append(_ topic: Topic, _ type: String, _ record: (key: [UInt8], value: [UInt8])) {
            // The input's place tells where a record comes from; the type tells it from the command's other records.
            let id = "\(input.partition)/\(input.offset)/\(type)"
            outputs.append(
                NewRecord(
                    topic: topic, partition: input.partition, timestamp: time, key: record.key, value: record.value,
                    headers: Headers(id: id, type: type, source: source, time: time)))
        }
        switch outcome.change {
        case .none: break
        case .status(let state): append(.waybills, OrderRecord.statusType, OrderRecord.statusEntry(key, state))
        case .content(let state):
            guard case .addWaybill(let add) = command.command else { break }
            append(
                .waybills, OrderRecord.orderType,
                OrderRecord.orderEntry(key, state, content: command.content, createTime: add.createTime))
        }
        if outcome.keepsToken, case .addWaybill(let add) = command.command, !add.sealedToken.isEmpty {
            let value = TokenRecord.value(key, waybillID: outcome.result.waybillID, sealedToken: add.sealedToken)
            append(.tokens, TokenRecord.type, (key.bytes, value))
        }
        if let sequence = outcome.traceSequence, case .recordPath(let path) = command.command {
            append(.traces, TraceRecord.type, TraceRecord.keyValue(path, sequence: sequence))
        }
    }
}
