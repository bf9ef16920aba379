/// One record of a topic as a reader sees it.
package struct Record: Equatable, Sendable {
    package let topic: Topic
    package let partition: Int32
    /// The record's own offset. Offsets grow within a partition but have gaps (compaction, retention, markers).
    package let offset: Int64
    /// Milliseconds since 1970, as the appender gave it.
    package let timestamp: Int64
    package let key: [UInt8]?
    /// Nil is a tombstone, a legal record everywhere.
    package let value: [UInt8]?
    package let headers: Headers
    /// Nil for a whole record, which nearly all are.
    package let omission: Omission?

    /// What an engine left out of a record that is larger than any that the log takes. Others can write one: brokers
    /// compare what is compressed.
    package struct Omission: Equatable, Sendable {
        package var keyByteCount = 0
        package var valueByteCount = 0
        /// Nil where the engine's client could not read them, and nobody knows how many there are.
        package var headerCount: Int? = 0

        package init(keyByteCount: Int = 0, valueByteCount: Int = 0, headerCount: Int? = 0) {
            self.keyByteCount = keyByteCount
            self.valueByteCount = valueByteCount
            self.headerCount = headerCount
        }
    }

    package init(
        topic: Topic, partition: Int32, offset: Int64, timestamp: Int64, key: [UInt8]?, value: [UInt8]?,
        headers: Headers, omission: Omission? = nil
    ) {
        self.topic = topic
        self.partition = partition
        self.offset = offset
        self.timestamp = timestamp
        self.key = key
        self.value = value
        self.headers = headers
        self.omission = omission
    }
}

extension [Record] {
    /// The runs of records of one partition, as they come from a log: who does something for each partition does it
    /// once a run. A partition may have several.
    package var runs: [(partition: Int32, indices: Range<Int>, offsetNext: Int64)] {
        var runs: [(partition: Int32, indices: Range<Int>, offsetNext: Int64)] = []
        let records = span
        var start = 0
        for index in records.indices {
            let partition = records[index].partition
            guard index + 1 == records.count || records[index + 1].partition != partition else { continue }
            runs.append((partition, start..<index + 1, records[index].offset + 1))
            start = index + 1
        }
        return runs
    }
}
