internal import Documents
internal import JSON

/// `waybill.input`, key `#input`, in waybill.waybills: which commands of its partition are decided. It is written once
/// a batch, in the transaction that also commits the group's offset, so that the changelog knows it too where the group
/// has forgotten. Topics of the version before have none: nothing is known then.
///
/// It also says among how many partitions orders and numbers were dealt out, and under which keys the last of those
/// commands was taken that told, so that a process with another count or other keys refuses to decide on. Records of
/// before that do not say it.
enum InputRecord {
    static let type = "waybill.input"
    static let key = Array("#input".utf8)

    static func value(_ decided: DecidedInput) -> [UInt8] {
        var writer = JSONWriter(capacity: 128)
        writer.beginObject()
        writer.field("InputOffsetNext", decided.offsetNext)
        if let count = decided.partitionCount { writer.field("PartitionCount", Int64(count)) }
        if let keys = decided.keys { writer.field("Keys", keys.description) }
        writer.endObject()
        return writer.bytes
    }

    static func offsetNext(in fields: Fields) throws(FieldFault) -> Int64 {
        guard let offsetNext = Int64(try fields.text("InputOffsetNext")), offsetNext >= 0 else {
            throw FieldFault("InputOffsetNext is no offset")
        }
        return offsetNext
    }

    static func partitionCount(in fields: Fields) throws(FieldFault) -> Int32? {
        guard fields.has("PartitionCount") else { return nil }
        guard let count = Int32(try fields.text("PartitionCount")), count > 0 else {
            throw FieldFault("PartitionCount is no number of partitions")
        }
        return count
    }

    static func keys(in fields: Fields) throws(FieldFault) -> KeyFingerprints? {
        guard fields.has("Keys") else { return nil }
        return try fields.keyFingerprints("Keys")
    }
}

extension Fields {
    func keyFingerprints(_ name: String) throws(FieldFault) -> KeyFingerprints {
        guard let keys = KeyFingerprints(Array(try text(name).utf8)[...]) else {
            throw FieldFault("\(name) is not the fingerprints of a sealing key and a digest key")
        }
        return keys
    }
}
