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

extension Inspection: LogContents {}
extension TopicsInspection: LogContents {}

extension LogContents {
    /// The sum of a topic's end offsets: how many records it has seen.
    func recordsUpTo(_ topic: Topic) throws(LogError) -> String {
        guard let partitionCount = partitionCounts[topic] else { return "not made yet" }
        var sum: Int64 = 0
        for partition in 0..<partitionCount { sum += try endOffset(of: topic, partition: partition) }
        return String(sum)
    }
}

/// The log that the options name. Nil where the data folder has none yet.
func logContents(_ values: Values, topics: [Topic]) throws -> (any LogContents)? {
    if let configuration = try KafkaSettings.configuration(values) {
        return try TopicsInspection(configuration, topics: topics)
    }
    return try Inspection(folder: TopicsCommand.logFolder(values))
}
