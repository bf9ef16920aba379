package import Documents
package import JSON
package import Log

/// `waybill.input` in waybill.waybills: which commands of its partition are decided. It is written once a batch, in the
/// transaction that also commits the group's offset, so that the changelog knows it too where the group has forgotten.
/// Topics of the version before have none: nothing is known then.
///
/// It also says among how many partitions orders and numbers were dealt out, and under which keys the last of those
/// commands was taken that told, so that a process with another count or other keys refuses to decide on. Records of
/// before that do not say it.
package struct InputRecord: TopicRecord {
    package static let topic = Topic.waybills
    package static let type = "waybill.input"

    package let decided: DecidedInput

    package init(_ decided: DecidedInput) { self.decided = decided }

    package var keyBytes: [UInt8] { WaybillsKind.inputKey }

    package func write(to json: inout JSONWriter) {
        json.field("InputOffsetNext", decided.offsetNext)
        if let count = decided.partitionCount { json.field("PartitionCount", Int64(count)) }
        if let keys = decided.keys { json.field("Keys", keys.description) }
    }

    package init(_ fields: Fields, key _: [UInt8]) throws(FieldFault) {
        decided = DecidedInput(
            offsetNext: try fields.offsetNext(), partitionCount: try fields.partitionCount(),
            keys: fields.has("Keys") ? try fields.keyFingerprints("Keys") : nil)
    }
}

extension Fields {
    fileprivate func offsetNext() throws(FieldFault) -> Int64 {
        guard let offsetNext = Int64(try text("InputOffsetNext")), offsetNext >= 0 else {
            throw FieldFault("InputOffsetNext is no offset")
        }
        return offsetNext
    }

    fileprivate func partitionCount() throws(FieldFault) -> Int32? {
        guard has("PartitionCount") else { return nil }
        guard let count = Int32(try text("PartitionCount")), count > 0 else {
            throw FieldFault("PartitionCount is no number of partitions")
        }
        return count
    }
}
