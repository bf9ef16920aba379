internal import Log
internal import SingleRecords

/// One partition as the brokers keep it.
struct StoredPartition: Sendable {
    /// What a reader finds: everything, or what compaction left of it.
    private(set) var records: [Record] = []
    /// Everything that was ever committed; for the auditor alone.
    private(set) var history: [Record] = []
    private(set) var offsetNext: Int64 = 0
    /// What lies before it was deleted.
    private(set) var start: Int64 = 0
    let topic: Topic
    let partition: Int32

    init(topic: Topic, partition: Int32) {
        self.topic = topic
        self.partition = partition
    }

    mutating func append(_ record: NewRecord) -> Int64 {
        let stored = Record(
            topic: topic, partition: partition, offset: offsetNext, timestamp: record.timestamp, key: record.key,
            value: record.value, headers: record.headers)
        records.append(stored)
        history.append(stored)
        offsetNext += 1
        return stored.offset
    }

    /// A record at its own offset, behind all others.
    mutating func restore(_ record: Record) {
        records.append(record)
        history.append(record)
        offsetNext = record.offset + 1
    }

    /// Offsets that no reader sees: a transaction's marker, or records of one that was aborted.
    mutating func skip(_ count: Int64) { offsetNext += count }

    /// Deletes what lies before an offset, as a retention by time does.
    mutating func delete(before offset: Int64) {
        start = max(start, min(offset, offsetNext))
        records.removeAll { $0.offset < start }
    }

    /// As if such records had never been written; their offsets stay empty.
    mutating func forget(_ isForgotten: (Record) -> Bool) {
        records.removeAll(where: isForgotten)
        history.removeAll(where: isForgotten)
    }

    /// Cuts the end off, as an older copy has it.
    mutating func cut(from offset: Int64) {
        records.removeAll { $0.offset >= offset }
        history.removeAll { $0.offset >= offset }
        offsetNext = min(offsetNext, offset)
    }

    /// The first records from an offset on.
    func read(from offset: Int64, countMax: Int) -> ArraySlice<Record> {
        var (low, high) = (0, records.count)
        while low < high {
            let middle = (low + high) / 2
            if records[middle].offset < offset { low = middle + 1 } else { high = middle }
        }
        return records[low..<min(records.count, low + max(0, countMax))]
    }

    /// Drops what a later record of the same key below `limit` replaces, as Kafka's log cleaner does.
    mutating func compact(below limit: Int64) {
        var last: [[UInt8]: Int64] = [:]
        for record in records where record.offset < limit {
            if let key = record.key { last[key] = record.offset }
        }
        records.removeAll { record in
            guard let key = record.key, let newest = last[key] else { return false }
            return record.offset < newest
        }
    }
}
