internal import Foundation
internal import KafkaLog
internal import Log
internal import Options
internal import SQLiteLog

/// What a log holds, looked at without changing anything in it; on whichever engine.
protocol LogContents {
    /// A topic that is not here was never made.
    var partitionCounts: [Topic: Int32] { get }
    func endOffset(of topic: Topic, partition: Int32) throws(LogError) -> Int64
    func forEach(of topic: Topic, _ body: (Record) -> Void) throws(LogError)
    func record(of topic: Topic, partition: Int32, offset: Int64) throws(LogError) -> Record?
}

extension SQLiteInspection: LogContents {}
extension KafkaInspection: LogContents {}

extension LogContents {
    /// The sum of a topic's end offsets; nil where the log has no such topic.
    func endOffsets(_ topic: Topic) throws(LogError) -> Int64? {
        guard let partitionCount = partitionCounts[topic] else { return nil }
        var sum: Int64 = 0
        for partition in 0..<partitionCount { sum += try endOffset(of: topic, partition: partition) }
        return sum
    }
}

/// A log that somebody wants to look at, and where it is.
struct FoundLog {
    let contents: any LogContents
    /// For messages: `in /var/lib/waybill` or `on Kafka at k1:9092`.
    let place: String

    /// The log that the options name, with these topics in it; says where it looked in vain.
    init(_ values: Values, topics: [Topic]) throws {
        if let configuration = try KafkaSettings.configuration(values) {
            contents = try KafkaInspection(configuration, topics: topics)
            place = "on Kafka at \(configuration.bootstrapServers)"
        } else {
            contents = try Self.embedded(values)
            place = "in \(Self.folder(values))"
        }
        let missing = topics.filter { contents.partitionCounts[$0] == nil }.map(\.name)
        guard missing.isEmpty else { throw Self.missing(missing.map { values[SharedOptions.kafkaPrefix] + $0 }, place) }
    }

    static func embedded(_ values: Values) throws -> SQLiteInspection {
        guard let log = try SQLiteInspection(folder: TopicsCommand.logFolder(values)) else {
            try LogMark.checkLog(in: values[SharedOptions.data])
            throw absence(values)
        }
        return log
    }

    static func absence(_ values: Values) -> LogError {
        LogError(
            .invalid,
            "there is no log in \(folder(values)): name the service's data folder (--data) or its cluster (--kafka); "
                + "waybill topics apply makes a log, and so does the first start")
    }

    static func missing(_ names: [String], _ place: String) -> LogError {
        LogError(
            .invalid,
            "there is no topic \(names.joined(separator: ", ")) \(place): correct the place or the --kafka-prefix; "
                + "waybill topics apply makes the topics")
    }

    /// Whole, since what is meant by a relative path depends on where one stands.
    private static func folder(_ values: Values) -> String {
        URL(fileURLWithPath: values[SharedOptions.data]).standardizedFileURL.path
    }
}
