internal import Following
internal import JSON
internal import Log
internal import Records

/// Reads this instance's partition of waybill.replies, from the end that it saw before the first command was
/// submitted, and hands each reply of ours to `deliver`.
final class ReplyReader: Sendable {
    let follower: Follower

    init(
        instance: String, deliver: @escaping @Sendable (ReplyRecord) -> Void,
        dropped: @escaping @Sendable (Int) -> Void, failed: @escaping @Sendable (LogError) -> Void
    ) {
        follower = Follower(
            "replies", of: .replies, recordCountMax: RequestsLimits.replyCountMax,
            reading: {
                var parser = JSONParser()
                return { records in
                    let droppedCount = Self.read(records, for: instance, &parser, deliver)
                    if droppedCount > 0 { dropped(droppedCount) }
                }
            }, failed: failed)
    }

    /// Returns once the position is fixed: every reply from now on is read.
    func start(_ log: any Log, partition: Int32) throws(LogError) {
        follower.start(log, from: [partition: try log.endOffset(of: .replies, partition: partition)])
    }

    func stop() { follower.stop() }

    /// How many were replies to us and could not be read.
    private static func read(
        _ records: [Record], for instance: String, _ parser: inout JSONParser, _ deliver: (ReplyRecord) -> Void
    ) -> Int {
        var droppedCount = 0
        for record in records {
            do throws(RecordFault) {
                if let reply = try ReplyRecord(record, for: instance, parser: &parser) { deliver(reply) }
            } catch {
                droppedCount += 1
            }
        }
        return droppedCount
    }
}
