package import JSON
package import Log

/// One kind of record: what it holds, how it is read from a record of its topic, and how it is appended to others.
///
///     records.append(TokenRecord(key: key, waybillID: "731", sealedToken: sealed), to: partition, at: time) { bytes in
///         headers.write(origin: origin, to: &bytes)
///     }
///     let token = try TokenRecord(record, parser: &parser)
package protocol TopicRecord: Equatable, Sendable {
    static var topic: Topic { get }
    /// In the header `ce_type`, where the record has one.
    static var type: String { get }

    /// Reads what any version wrote. The fault names the field and the rule, never the value. `parser` belongs to the
    /// calling thread.
    init(_ record: borrowing Record, parser: inout JSONParser) throws(RecordFault)

    /// The record's key.
    var keyBytes: [UInt8] { get }
    /// The record's value.
    func write(to json: inout JSONWriter)
}

extension NewRecords {
    /// Appends the record. `timestamp` is in milliseconds since 1970; `headers` writes behind what is there.
    package mutating func append(
        _ record: some TopicRecord, to partition: Int32, timestamp: Int64, headers: (inout [UInt8]) -> Void
    ) {
        append(record, keyedBy: record.keyBytes, to: partition, timestamp: timestamp, headers: headers)
    }

    /// As above, where the key's bytes are known already.
    package mutating func append<Kind: TopicRecord>(
        _ record: Kind, keyedBy key: [UInt8], to partition: Int32, timestamp: Int64, headers: (inout [UInt8]) -> Void
    ) {
        append(Kind.topic, partition, timestamp: timestamp) { bytes in
            bytes += key
            let keyEnd = bytes.count
            JSONWriter.append(to: &bytes) { json in record.write(to: &json) }
            let valueEnd = bytes.count
            headers(&bytes)
            return (keyEnd, valueEnd)
        }
    }
}

extension TopicRecord {
    /// The value as it stands in the topic.
    package var value: [UInt8] {
        var json = JSONWriter(capacity: 512)
        write(to: &json)
        return json.bytes
    }
}
