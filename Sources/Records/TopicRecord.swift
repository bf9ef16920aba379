package import Documents
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

    /// Reads the value of a record that has this key, whatever version wrote it. The fault names the field and the
    /// rule, never the value.
    init(_ fields: Fields, key: [UInt8]) throws(FieldFault)

    /// The record's key.
    var keyBytes: [UInt8] { get }
    /// The value's fields, into the object that is open.
    func write(to json: inout JSONWriter)
}

extension TopicRecord {
    /// Reads a record. `parser` belongs to the calling thread.
    package init(_ record: borrowing Record, parser: inout JSONParser) throws(RecordFault) {
        let (key, value) = (record.key ?? [], record.value ?? [])
        self = try reading { () throws(FieldFault) in try Self(Fields(json: value, parser: &parser), key: key) }
    }

    /// The value as it stands in the topic.
    package var value: [UInt8] {
        var bytes: [UInt8] = []
        appendValue(to: &bytes)
        return bytes
    }

    fileprivate func appendValue(to bytes: inout [UInt8]) {
        JSONWriter.append(to: &bytes) { json in
            json.beginObject()
            write(to: &json)
            json.endObject()
        }
    }
}

extension NewRecords {
    /// Appends the record. `key` is its `keyBytes`, where the caller has them already; `timestamp` is in milliseconds
    /// since 1970; `headers` writes behind what is there.
    package mutating func append<Kind: TopicRecord>(
        _ record: Kind, keyedBy key: [UInt8]? = nil, to partition: Int32, timestamp: Int64,
        headers: (inout [UInt8]) -> Void
    ) {
        append(Kind.topic, partition, timestamp: timestamp) { bytes in
            bytes += key ?? record.keyBytes
            let keyEnd = bytes.count
            record.appendValue(to: &bytes)
            let valueEnd = bytes.count
            headers(&bytes)
            return (keyEnd, valueEnd)
        }
    }
}
