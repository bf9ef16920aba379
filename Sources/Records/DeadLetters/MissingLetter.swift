internal import JSON
package import Log
internal import Time
internal import Waybill

/// The dead letter of commands that were deleted before they were decided. It stands for all of them, holds none of
/// them, and says from which offset up to which they were; nothing of it can be decided again.
package enum MissingLetter {
    /// Its `ce_type`, in the place of a command's.
    package static let type = "missing"
    /// The offset behind the last of them; that of the first stands where a dead letter has its command's.
    package static let offsetNext = "waybill_missing_offset_next"

    /// What is wrong, what it means and what to do, for an operator.
    package static func message(_ missing: MissingRecords) -> String {
        """
        offsets \(missing.offset) to \(missing.offsetNext - 1) of partition \(missing.partition) of \
        \(Topic.commands.name) are gone, commands at most \(missing.countMax): a retention or somebody deleted them \
        before they were decided. Pushes among them got no number and no answer, and there is nothing to feed again: \
        merchants have to push again. See that the topic's retention is longer than the processor is ever down
        """
    }

    /// Appends it. `time` is in milliseconds since 1970; `template` is of this type.
    package static func append(
        _ missing: MissingRecords, _ template: HeaderTemplate, time: Int64, version: String,
        to outputs: inout NewRecords
    ) {
        let place = "\(missing.partition)/\(missing.offset)/\(missing.offsetNext)"
        var bytes: [UInt8] = []
        template.write(id: "\(place)/\(type)", to: &bytes)
        var headers = Headers(encoded: bytes)
        DeadLetter(
            exception: "waybill.MissingCommands", code: Refusal.Reason.other.topicCode, message: message(missing),
            topic: Topic.commands.name, partition: missing.partition, offset: missing.offset, attempt: 1,
            failedAt: Timestamp.text(milliseconds: time), version: version
        ).write(to: &headers)
        headers.append(offsetNext, String(missing.offsetNext))
        outputs.append(
            .deadLetters, missing.partition, timestamp: max(1, time), key: nil, value: value(of: missing)[...],
            headers: headers.bytes[...])
    }

    private static func value(of missing: MissingRecords) -> [UInt8] {
        var writer = JSONWriter(capacity: 128)
        writer.beginObject()
        writer.field("Topic", Topic.commands.name)
        writer.field("Partition", Int64(missing.partition))
        writer.field("Offset", missing.offset)
        writer.field("OffsetNext", missing.offsetNext)
        writer.field("CommandCountMax", missing.countMax)
        writer.endObject()
        return writer.bytes
    }
}
