internal import Configuration
internal import Foundation
internal import Log
internal import Options
internal import SQLiteLog

/// `waybill topics show|check|apply`: what the files say, and what the log has.
enum TopicsCommand {
    static let show = Command(
        "show", summary: "prints the topics as their files describe them, and what the log holds",
        details:
            "Reads the topics folder, and the cluster or, where there is one, the embedded log in the data folder.",
        options: [Setting.topics, Setting.data] + Setting.cluster,
        examples: [
            Example("waybill topics show", "a table, a line a topic"),
            Example("waybill topics show --kafka k1:9092", "with what the cluster has"),
        ], exitCodes: Exit.table)

    static let check = Command(
        "check", summary: "compares the topic files with the log",
        details: """
            Says where they differ and changes nothing. Fails where they differ. What somebody set on a cluster's \
            topic besides is noted, and is no difference.
            """,
        options: [Setting.topics, Setting.data] + Setting.cluster + TopicsOnKafka.wishes,
        examples: [
            Example("waybill topics check && waybill serve", "start only on topics as described"),
            Example("waybill topics check --kafka k1:9092,k2:9092", "on a cluster"),
        ],
        exitCodes: Exit.table)

    static let apply = Command(
        "apply", summary: "makes the topics that the files describe",
        details: """
            Makes what is missing, and on a cluster alters settings that differ; says what it did, a line each. The \
            partition count of a topic that holds keys is never changed: records of one key would no longer be in one \
            partition, and one order would be two. Everything is checked before anything is changed.
            """,
        options: [Setting.topics, Setting.data] + Setting.cluster + TopicsOnKafka.wishes + [TopicsOnKafka.dryRun],
        examples: [
            Example("waybill topics apply --data /var/lib/waybill", "before the first start; serve does it too"),
            Example("waybill topics apply --kafka k1:9092 --replication-factor 3", "on a cluster, before any role"),
            Example("waybill topics apply --kafka localhost:9092 --min-in-sync 1", "on a cluster of one broker"),
        ],
        exitCodes: Exit.table)

    static let group = Command(
        group: "topics", summary: "the topics of the log: show, check, apply, access",
        details: "The files in the topics folder are the truth; these commands bring log and files together.",
        commands: [show, check, apply, AccessCommand.access])

    static func runShow(_ values: Values) throws -> Int32 {
        let topics = try loadTopics(folder: values[Setting.topics])
        if let configuration = try KafkaSettings.configuration(values) {
            return try TopicsOnKafka.show(configuration, topics)
        }
        let log = try Inspection(folder: logFolder(values))
        var table = TextTable(["TOPIC", "PARTITIONS", "CLEANUP", "RETENTION", "RECORDS UP TO"])
        for policy in topics {
            table.append([
                policy.topic.name, String(policy.partitionCount), policy.cleanupName, policy.retentionText,
                try log?.recordsUpTo(policy.topic) ?? "not made yet",
            ])
        }
        print(table.text, terminator: "")
        return Exit.success
    }

    static func runCheck(_ values: Values) throws -> Int32 {
        let topics = try loadTopics(folder: values[Setting.topics])
        if let configuration = try TopicsOnKafka.configuration(values) {
            return try TopicsOnKafka.check(configuration, topics)
        }
        guard let log = try Inspection(folder: logFolder(values)) else {
            print("there is no log in \(values[Setting.data]) yet; waybill topics apply makes it")
            return Exit.failure
        }
        let differences = log.differences(from: topics)
        for difference in differences { print(difference) }
        guard differences.isEmpty else { return Exit.failure }
        print(agreement(topics))
        return Exit.success
    }

    static func runApply(_ values: Values) throws -> Int32 {
        let topics = try loadTopics(folder: values[Setting.topics])
        let isDryRun = values[TopicsOnKafka.dryRun]
        if let configuration = try TopicsOnKafka.configuration(values) {
            return try TopicsOnKafka.apply(configuration, topics, isDryRun: isDryRun)
        }
        guard !isDryRun else { return try runDry(topics, values) }
        try DataFolder.make(values[Setting.data])
        try SQLiteLog(folder: logFolder(values), topics: topics).close()
        print(agreement(topics))
        return Exit.success
    }

    private static func runDry(_ topics: [TopicPolicy], _ values: Values) throws -> Int32 {
        let log = try Inspection(folder: logFolder(values))
        let differences = log?.differences(from: topics) ?? topics.map { "\($0.topic.name) was not made yet" }
        for difference in differences { print(difference) }
        print(differences.isEmpty ? agreement(topics) : "nothing was changed (--dry-run)")
        return Exit.success
    }

    static func agreement(_ topics: [TopicPolicy]) -> String {
        "\(topics.count) topics are as their files describe them"
    }

    static func logFolder(_ values: Values) -> String { values[Setting.data] + "/log" }
}

extension TopicPolicy {
    var cleanupName: String {
        switch cleanup {
        case .delete: "delete"
        case .compact: "compact"
        }
    }

    var retentionText: String {
        let retention =
            switch cleanup {
            case .delete(let retention): retention
            case .compact(let tombstones): tombstones
            }
        return Units.text(retention)
    }
}
