internal import CRdKafka
package import Log

/// Looks at the topics on a cluster without changing anything: for commands that only show. Needs no more rights than
/// to describe the topics, and to read those that are read. Owned by one thread; calls block for answers.
package final class KafkaInspection {
    /// A topic that is not here was never made.
    package let shapes: [Topic: TopicsView.Found]
    private let configuration: KafkaConfiguration
    private let layout: Layout
    private let queries: OffsetQueries

    /// Throws where the cluster does not answer, and where the user may not describe a topic: all such topics at once.
    package init(_ configuration: KafkaConfiguration, topics: [Topic]) throws(LogError) {
        self.configuration = configuration
        // Only the names count: how many partitions there are, the cluster tells.
        let policies = topics.map { topic in
            TopicPolicy(topic: topic, partitionCount: 1, cleanup: .delete(retention: .seconds(1)))
        }
        layout = try Layout(policies, prefix: configuration.prefix)
        queries = try OffsetQueries(configuration, layout)
        let view = try TopicsView.ask(queries.client, layout)
        if let error = LogError.joined(layout.policies.compactMap({ view.faults[$0.topic] })) { throw error }
        shapes = view.topics
    }

    /// How many partitions each topic has; a topic that is not here was never made.
    package var partitionCounts: [Topic: Int32] { shapes.mapValues(\.partitionCount) }

    /// The next offset of a partition: above all that was acknowledged.
    package func endOffset(of topic: Topic, partition: Int32) throws(LogError) -> Int64 {
        try queries.offsets(of: topic, partition).end
    }

    /// Every committed record that the topic holds at the moment of the call, in offset order within each partition; a
    /// batch of them is in memory at a time.
    package func forEach(of topic: Topic, _ body: (Record) -> Void) throws(LogError) {
        var spans: [Int32: Range<Int64>] = [:]
        for partition in 0..<(shapes[topic]?.partitionCount ?? 0) {
            let (start, end) = try queries.offsets(of: topic, partition)
            if start < end { spans[partition] = start..<end }
        }
        try read(topic, spans, body)
    }

    /// The record at that offset; nil where there is none, or none that was committed.
    package func record(of topic: Topic, partition: Int32, offset: Int64) throws(LogError) -> Record? {
        guard (0..<(shapes[topic]?.partitionCount ?? 0)).contains(partition), offset >= 0 else { return nil }
        let (start, end) = try queries.offsets(of: topic, partition)
        guard (start..<max(start, end)).contains(offset) else { return nil }
        var found: Record?
        try read(topic, [partition: offset..<offset + 1]) { found = $0 }
        return found
    }

    private func read(_ topic: Topic, _ spans: [Int32: Range<Int64>], _ body: (Record) -> Void) throws(LogError) {
        guard !spans.isEmpty else { return }
        let properties = try configuration.properties(of: ClientProperties.reader, name: "waybill-inspection")
        let client = try unsafe Client(RD_KAFKA_CONSUMER, properties)
        try client.prepare(layout, [topic])
        // One reference, which the messages destroy.
        guard let queue = unsafe rd_kafka_queue_new(client.handle), let handle = unsafe client.topic(topic) else {
            throw LogError(.unavailable, "no memory to read \(layout.name(topic))")
        }
        let messages = unsafe Messages(of: topic, client, queue: queue)
        defer {
            messages.clear()
            for partition in spans.keys { _ = unsafe rd_kafka_consume_stop(handle, partition) }
        }
        for (partition, span) in spans
        where unsafe rd_kafka_consume_start_queue(handle, partition, span.lowerBound, queue) != 0 {
            throw client.error(client.fault(rd_kafka_last_error()), "reading \(layout.name(topic))")
        }
        try read(messages, spans, topic, client, body)
    }

    private func read(
        _ messages: Messages, _ spans: [Int32: Range<Int64>], _ topic: Topic, _ client: Client,
        _ body: (Record) -> Void
    ) throws(LogError) {
        var left = Set(spans.keys)
        // Where an open transaction holds up the rest: one that has just been committed shows in a moment.
        var heldUp: Set<Int32> = []
        var deadline = Deadline(milliseconds: KafkaLogLimits.questionTimeout)
        while !left.isEmpty {
            let content = messages.content(recordCountMax: KafkaLogLimits.takenCountMax) { spans[$0]?.lowerBound }
            switch content {
            case .records(let records):
                for record in records {
                    guard let span = spans[record.partition] else { continue }
                    if span.contains(record.offset) { body(record) }
                    if record.offset >= span.upperBound - 1 { left.remove(record.partition) }
                }
                deadline = Deadline(milliseconds: KafkaLogLimits.questionTimeout)
            case .notice(let fault, let partition, let offset):
                if fault.code == RD_KAFKA_RESP_ERR__PARTITION_EOF {
                    if offset >= spans[partition]?.upperBound ?? 0 { left.remove(partition) }
                    heldUp.insert(partition)
                    if left.isSubset(of: heldUp) {
                        deadline = Deadline(milliseconds: KafkaLogLimits.markerTimeout)
                    }
                } else if fault.isMissingRight || deadline.isPassed {
                    throw client.error(fault, "reading \(layout.name(topic))")
                }
            case .nothing:
                client.serve()
                guard !deadline.isPassed else {
                    // What a transaction wrote that is open still is nobody's record yet.
                    if left.isSubset(of: heldUp) { return }
                    throw client.error(KafkaFault(RD_KAFKA_RESP_ERR__TIMED_OUT), "reading \(layout.name(topic))")
                }
                messages.wait(milliseconds: deadline.step)
            }
        }
    }
}
