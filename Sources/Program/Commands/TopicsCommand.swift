internal import Configuration
internal import Files
internal import Foundation
internal import Log
internal import Options
internal import SQLiteLog

/// `waybill topics show|check|apply`: what the files say, and what the log has.
enum TopicsCommand {
    static let show = CommandSpec(
        "show", summary: "prints the topics as their files describe them, and what the log holds",
        details: """
            Reads the topics folder, and the cluster or the embedded log in the data folder. END OFFSETS is the sum of \
            the offsets that the next record of each partition will have: on Kafka the marks of transactions count \
            too. Fails where a topic, or the log, is missing.
            """, options: [SharedOptions.topics, SharedOptions.data] + SharedOptions.cluster,
        examples: [
            Example("waybill topics show", "a table, a line a topic"),
            Example("waybill topics show --kafka k1:9092", "with what the cluster has"),
        ], exitCodes: Exit.table)

    static let check = CommandSpec(
        "check", summary: "compares the topic files with the log",
        details: """
            Says where they differ and changes nothing. Fails where they differ. A topic that somebody has given more \
            partitions than its file says is a warning, since nothing can take them away and waybill goes on. What \
            somebody set on a cluster's topic besides is noted, and is no difference; nor is how many in-sync replicas \
            the topics were given, unless --min-in-sync asks for a number.
            """,
        options: [SharedOptions.topics, SharedOptions.data] + SharedOptions.cluster + TopicsOnKafka.wishes,
        examples: [
            Example("waybill topics check && waybill serve", "start only on topics as described"),
            Example("waybill topics check --kafka k1:9092,k2:9092", "on a cluster"),
        ],
        exitCodes: Exit.table)

    static let apply = CommandSpec(
        "apply", summary: "makes the topics that the files describe",
        details: """
            Makes what is missing, and on a cluster alters settings that differ; says what it did, a line each. \
            Everything is checked before anything is changed, and --dry-run ends as the command itself would. The \
            partition count of a topic that holds records is never changed, on a cluster not even that of an empty \
            topic with keys: records of one key would no longer be in one partition, and one order would be two.
            """,
        options: [SharedOptions.topics, SharedOptions.data] + SharedOptions.cluster + TopicsOnKafka.wishes + [
            TopicsOnKafka.dryRun
        ],
        examples: [
            Example("waybill topics apply --data /var/lib/waybill", "before the first start; serve does it too"),
            Example("waybill topics apply --kafka k1:9092 --replication-factor 3", "on a cluster, before any role"),
            Example("waybill topics apply --kafka localhost:9092 --min-in-sync 1", "on a cluster of one broker"),
        ],
        exitCodes: Exit.table)

    static let group = CommandSpec(
        "topics", summary: "the topics of the log: show, check, apply, access",
        details: "The files in the topics folder are the truth; these commands bring log and files together.",
        commands: [show, check, apply, AccessCommand.access])

    static func runShow(_ values: Values) throws -> Int32 {
        let topics = try loadTopics(folder: values[SharedOptions.topics])
        try LogChoice.check(values)
        if let configuration = try KafkaSettings.configuration(values) {
            return try TopicsOnKafka.show(configuration, topics)
        }
        let log = try SQLiteInspection(folder: logFolder(values))
        let rows = try topics.map { policy in
            [policy.topic.name, String(policy.partitionCount)] + policy.cleanupCells
                + [try log?.endOffsets(policy.topic).map(String.init) ?? missing]
        }
        let titles = ["TOPIC", "PARTITIONS", "CLEANUP", "RETENTION", "END OFFSETS"]
        StandardOutput.tell(TextTable(rows: [titles] + rows).text, terminator: "")
        guard log != nil else { throw FoundLog.absence(values) }
        return Exit.success
    }

    static func runCheck(_ values: Values) throws -> Int32 {
        let topics = try loadTopics(folder: values[SharedOptions.topics])
        try LogChoice.check(values)
        if let configuration = try TopicsOnKafka.configuration(values) {
            return try TopicsOnKafka.check(configuration, topics)
        }
        let differences = try FoundLog.embedded(values).differences(from: topics)
        for difference in differences { StandardOutput.tell(difference) }
        return conclude(differences.isEmpty, topics)
    }

    /// The end of a check on either engine.
    static func conclude(_ agrees: Bool, _ topics: [TopicPolicy]) -> Int32 {
        guard agrees else { return Exit.failure }
        StandardOutput.tell("\(topics.count) topics are as their files describe them")
        return Exit.success
    }

    static func runApply(_ values: Values) throws -> Int32 {
        let topics = try loadTopics(folder: values[SharedOptions.topics])
        try LogChoice.check(values)
        let isDryRun = values[TopicsOnKafka.dryRun]
        if let configuration = try TopicsOnKafka.configuration(values) {
            return try TopicsOnKafka.apply(configuration, topics, isDryRun: isDryRun)
        }
        try LogMark.checkLog(in: values[SharedOptions.data])
        let forecast = try TopicsForecast(folder: logFolder(values), topics: topics)
        if !forecast.refusals.isEmpty {
            throw refusal(forecast.refusals.map(\.message).joined(separator: "\n"), forecast.refusals[0].code)
        }
        let steps = forecast.steps.map(\.line)
        return try conclude(steps, topics, isDryRun: isDryRun) {
            try makeFolder(values[SharedOptions.data])
            try SQLiteLog(folder: logFolder(values), topics: topics).close()
            for step in steps { StandardOutput.tell(step) }
        }
    }

    /// The end of an apply on either engine, with what `change` does and tells, or would do.
    static func conclude(
        _ steps: [String], _ topics: [TopicPolicy], isDryRun: Bool, _ change: () throws -> Void
    ) rethrows -> Int32 {
        guard isDryRun, !steps.isEmpty else {
            if !isDryRun { try change() }
            return conclude(true, topics)
        }
        for step in steps { StandardOutput.tell("would be \(step)") }
        StandardOutput.tell("nothing was changed (--dry-run)")
        return Exit.success
    }

    /// The same words for a dry run and for the command itself: neither has changed anything.
    static func refusal(_ message: String, _ code: LogError.Code) -> LogError {
        LogError(code, "nothing was changed:\n\(message)")
    }

    /// In the place of a number.
    static let missing = "missing"

    static func logFolder(_ values: Values) -> String { OpenLog.embeddedFolder(in: values[SharedOptions.data]) }
}

extension TopicsForecast.Step {
    /// What was done; what a dry run would do, too.
    fileprivate var line: String {
        switch self {
        case .make(let topic, let partitionCount): "made: \(topic.name), partitions \(partitionCount)"
        case .resize(let topic, let from, let to): "changed: \(topic.name), partitions \(to) (was \(from))"
        }
    }
}

extension TopicPolicy {
    /// What becomes of old records, and after how long.
    var cleanupCells: [String] {
        switch cleanup {
        case .delete(let retention): ["delete", Units.text(retention)]
        case .compact(let tombstones): ["compact", Units.text(tombstones)]
        }
    }
}
