internal import JSON
internal import LaneState
internal import Log
internal import Records
internal import Waybill

/// The decisions of one batch: what they write, and where each lane stands afterwards.
struct Batch {
    private(set) var outputs: [NewRecord] = []
    private(set) var offsetsNext: [Int32: Int64] = [:]
    private(set) var results: [ResultKey: Int] = [:]
    private(set) var tombstoneCount = 0
    private(set) var misdirectedReplyCount = 0
    /// Used-up serials per partition and carrier, written to the changelog once a batch.
    private var serials: [Int32: [String: UInt64]] = [:]
    private let context: DecisionContext

    init(context: DecisionContext) { self.context = context }

    /// Decides one command against its lane, which must have been begun, and puts the new state into it.
    mutating func decide(_ record: Record, _ memory: LaneMemory, parser: inout JSONParser) throws(LaneError) {
        offsetsNext[record.partition] = record.offset + 1
        guard record.value != nil else {
            tombstoneCount += 1
            return
        }
        let decided = try outcome(of: record, memory, parser: &parser)
        if let command = decided.command { try remember(decided.outcome, of: command, in: memory, record.partition) }
        results[ResultKey(name: decided.command?.command.name, code: decided.outcome.result.code), default: 0] += 1
        let isDirected = context.writer.append(
            decided.outcome, of: decided.command, input: record, time: context.time, to: &outputs)
        if !isDirected { misdirectedReplyCount += 1 }
    }

    /// To be called once after the last command.
    mutating func finish() {
        for (partition, carriers) in serials.sorted(by: { $0.key < $1.key }) {
            for (carrier, next) in carriers.sorted(by: { $0.key < $1.key }) {
                outputs.append(
                    context.writer.serial(carrier: carrier, next: next, partition: partition, time: context.time))
            }
        }
    }

    private func outcome(
        of record: Record, _ memory: LaneMemory, parser: inout JSONParser
    ) throws(LaneError) -> (command: CommandRecord?, outcome: Outcome) {
        let command: CommandRecord
        do throws(RecordFault) {
            command = try CommandRecord(record, parser: &parser, partitionCount: context.partitionCount)
        } catch {
            return (nil, Outcome(result: Result(code: .other, message: error.message)))
        }
        let facts = try facts(for: command.command, memory, record.partition)
        return (command, Waybill.decide(command.command, facts: facts, reference: context.reference))
    }

    /// Only what the command's decision will look at is read.
    private func facts(
        for command: Command, _ memory: LaneMemory, _ partition: Int32
    ) throws(LaneError) -> Facts {
        var facts = Facts(
            order: nil, serialNext: 0, holder: nil, partition: partition, partitionCount: context.partitionCount)
        guard let key = command.orderKey else { return facts }
        facts.order = try memory.order(key.bytes)
        if case .addWaybill(let add) = command {
            if add.waybillID == "0" {
                facts.serialNext = try memory.serialNext(of: key.carrier)
            } else {
                facts.holder = try memory.holder(of: add.waybillID, carrier: key.carrier)
            }
        }
        return facts
    }

    private mutating func remember(
        _ outcome: Outcome, of command: CommandRecord, in memory: LaneMemory, _ partition: Int32
    ) throws(LaneError) {
        guard let key = command.command.orderKey else { return }
        switch outcome.change {
        case .none: break
        case .content(let state), .status(let state): try memory.setOrder(state, key: key, keyBytes: key.bytes)
        }
        if let next = outcome.serialNext {
            try memory.setSerialNext(next, of: key.carrier)
            serials[partition, default: [:]][key.carrier] = next
        }
    }
}

/// What results are counted by; a record that is no command has no name.
struct ResultKey: Hashable {
    let name: Command.Name?
    let code: ResultCode
}

/// What every decision of a batch shares.
struct DecisionContext {
    let reference: Reference
    let writer: OutputWriter
    let partitionCount: Int32
    /// Milliseconds since 1970, for the timestamps of what is written; no decision depends on it.
    let time: Int64
}
