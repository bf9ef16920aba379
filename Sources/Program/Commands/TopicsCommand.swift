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
        let log = try openExisting(values, topics)
        defer { log?.close() }
        var table = TextTable(["TOPIC", "PARTITIONS", "CLEANUP", "RETENTION", "RECORDS UP TO"])
        for topic in topics {
            let ends = try log.map { log in
                try (0..<topic.partitionCount).reduce(Int64(0)) {
                    $0 + (try log.endOffset(of: topic.topic, partition: $1))
                }
            }
            table.append([
                topic.topic.name, String(topic.partitionCount), topic.cleanupName, topic.retentionText,
                ends.map(String.init) ?? "no log yet",
            ])
        }
        print(table.text, terminator: "")
        return Exit.success
    }

    static func runCheck(_ values: Values) throws -> Int32 {
        let topics = try loadTopics(folder: values[Setting.topics])
        guard let log = try openExisting(values, topics) else {
            print("there is no log in \(values[Setting.data]) yet; waybill topics apply makes it")
            return Exit.failure
        }
        log.close()
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

    /// Nil where no log was made yet: looking must not make one.
    static func openExisting(_ values: Values, _ topics: [TopicPolicy]) throws -> SQLiteLog? {
        let folder = logFolder(values)
        guard FileManager.default.fileExists(atPath: folder + "/log.sqlite") else { return nil }
        return try SQLiteLog(folder: folder, topics: topics)
    }
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
