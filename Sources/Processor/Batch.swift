internal import JSON
internal import LaneState
internal import Log
internal import Records
internal import Waybill

/// The decisions of one batch: what they write, and where each lane stands afterwards.
struct Batch {
    /// What the batch does in one partition.
    private struct Share {
        let partition: Int32
        let memory: LaneMemory
        /// What lies before it is decided already, which a group that lost its offsets does not know.
        let decided: Int64
        var offsetNext: Int64 = 0
        /// Next serials of the carriers whose numbers were used, written to lane and changelog once a batch.
        var serials: [(carrier: String, next: UInt64)] = []
        /// Counts that got their range in this batch.
        var adopted: [SerialCount] = []
        /// What the last command came in under that said it and was decided.
        var keys: KeyFingerprints?
    }

    private(set) var outputs: NewRecords
    private(set) var replies: NewRecords
    private(set) var results: [(key: ResultKey, count: Int)] = []
    private(set) var failures: [FailureKey: Int] = [:]
    /// Events older than what stands, which changed nothing.
    private(set) var lateCounts: [CommandRecord.Kind: Int] = [:]
    private(set) var passedCount = 0
    private(set) var misdirectedReplyCount = 0
    /// Commands that nobody has decided and nobody can decide any more.
    private(set) var missing: MissingRecords?
    /// Commands that came in under keys that are not here.
    private(set) var foreignKeys: [KeyFingerprints: Int] = [:]
    private var shares: [Share] = []
    /// The share that is being worked on.
    private var current = 0
    private let context: DecisionContext
    private let refusals: Refusals
    /// The keys that the last command said that had some of ours, as they stood in its header.
    private var accepted: (text: [UInt8], keys: KeyFingerprints)?

    /// `outputs` and `replies` are empty, and lend their storage.
    init(
        context: DecisionContext, refusals: Refusals, outputs: consuming NewRecords, replies: consuming NewRecords
    ) {
        self.context = context
        self.refusals = refusals
        self.outputs = outputs
        self.replies = replies
    }

    /// The partitions whose lanes were begun.
    var partitions: [Int32] { shares.map(\.partition) }

    var offsetsNext: [Int32: Int64] {
        Dictionary(shares.map { ($0.partition, $0.offsetNext) }, uniquingKeysWith: { $1 })
    }

    /// Goes on with a partition; false where its lane must be begun first.
    mutating func resume(_ partition: Int32) -> Bool {
        if shares.indices.contains(current), shares[current].partition == partition { return true }
        guard let index = shares.firstIndex(where: { $0.partition == partition }) else { return false }
        current = index
        return true
    }

    /// Goes on with a partition that has just been begun. Commands before `decided` are passed over. `adoptions` are
    /// the ranges of counts that do not know theirs: they are put down before anything is decided.
    mutating func begin(
        _ partition: Int32, _ memory: LaneMemory, decided: Int64, adopting adoptions: [SerialCount]
    ) throws(LaneError) {
        current = shares.count
        var share = Share(partition: partition, memory: memory, decided: decided)
        share.keys = try memory.decidedInput()?.keys
        // Looked up first: an adoption removes what the next one of the same carrier is known by.
        for count in adoptions where try memory.rangelessNext(of: count.carrier) != nil { share.adopted.append(count) }
        shares.append(share)
        for count in share.adopted { try memory.adopt(count) }
    }

    /// How many numbers each partition has used of the ranges of carriers that used any in this batch.
    var serials: [(partition: Int32, carrier: String, next: UInt64)] {
        shares.flatMap { share in share.serials.map { (share.partition, $0.carrier, $0.next) } }
    }

    /// Decides one command of the partition that was resumed or begun last, and puts the new state into its lane.
    mutating func decide(_ record: borrowing Record, parser: inout JSONParser) throws(LaneError) {
        shares[current].offsetNext = record.offset + 1
        guard record.offset >= shares[current].decided else {
            passedCount += 1
            return
        }
        if let (outcome, byteCountMax) = refusals.outcome(of: record) {
            count(outcome.verdict.reason, of: nil, nil)
            return directed(
                context.writer.append(
                    outcome, input: record, to: &outputs, replies: &replies, deadLetterByteCountMax: byteCountMax))
        }
        let command: CommandRecord
        do throws(RecordFault) {
            command = try CommandRecord(record, parser: &parser, partitionCount: context.partitionCount)
        } catch {
            let refusal = Outcome(verdict: Verdict.refused(.other, error.message))
            count(refusal.verdict.reason, of: nil, nil)
            return directed(context.writer.append(refusal, input: record, to: &outputs, replies: &replies))
        }
        if let refusal = refusal(byKeysOf: record, command) {
            return directed(
                context.writer.append(
                    refusal, input: record, to: &outputs, replies: &replies, refusedFor: context.keys?.current))
        }
        let facts = try facts(for: command)
        var outcome = Waybill.decide(Command(command), facts: facts, reference: context.reference)
        if let refusal = context.writer.appendChange(outcome, of: command, input: record, to: &outputs) {
            outcome = refusal
        }
        try remember(outcome, of: command)
        count(outcome.verdict.reason, of: command.kind, command.body.orderKey)
        if outcome.isLate { lateCounts[command.kind, default: 0] += 1 }
        directed(context.writer.append(outcome, input: record, to: &outputs, replies: &replies))
    }

    /// Goes past commands that are gone in the partition that was begun last; of those that were not decided a dead
    /// letter says so.
    mutating func pass(_ missing: MissingRecords) {
        shares[current].offsetNext = missing.offsetNext
        guard missing.countMax > 0 else { return }
        self.missing = missing
        context.writer.append(missing, to: &outputs)
    }

    /// Nothing can be decided on a command whose password was digested under another key, and the token of one that was
    /// sealed under another could never be opened. It is not the merchant's fault. Nil for all others.
    private mutating func refusal(byKeysOf record: borrowing Record, _ command: CommandRecord) -> Outcome? {
        guard let known = context.keys, let text = record.headers[Header.keys] else { return nil }
        // Nearly all of a batch say the same.
        if let accepted, text.elementsEqual(accepted.text) {
            shares[current].keys = accepted.keys
            return nil
        }
        let found = KeyFingerprints(text)
        if let found, known.hold(found) {
            accepted = (Array(text), found)
            shares[current].keys = found
            return nil
        }
        let message = found.map { KeyFault.refusal(of: $0, known: known) } ?? KeyFault.unreadable
        if let found { foreignKeys[found, default: 0] += 1 }
        count(.other, of: command.kind, command.body.orderKey)
        return Outcome(verdict: Verdict.refused(.other, message))
    }

    /// To be called once after the last command.
    mutating func finish() throws(LaneFault) {
        for share in shares.sorted(by: { $0.partition < $1.partition }) {
            do throws(LaneError) {
                try finish(share)
            } catch {
                throw LaneFault(share.partition, error)
            }
        }
    }

    private mutating func finish(_ share: Share) throws(LaneError) {
        for count in share.adopted {
            context.writer.append(SerialRecord(count), partition: share.partition, to: &outputs)
            context.writer.append(SerialRecord(count, isAdoption: true), partition: share.partition, to: &outputs)
        }
        for (carrier, next) in share.serials.sorted(by: { $0.carrier < $1.carrier }) {
            guard let range = context.reference.carrier(carrier)?.issued else { continue }
            let count = SerialCount(carrier: carrier, range: range, next: next)
            try share.memory.setSerial(count)
            context.writer.append(SerialRecord(count), partition: share.partition, to: &outputs)
        }
        guard share.offsetNext > share.decided else { return }
        let decided = DecidedInput(
            offsetNext: share.offsetNext, partitionCount: context.partitionCount, keys: share.keys)
        try share.memory.setDecidedInput(decided)
        context.writer.append(InputRecord(decided), partition: share.partition, to: &outputs)
    }

    /// Only what the command's decision will look at is read.
    private func facts(for command: CommandRecord) throws(LaneError) -> Facts {
        let share = shares[current]
        var facts = Facts(
            order: nil, serialNext: 0, holder: nil, partition: share.partition,
            partitionCount: context.partitionCount)
        guard let carrier = command.body.orderKey?.carrier else { return facts }
        facts.order = try share.memory.order(command.keyBytes)
        if case .addWaybill(let add) = command.body {
            if add.waybillID == "0" {
                facts.serialNext = try serialNext(of: carrier)
            } else {
                facts.holder = try share.memory.holder(of: add.waybillID, carrier: carrier)
            }
        }
        return facts
    }

    /// The batch's own count is newer than the lane's.
    private func serialNext(of carrier: String) throws(LaneError) -> UInt64 {
        for serial in shares[current].serials where serial.carrier == carrier { return serial.next }
        guard let range = context.reference.carrier(carrier)?.issued else { return 0 }
        return try shares[current].memory.serialNext(of: range.series)
    }

    private mutating func remember(_ outcome: Outcome, of command: CommandRecord) throws(LaneError) {
        guard let key = command.body.orderKey else { return }
        switch outcome.change {
        case .none: break
        case .content(let state), .status(let state):
            try shares[current].memory.setOrder(state, key: key, keyBytes: command.keyBytes)
        }
        guard let next = outcome.serialNext else { return }
        if let index = shares[current].serials.firstIndex(where: { $0.carrier == key.carrier }) {
            shares[current].serials[index].next = next
        } else {
            shares[current].serials.append((key.carrier, next))
        }
    }

    private mutating func count(_ reason: Refusal.Reason?, of name: CommandRecord.Kind?, _ order: OrderKey?) {
        if let reason {
            failures[FailureKey(reason: reason, carrier: order?.carrier, bizID: order?.bizID), default: 0] += 1
        }
        let key = ResultKey(name: name, reason: reason)
        if let index = results.firstIndex(where: { $0.key == key }) {
            results[index].count += 1
        } else {
            results.append((key, 1))
        }
    }

    private mutating func directed(_ isDirected: Bool) {
        if !isDirected { misdirectedReplyCount += 1 }
    }
}

/// What results are counted by; a record that is no command has no name.
struct ResultKey: Hashable {
    let name: CommandRecord.Kind?
    /// Nil for a success.
    let reason: Refusal.Reason?

    var code: Int32 { reason?.topicCode ?? Verdict.topicCodeOfSuccess }
}

/// Whose commands failed, and how; what is no event of a merchant's has neither carrier nor BizID.
struct FailureKey: Hashable {
    let reason: Refusal.Reason
    let carrier: String?
    let bizID: String?
}

/// What every decision of a batch shares.
struct DecisionContext {
    let reference: Reference
    /// With the time of what is written; no decision depends on it.
    let writer: OutcomeWriter.Dated
    let partitionCount: Int32
    /// The process's keys; nil where none are compared.
    let keys: KnownKeys?
}
