package import Log

/// The log as one process sees it.
package final class SimulatedLog: Log {
    private let cluster: SimulatedCluster
    private let process: SimulatedProcess

    package init(_ cluster: SimulatedCluster, _ process: SimulatedProcess) {
        self.cluster = cluster
        self.process = process
    }

    package func partitionCount(of topic: Topic) throws(LogError) -> Int32 {
        topic == .replies ? cluster.replyPartitionCount : cluster.partitionCount
    }

    package func append(_ records: NewRecords, completion: @escaping @Sendable (Result<[Int64], LogError>) -> Void) {
        completion(process.isAlive ? .success(cluster.append(Array(records))) : .failure(Self.dead))
    }

    package func endOffset(of topic: Topic, partition: Int32) throws(LogError) -> Int64 {
        try check(topic, partition)
        return cluster.endOffset(topic, partition)
    }

    package func startOffset(of topic: Topic, partition: Int32) throws(LogError) -> Int64 {
        try check(topic, partition)
        return cluster.startOffset(topic, partition)
    }

    package func reader(
        of topic: Topic, from offsets: [Int32: Int64], withHeaders: Bool
    ) throws(LogError) -> any LogReader {
        for partition in offsets.keys { try check(topic, partition) }
        return SimulatedReader(topic, offsets, withHeaders: withHeaders, cluster, process)
    }

    package func member(of group: String, topic: Topic) throws(LogError) -> any GroupMember {
        SimulatedMember(cluster, process)
    }

    package func committedOffset(of group: String, topic: Topic, partition: Int32) throws(LogError) -> Int64? {
        try check(topic, partition)
        return cluster.committedIfAny(partition)
    }

    /// The auditor is told by the cluster.
    package func tellLostReplies(to listener: @escaping @Sendable (Int, LogError) -> Void) {}

    package func close() {}

    private func check(_ topic: Topic, _ partition: Int32) throws(LogError) {
        guard process.isAlive else { throw Self.dead }
        guard cluster.holds(topic, partition) else { throw LogError(.invalid, "there is no such partition") }
    }

    static let dead = LogError(.unavailable, "the simulated process is dead")
}

/// Never needed: nothing here blocks.
struct IdleWaker: Waker {
    func wake() {}
}
