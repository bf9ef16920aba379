internal import JSON
internal import Log
internal import Records

extension Log {
    /// Hands each record of these changelogs to `body`, as below.
    func readChangelogs(
        from starts: [Int32: Int64], for purpose: String, isStopped: () -> Bool = { false }, stay: () -> Void = {},
        _ body: (Record, inout JSONParser) throws(WorkerError) -> Void
    ) throws(WorkerError) -> Bool {
        var parser = JSONParser()
        return try stepChangelogs(from: starts, for: purpose, isStopped: isStopped, stay: stay) {
            step throws(WorkerError) in
            guard case .records(let records) = step else { return }
            for record in records { try body(record, &parser) }
        }
    }

    /// Hands each step on the way from the offsets to the ends of these changelogs to `body`. False where it was
    /// stopped before. `purpose` completes "the log was closed while ..."; `stay` is called before each step, so that
    /// the group keeps whoever reads.
    func stepChangelogs(
        from starts: [Int32: Int64], for purpose: String, isStopped: () -> Bool, stay: () -> Void,
        _ body: (ReadingToEnd.Step) throws(WorkerError) -> Void
    ) throws(WorkerError) -> Bool {
        guard !starts.isEmpty else { return true }
        var reading = try logged(try self.reading(of: .waybills, from: starts, for: purpose))
        while !reading.isAtEnd, !isStopped() {
            stay()
            try body(logged(try reading.next(recordCountMax: ProcessorLimits.restoreRecordCountMax)))
        }
        return reading.isAtEnd
    }
}

extension ChangelogEntry {
    /// A record of a changelog, which only our processor writes.
    init(ours record: Record, _ parser: inout JSONParser) throws(WorkerError) {
        do throws(RecordFault) {
            self = try ChangelogEntry(record, parser: &parser)
        } catch {
            throw .log(.foreignRecord(error))
        }
    }
}

/// An error of the log's as a worker's.
func logged<Value: ~Copyable>(
    _ body: @autoclosure () throws(LogError) -> Value
) throws(WorkerError) -> Value {
    do throws(LogError) {
        return try body()
    } catch {
        throw .log(error)
    }
}
