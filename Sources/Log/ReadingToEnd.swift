/// Reads partitions of one topic from given offsets to the end of each, and no further.
///
///     var reading = try log.reading(of: .waybills, from: [3: 0], for: "lanes were restored")
///     while !reading.isAtEnd { switch try reading.next(recordCountMax: 1_000) { ... } }
package struct ReadingToEnd: ~Copyable {
    package enum Step {
        case records([Record])
        /// One partition has been read; its next record has this offset or a larger one.
        case end(partition: Int32, offsetNext: Int64)
        case woken
    }

    private let reader: any LogReader
    /// Partitions whose end has not been told.
    private var pending: Set<Int32>
    private let purpose: String

    fileprivate init(_ reader: any LogReader, _ pending: Set<Int32>, _ purpose: String) {
        (self.reader, self.pending, self.purpose) = (reader, pending, purpose)
    }

    /// Whether the end of each partition has been told; `next` has nothing more to say then.
    package var isAtEnd: Bool { pending.isEmpty }

    /// Blocks until there is something to say; throws `.closed` where the log is closed meanwhile.
    package mutating func next(recordCountMax: Int) throws(LogError) -> Step {
        precondition(!isAtEnd, "read until isAtEnd")
        switch try reader.next(recordCountMax: recordCountMax) {
        case .records(let records): return .records(records)
        case .caughtUp(let partition, let offsetNext):
            pending.remove(partition)
            return .end(partition: partition, offsetNext: offsetNext)
        case .woken: return .woken
        case .closed: throw LogError(.closed, "the log was closed while \(purpose)")
        }
    }

    /// Makes the current or the next call of `next` return `.woken`.
    package var waker: any Waker { reader.waker }
}

extension Log {
    /// Without headers unless they are asked for: a record's key tells whoever looks for state. `purpose` completes
    /// "the log was closed while ...".
    package func reading(
        of topic: Topic, from offsets: [Int32: Int64], withHeaders: Bool = false, for purpose: String
    ) throws(LogError) -> ReadingToEnd {
        ReadingToEnd(try reader(of: topic, from: offsets, withHeaders: withHeaders), Set(offsets.keys), purpose)
    }

    /// Where the last so many records of each partition that has any begin, at the most.
    package func tails(of topic: Topic, recordCountMax: Int64) throws(LogError) -> [Int32: Int64] {
        var starts: [Int32: Int64] = [:]
        for partition in 0..<(try partitionCount(of: topic)) {
            let start = try startOffset(of: topic, partition: partition)
            let end = try endOffset(of: topic, partition: partition)
            if end > start { starts[partition] = max(start, end - recordCountMax) }
        }
        return starts
    }
}
