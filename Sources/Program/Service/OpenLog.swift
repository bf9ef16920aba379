internal import KafkaLog
internal import Log
internal import SQLiteLog

/// The log of a service, on whichever engine.
struct OpenLog: Sendable {
    let log: any Log
    /// Tells it from every other log.
    let id: String
    /// Whether other machines may be in its groups.
    let isShared: Bool

    static func embedded(_ settings: ServiceSettings, _ topics: [TopicPolicy]) throws(LogError) -> OpenLog {
        let log = try SQLiteLog(folder: settings.dataFolder + "/log", topics: topics)
        return OpenLog(log: log, id: log.id, isShared: false)
    }

    static func kafka(
        _ configuration: KafkaConfiguration, _ topics: [TopicPolicy], _ events: KafkaEvents
    ) throws(LogError) -> OpenLog {
        let log = try KafkaLog(configuration, topics: topics, events: events)
        return OpenLog(log: log, id: try log.id(), isShared: true)
    }
}
