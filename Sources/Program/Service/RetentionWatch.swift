internal import Log
internal import SQLiteLog
internal import Synchronization
internal import Telemetry

/// What an operator sees of records that are older than their topic's retention and stay, since a group has not
/// consumed them: without it a forgotten group would fill the disk in silence.
final class RetentionWatch: Sendable {
    private let logger: Logger
    private let holds = Mutex<[RetentionHold]>([])

    init(_ registry: Registry, _ logger: Logger) {
        self.logger = logger
        registry.observedGauges(
            "waybill_retention_held_records",
            "Records that are older than their topic's retention and stay, since the group has not consumed them.",
            labels: ["topic", "group"]
        ) { [self] in
            holds.withLock { $0 }.map {
                Registry.Observation([$0.topic.name, $0.group ?? "none"], Double($0.recordCount))
            }
        }
    }

    var events: SQLiteLogEvents {
        var events = SQLiteLogEvents()
        events.held = { [self] holds in tell(holds) }
        return events
    }

    private func tell(_ holds: [RetentionHold]) {
        self.holds.withLock { $0 = holds }
        for hold in holds {
            let group = hold.group ?? "none"
            logger.summarize(
                .warning, .retentionHeld, kind: "\(hold.topic.name) \(group)", every: TelemetryLimits.dailyInterval,
                [
                    .topic: .text(hold.topic.name), .group: .text(group), .records: .count(hold.recordCount),
                    .partitions: .count(hold.partitionCount), .message: .text(Self.message(hold)),
                ])
        }
    }

    private static func message(_ hold: RetentionHold) -> String {
        let head = "these records are older than the topic's retention and stay, since "
        guard let group = hold.group else { return head + "nobody has decided them yet: start a processor" }
        let found = head + "group \(group) has not consumed them"
        guard group != Identity.processorGroup else { return found + ": start a processor on this folder" }
        return found
            + ": start who reads with it. If nobody ever will again, stop every process on this folder and have "
            + "sqlite3 DELETE FROM group_offsets WHERE member_group='\(group)' in its log/log.sqlite"
    }
}
