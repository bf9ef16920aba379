internal import Log
internal import Records
internal import Waybill

/// How one record that the log cannot be written for is kept from stopping the others.
///
/// A batch that the log refuses is read again in halves until one record stands alone. Its outcome is then a dead
/// letter, and if the log refuses that too, the least one that there is. Each refusal makes batches smaller or takes
/// one record a step further, so that it comes to an end.
struct Refusals {
    private struct Key: Hashable {
        let partition: Int32
        let offset: Int64
    }

    /// How many records the next batch may have.
    private(set) var recordCountMax = ProcessorLimits.batchRecordCountMax
    /// What the log said last of each, and how often.
    private var found: [Key: (error: LogError, count: Int)] = [:]

    /// Notes that the log refused a batch. False where nothing is left to try for its one record.
    mutating func add(_ error: LogError, of records: [Record]) -> Bool {
        guard records.count == 1, let record = records.first else {
            recordCountMax = max(1, records.count / 2)
            return true
        }
        recordCountMax = 1
        let place = Key(partition: record.partition, offset: record.offset)
        found[place] = (error, (found[place]?.count ?? 0) + 1)
        return found[place].map { $0.count <= 2 } ?? false
    }

    /// A batch was committed: what was found in it is over, and the next one may be larger.
    mutating func committed(_ offsetsNext: [Int32: Int64]) {
        recordCountMax = min(ProcessorLimits.batchRecordCountMax, recordCountMax * 2)
        guard !found.isEmpty else { return }
        found = found.filter { place, _ in offsetsNext[place.partition].map { place.offset >= $0 } ?? true }
    }

    /// Forgets what was found in a partition, which is tried again from the start.
    mutating func forget(_ partition: Int32) { found = found.filter { $0.key.partition != partition } }

    /// What a record's outcome is that the log refused, and how large its dead letter may be; nil for all others.
    func outcome(of record: borrowing Record) -> (Outcome, deadLetterByteCountMax: Int)? {
        guard !found.isEmpty, let refusal = found[Key(partition: record.partition, offset: record.offset)] else {
            return nil
        }
        let message = "what follows from this record cannot be written: \(refusal.error.message)"
        return (
            Outcome(verdict: Verdict.refused(.other, message)),
            refusal.count == 1 ? LogLimits.deadLetterByteCountMax : RecordLimits.leastDeadLetterByteCountMax
        )
    }
}
