package import Log
internal import Synchronization

/// A topic that has more partitions on the cluster than its file says. Kafka adds partitions and takes none away, so
/// the log goes on with those that the file says, by which keys and numbers were dealt out, and leaves the others
/// alone.
package struct WideTopic: Equatable, Sendable {
    package let topic: Topic
    /// On the cluster.
    package let name: String
    /// As its file says.
    package let partitionCount: Int32
    package let foundCount: Int32
    /// Records in the partitions that nobody reads, at most; nil where nobody asked, or had an answer.
    package let strayCountMax: Int64?

    /// Nil where the topic has no more partitions than its file says.
    init?(_ policy: TopicPolicy, _ name: String, foundCount: Int32, strayCountMax: Int64? = nil) {
        guard foundCount > policy.partitionCount else { return nil }
        (topic, self.name, partitionCount) = (policy.topic, name, policy.partitionCount)
        (self.foundCount, self.strayCountMax) = (foundCount, strayCountMax)
    }

    /// For an operator: what was found, what it means and what to do.
    package var message: String {
        let head =
            "topic \(name) has \(foundCount) partitions on Kafka, and its topic file says \(partitionCount): Kafka "
            + "cannot take partitions away, so the first \(partitionCount) are used and the others left alone"
        return [head, advice, strays].compactMap(\.self).joined(separator: "; ")
    }

    private var advice: String {
        if topic.mayWiden { return "its file may say \(foundCount)" }
        let advice =
            "leave the file as it is: with another count the keys would lie in other partitions, and an order that is "
            + "pushed again would get a second number"
        guard topic.mustBeConsumed else { return advice }
        return advice + "; the group deals out all \(foundCount), so that some workers may have nothing to do, for "
            + "which more workers help"
    }

    private var strays: String? {
        guard let strayCountMax else { return nil }
        guard strayCountMax > 0 else { return "nothing stands in the others" }
        return "up to \(strayCountMax) records stand in the others, which nobody reads: see who writes there, and have "
            + "them written to the partition that murmur2 of the key names among \(partitionCount)"
    }
}

extension OffsetQueries {
    /// Asks the cluster which topics are wider than their files say, and tells of each. One that does not answer is no
    /// reason to stop: it is asked again when the next partition shows.
    func lookForWideTopics() {
        guard let view = try? TopicsView.ask(client, layout) else { return }
        tellWideTopics(in: view)
    }

    /// Tells of each once, and again when it is wider still.
    func tellWideTopics(in view: TopicsView) {
        for policy in layout.policies {
            guard let foundCount = view.topics[policy.topic]?.partitionCount, foundCount > policy.partitionCount,
                toldCounts.withLock({ $0.updateValue(foundCount, forKey: policy.topic) }) != foundCount
            else { continue }
            let strayCountMax = recordCountMax(of: policy.topic, policy.partitionCount..<foundCount)
            WideTopic(policy, layout.name(policy.topic), foundCount: foundCount, strayCountMax: strayCountMax)
                .map(cluster.events.widened)
        }
    }

    /// Refuses files that were edited to fewer partitions: nobody but us writes numbers and tokens, so that records of
    /// them beyond what the file says are ours, and were dealt out by another count.
    func refuseNarrowedFiles() throws(LogError) {
        let view = try TopicsView.ask(client, layout)
        for policy in layout.policies where policy.topic.mustBeCompacted {
            guard let foundCount = view.topics[policy.topic]?.partitionCount, foundCount > policy.partitionCount,
                let count = recordCountMax(of: policy.topic, policy.partitionCount..<foundCount), count > 0
            else { continue }
            throw LogError(
                .misconfigured,
                """
                topic \(layout.name(policy.topic)) has \(foundCount) partitions on Kafka, its topic file says \
                \(policy.partitionCount), and records of ours stand in the others: the file said more when they were \
                written. An order that is pushed again would lie in another partition and get a second number. Set \
                partitions back to what they were in the files of this topic and of those that have as many
                """)
        }
    }

    private func recordCountMax(of topic: Topic, _ partitions: Range<Int32>) -> Int64? {
        var count: Int64 = 0
        for partition in partitions {
            guard let (start, end) = try? offsets(of: topic, partition) else { return nil }
            count += max(0, end - start)
        }
        return count
    }
}
