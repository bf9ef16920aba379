internal import KafkaLog
internal import Log
internal import SQLiteLog

/// The log of a service, on whichever engine.
struct OpenLog: Sendable {
    let log: any Log
    /// Tells it from every other log.
    let id: String
    /// Whether other machines may be in its groups.
    let isOnCluster: Bool
    /// Why nothing may be written any more; a look at the disk.
    var fault: @Sendable () -> LogError? = { nil }
    /// Tries to write, and tells what came of it. Nil where the engine finds out by itself that it can again.
    var probe: (@Sendable (@escaping @Sendable (LogError?) -> Void) -> Void)?
    /// Of the embedded log's write-ahead file.
    var writeAheadByteCount: (@Sendable () -> Int)?

    /// Refuses a log that deletes what the processor's promises rest on; returns what could not be looked at.
    var checkCompaction: @Sendable () throws(LogError) -> [String] = { () throws(LogError) in [] }

    static func embeddedFolder(in dataFolder: String) -> String { dataFolder + "/log" }

    /// The embedded log's file, whether it is there or not.
    static func embeddedFile(in dataFolder: String) -> String {
        SQLiteLog.file(in: embeddedFolder(in: dataFolder))
    }

    static func embedded(
        _ settings: ServiceSettings, _ topics: [TopicPolicy], _ events: SQLiteLogEvents
    ) throws(LogError) -> OpenLog {
        let log = try SQLiteLog(folder: embeddedFolder(in: settings.dataFolder), topics: topics, events: events)
        return OpenLog(
            log: log, id: log.id, isOnCluster: false, fault: { log.fileFault }, probe: { log.probe(completion: $0) },
            writeAheadByteCount: { log.writeAheadByteCount })
    }

    static func kafka(
        _ configuration: KafkaConfiguration, _ topics: [TopicPolicy], _ events: KafkaEvents
    ) throws(LogError) -> OpenLog {
        let log = try KafkaLog(configuration, topics: topics, events: events)
        return OpenLog(
            log: log, id: try log.id(), isOnCluster: true,
            checkCompaction: { () throws(LogError) in try log.checkCompaction() })
    }
}
