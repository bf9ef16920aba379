package import Log
package import Records
package import SingleRecords
package import Waybill

extension CommandRecord {
    /// The record of a command as an ingress writes it.
    package static func record(
        _ body: Body, partitionCount: Int32, source: String, time: Int64, reply: ReplyAddress, deadline: Int64 = 0,
        keys: String? = nil
    ) -> NewRecord {
        CommandRecord(body).record(
            partitionCount: partitionCount, source: source, time: time, reply: reply, deadline: deadline, keys: keys)
    }

    package func record(
        partitionCount: Int32, source: String, time: Int64, reply: ReplyAddress, deadline: Int64, keys: String? = nil
    ) -> NewRecord {
        var records = NewRecords()
        append(
            to: &records, partitionCount: partitionCount, source: source, time: time, reply: reply, deadline: deadline,
            keys: keys)
        return records[0]
    }
}

extension DeadLetter {
    package static func record(
        _ input: Record, verdict: Verdict, time: Int64, version: String,
        byteCountMax: Int = LogLimits.deadLetterByteCountMax
    ) -> NewRecord {
        var outputs = NewRecords()
        append(input, verdict: verdict, time: time, version: version, byteCountMax: byteCountMax, to: &outputs)
        return outputs[0]
    }
}

/// Key and value of a record of ours.
package func entry(_ record: some TopicRecord) -> (key: [UInt8], value: [UInt8]) { (record.keyBytes, record.value) }

/// The digest by which the parcel is known when it is pushed again.
package func digest(of content: Content, shopAppID: String) -> Digest {
    CommandRecord.contentDigest(of: CommandRecord.canonicalContent(of: content), shopAppID: shopAppID)
}
