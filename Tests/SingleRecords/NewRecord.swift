package import Log

/// A record on its way into a topic; the log gives it its offset.
package struct NewRecord: Equatable, Sendable {
    package var topic: Topic
    /// 0..<partition count of the topic; commands use `Partitioner`, what follows from a command its partition.
    package var partition: Int32
    /// Milliseconds since 1970, above 0.
    package var timestamp: Int64
    /// A compacted topic refuses records without a key.
    package var key: [UInt8]?
    package var value: [UInt8]?
    package var headers: Headers

    package init(
        topic: Topic, partition: Int32, timestamp: Int64, key: [UInt8]?, value: [UInt8]?, headers: Headers = Headers()
    ) {
        self.topic = topic
        self.partition = partition
        self.timestamp = timestamp
        self.key = key
        self.value = value
        self.headers = headers
    }
}

extension NewRecords {
    package init(_ records: some Sequence<NewRecord>) {
        self.init()
        for record in records { append(record) }
    }

    package mutating func append(_ record: NewRecord) {
        append(
            record.topic, record.partition, timestamp: record.timestamp, key: record.key?[...],
            value: record.value?[...], headers: record.headers.bytes[...])
    }
}

extension NewRecords: RandomAccessCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { entries.count }

    /// A copy.
    package subscript(index: Int) -> NewRecord {
        let entry = entries[index]
        return NewRecord(
            topic: entry.topic, partition: entry.partition, timestamp: entry.timestamp,
            key: entry.hasKey ? Array(bytes[entry.key]) : nil, value: entry.hasValue ? Array(bytes[entry.value]) : nil,
            headers: Headers(bytes: Array(bytes[entry.headers])) ?? Headers())
    }
}

extension NewRecords: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: NewRecord...) { self.init(elements) }
}
