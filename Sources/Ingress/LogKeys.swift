internal import Dispatch
internal import JSON
package import Log
package import Records
internal import Time

/// Under which keys the log was decided last, as far as a few records at the end of each partition's changelog tell:
/// for who has no lanes.
package enum LogKeys {
    /// What contradicts the keys of this process; nil where nothing does, or where nobody has said yet under which keys
    /// the log is decided. Waits no longer than `IngressLimits.keysPatience`, and throws `.invalid` where it cannot be
    /// told.
    package static func fault(of log: any Log, known: KnownKeys) throws(LogError) -> KeyFault? {
        let found = try last(in: log).sorted { $0.key < $1.key }
        return found.first { !known.hold($0.value) }.map { KeyFault(partition: $0.key, $0.value, known: known) }
    }

    /// Each batch ends with the record that tells, so that it is among the last few. What stands behind it are marks of
    /// transactions, and on a cluster transactions that came to nothing.
    private static func last(in log: any Log) throws(LogError) -> [Int32: KeyFingerprints] {
        let tails = try log.tails(of: .waybills, recordCountMax: IngressLimits.keysTailCount)
        guard !tails.isEmpty else { return [:] }
        var reading = try log.reading(of: .waybills, from: tails, for: "its keys were compared")
        let waker = reading.waker
        DispatchQueue.global().asyncAfter(IngressLimits.keysPatience) { waker.wake() }
        var parser = JSONParser()
        var found: [Int32: KeyFingerprints] = [:]
        while !reading.isAtEnd {
            switch try reading.next(recordCountMax: IngressLimits.recordCountMax) {
            case .records(let records):
                for record in records {
                    guard let keys = keys(of: record, &parser) else { continue }
                    found[record.partition] = keys
                }
            case .end: break
            // A processor that died may have left a transaction open, which ends when its time is over.
            case .woken: throw LogError(.invalid, "the log did not tell in time: a transaction is under way")
            }
        }
        return found
    }

    /// Nil for every other record, also for one that cannot be read: its lane's worker says so.
    private static func keys(of record: Record, _ parser: inout JSONParser) -> KeyFingerprints? {
        guard WaybillsKind.isInput(record.key) else { return nil }
        return (try? InputRecord(record, parser: &parser))?.decided.keys
    }
}
