internal import Documents
internal import JSON

/// `waybill.input`, key `#input`, in waybill.waybills: which commands of its partition are decided. It is written once
/// a batch, in the transaction that also commits the group's offset, so that the changelog knows it too where the group
/// has forgotten. Topics of the version before have none: nothing is known then. It also says among how many partitions
/// orders and numbers were dealt out; where it does not, an older version wrote it, and that is not known.
enum InputRecord {
    static let type = "waybill.input"
    static let key = Array("#input".utf8)

    static func value(offsetNext: Int64, partitionCount: Int32?) -> [UInt8] {
        var writer = JSONWriter(capacity: 64)
        writer.beginObject()
        writer.field("InputOffsetNext", offsetNext)
        if let partitionCount { writer.field("PartitionCount", Int64(partitionCount)) }
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
}
