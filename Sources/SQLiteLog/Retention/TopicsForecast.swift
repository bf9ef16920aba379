internal import Foundation
package import Log
internal import SQLite

/// What opening an embedded log with these topics would do, found without doing it.
package struct TopicsForecast: Equatable, Sendable {
    /// What would be made or changed.
    package enum Step: Equatable, Sendable {
        case make(Topic, partitionCount: Int32)
        case resize(Topic, from: Int32, to: Int32)
    }

    package private(set) var steps: [Step] = []
    /// Why the log would refuse, a sentence each.
    package private(set) var refusals: [LogError] = []

    /// Throws where the log that is there cannot be looked at.
    package init(folder: String, topics: [TopicPolicy]) throws(LogError) {
        _ = try Layout(topics)
        let log = try SQLiteInspection(folder: folder)
        if let refusal = Self.refusalToWrite(folder) { refusals.append(refusal) }
        for policy in topics {
            guard let count = log?.partitionCounts[policy.topic] else {
                steps.append(.make(policy.topic, partitionCount: policy.partitionCount))
                continue
            }
            guard count != policy.partitionCount else { continue }
            if let log, try log.holdsRecords(of: policy.topic) {
                refusals.append(.partitionCount(of: policy, Int64(count)))
            } else {
                steps.append(.resize(policy.topic, from: count, to: policy.partitionCount))
            }
        }
    }

    /// Who may not write into the folder, or into the nearest one above it that is there, makes no log in it.
    private static func refusalToWrite(_ folder: String) -> LogError? {
        let files = FileManager.default
        let log = SQLiteLog.file(in: folder)
        if files.fileExists(atPath: log), !files.isWritableFile(atPath: log) {
            return LogError(.unavailable, "\(log) cannot be written: see who may write it")
        }
        var nearest = URL(fileURLWithPath: folder).standardizedFileURL
        while !files.fileExists(atPath: nearest.path), nearest.path != "/" { nearest.deleteLastPathComponent() }
        let path = nearest.resolvingSymlinksInPath().path
        let type = (try? files.attributesOfItem(atPath: path))?[.type] as? FileAttributeType
        guard type != .typeDirectory || !files.isWritableFile(atPath: path) else { return nil }
        return LogError(
            .unavailable,
            "cannot make the folder \(folder) of the log: see whether \(path) is a folder and who may write there")
    }
}

extension SQLiteInspection {
    fileprivate func holdsRecords(of topic: Topic) throws(LogError) -> Bool {
        for partition in 0..<(partitionCounts[topic] ?? 0) where try endOffset(of: topic, partition: partition) > 0 {
            return true
        }
        return false
    }
}

extension LogError {
    /// A topic whose count is not what its file says and may not be changed.
    static func partitionCount(of policy: TopicPolicy, _ found: Int64) -> LogError {
        LogError(
            .misconfigured,
            "topic \(policy.topic.name) holds records in \(found) partitions and cannot change to "
                + "\(policy.partitionCount), which would part the records of a key: keep \(found)")
    }
}
