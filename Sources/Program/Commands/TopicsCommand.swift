internal import Configuration
internal import Foundation
internal import Log
internal import Options
internal import SQLiteLog

/// `waybill topics show|check|apply`: what the files say, and what the log has.
enum TopicsCommand {
    static let show = Command(
        "show", summary: "prints the topics as their files describe them, and what the log holds",
        details: "Reads the topics folder and, where there is one, the embedded log in the data folder.",
        options: [Setting.topics, Setting.data],
        examples: [Example("waybill topics show", "a table, a line a topic")], exitCodes: Exit.table)

    static let check = Command(
        "check", summary: "compares the topic files with the log",
        details: "Says where they differ and changes nothing. Fails where they differ.",
        options: [Setting.topics, Setting.data],
        examples: [Example("waybill topics check && waybill serve", "start only on topics as described")],
        exitCodes: Exit.table)

    static let apply = Command(
        "apply", summary: "makes the topics that the files describe",
        details: """
            Makes what is missing. The partition count of a topic that holds records is never changed: records of one \
            key would no longer be in one partition, and one order would be two.
            """,
        options: [Setting.topics, Setting.data],
        examples: [
            Example("waybill topics apply --data /var/lib/waybill", "before the first start; serve does it too")
        ],
        exitCodes: Exit.table)

    static let group = Command(
        group: "topics", summary: "the topics of the log: show, check, apply",
        details: "The files in the topics folder are the truth; these commands bring log and files together.",
        commands: [show, check, apply])

    static func runShow(_ values: Values) throws -> Int32 {
        let topics = try loadTopics(folder: values[Setting.topics])
        let log = try Inspection(folder: logFolder(values))
        var table = TextTable(["TOPIC", "PARTITIONS", "CLEANUP", "RETENTION", "RECORDS UP TO"])
        for policy in topics {
            table.append([
                policy.topic.name, String(policy.partitionCount), policy.cleanupName, policy.retentionText,
                try recordsUpTo(policy.topic, log),
            ])
        }
        print(table.text, terminator: "")
        return Exit.success
    }

    /// The sum of a topic's end offsets: how many records it has seen.
    private static func recordsUpTo(_ topic: Topic, _ log: Inspection?) throws -> String {
        guard let log, let partitionCount = log.partitionCounts[topic] else { return "not made yet" }
        var sum: Int64 = 0
        for partition in 0..<partitionCount { sum += try log.endOffset(of: topic, partition: partition) }
        return String(sum)
    }

    static func runCheck(_ values: Values) throws -> Int32 {
        let topics = try loadTopics(folder: values[Setting.topics])
        guard let log = try Inspection(folder: logFolder(values)) else {
            print("there is no log in \(values[Setting.data]) yet; waybill topics apply makes it")
            return Exit.failure
        }
        let differences = log.differences(from: topics)
        for difference in differences { print(difference) }
        guard differences.isEmpty else { return Exit.failure }
        print("\(topics.count) topics are as their files describe them")
        return Exit.success
    }

    static func runApply(_ values: Values) throws -> Int32 {
        let topics = try loadTopics(folder: values[Setting.topics])
        try DataFolder.make(values[Setting.data])
        try SQLiteLog(folder: logFolder(values), topics: topics).close()
        print("\(topics.count) topics are as their files describe them")
        return Exit.success
    }

    static func logFolder(_ values: Values) -> String { values[Setting.data] + "/log" }
}

extension TopicPolicy {
    fileprivate var cleanupName: String {
        switch cleanup {
        case .delete: "delete"
        case .compact: "compact"
        }
    }

    fileprivate var retentionText: String {
        let retention =
            switch cleanup {
            case .delete(let retention): retention
            case .compact(let tombstones): tombstones
            }
        return Units.text(retention)
    }
}
