internal import CRdKafka
internal import Log

/// Asks the cluster about offsets and groups. Any thread may; each call blocks for an answer.
final class Inquirer: Sendable {
    let client: Client
    private let layout: Layout
    private let cluster: Cluster

    /// Returns once the cluster has answered.
    init(_ configuration: KafkaConfiguration, _ layout: Layout, _ cluster: Cluster? = nil) throws(LogError) {
        let cluster = cluster ?? Cluster(configuration.bootstrapServers, KafkaEvents())
        let properties = try configuration.properties(of: Role.inquirer, name: "waybill-inquirer")
        client = try unsafe Client(RD_KAFKA_CONSUMER, properties, callbacks: Callbacks(cluster))
        (self.layout, self.cluster) = (layout, cluster)
        // Before the topics: a question for those that are not there would slow the first.
        try client.connect()
        try client.prepare(layout, layout.policies.map(\.topic))
    }

    /// The id that the cluster was given when it was formatted.
    func clusterID() throws(LogError) -> String {
        // The text is ours to free, by librdkafka's own function.
        guard let text = unsafe rd_kafka_clusterid(client.handle, Int32(KafkaLogLimits.questionTimeout)) else {
            throw client.error(KafkaFault(RD_KAFKA_RESP_ERR__TIMED_OUT), "asking for the cluster's id")
        }
        defer { unsafe rd_kafka_mem_free(client.handle, text) }
        return unsafe String(cString: text)
    }

    /// The ends of a partition, by the numbers that Kafka's protocol gives them.
    private enum Place {
        static let start = Int64(RD_KAFKA_OFFSET_BEGINNING)
        static let end = Int64(RD_KAFKA_OFFSET_END)
    }

    /// The first offset there is, and the next one there will be: above all that was acknowledged.
    func offsets(of topic: Topic, _ partition: Int32) throws(LogError) -> (start: Int64, end: Int64) {
        (try offset(Place.start, of: topic, partition), try offset(Place.end, of: topic, partition))
    }

    func start(of topic: Topic, _ partition: Int32) throws(LogError) -> Int64 {
        try offset(Place.start, of: topic, partition)
    }

    func end(of topic: Topic, _ partition: Int32) throws(LogError) -> Int64 {
        try offset(Place.end, of: topic, partition)
    }

    private func offset(_ place: Int64, of topic: Topic, _ partition: Int32) throws(LogError) -> Int64 {
        let deadline = Deadline(milliseconds: KafkaLogLimits.questionTimeout)
        while true {
            let list = PartitionList(layout.name(topic), [(partition, place)])
            // Not rd_kafka_query_watermark_offsets, which a broker that hangs makes wait for ever (2.0.2): this keeps
            // to its time. The list is ours; its rows are overwritten.
            var code = unsafe rd_kafka_offsets_for_times(client.handle, list.handle, deadline.step)
            let row = unsafe PartitionList.rows(list.handle).first
            if code == RD_KAFKA_RESP_ERR_NO_ERROR, let row { code = row.code }
            guard let fault = KafkaFault.of(code) else { return row?.offset ?? 0 }
            client.serve()
            if cluster.isClosing { throw .closed }
            // A partition that has no leader at the moment will have one.
            let mayPass = [
                RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
                RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART,
                RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION,
            ].contains(code)
            if !mayPass || deadline.isPassed {
                throw client.error(fault, "asking for the offsets of \(layout.name(topic))/\(partition)")
            }
        }
    }

    /// The offsets that the group committed, as they are once transactions under way have ended; unknown ones left out.
    func committed(
        group: String, _ topic: Topic, _ partitions: [Int32]
    ) throws(LogError) -> [Int32: Int64] {
        try committed(group, client) { timeout throws(KafkaFault) in
            try ask(group, topic, partitions, timeout)
        }
    }

    /// The same for a member of the group, by its own consumer. librdkafka 2.0.2 crashes where an administrator's
    /// question meets a coordinator that is moving (a request to no broker); a consumer's question waits.
    func committed(
        group: String, _ topic: Topic, _ partitions: [Int32], asking consumer: Client
    ) throws(LogError) -> [Int32: Int64] {
        try committed(group, consumer) { timeout throws(KafkaFault) in
            let list = PartitionList(layout.name(topic), partitions.map { ($0, PartitionList.invalid) })
            // Fills the rows of our list, which it does not keep.
            if let fault = KafkaFault.of(unsafe rd_kafka_committed(consumer.handle, list.handle, timeout)) {
                throw fault
            }
            return try Self.offsets(unsafe PartitionList.rows(list.handle))
        }
    }

    /// Asks until there is an answer that holds: one that no open transaction can change.
    private func committed(
        _ group: String, _ client: Client, ask: (Int32) throws(KafkaFault) -> [Int32: Int64]
    ) throws(LogError) -> [Int32: Int64] {
        let deadline = Deadline(milliseconds: KafkaLogLimits.settleTimeout)
        while true {
            do throws(KafkaFault) {
                return try ask(deadline.step)
            } catch {
                self.client.serve()
                if cluster.isClosing { throw .closed }
                let mayPass = [
                    RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT, RD_KAFKA_RESP_ERR__TIMED_OUT,
                    RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE,
                    RD_KAFKA_RESP_ERR_NOT_COORDINATOR, RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS,
                    RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE, RD_KAFKA_RESP_ERR__WAIT_COORD,
                ].contains(error.code)
                if !mayPass || deadline.isPassed {
                    throw client.error(error, "asking for the offsets of group \(group)")
                }
            }
        }
    }

    private static func offsets(_ rows: [PartitionList.Row]) throws(KafkaFault) -> [Int32: Int64] {
        var offsets: [Int32: Int64] = [:]
        for row in rows {
            if let fault = KafkaFault.of(row.code) { throw fault }
            if row.offset >= 0 { offsets[row.partition] = row.offset }
        }
        return offsets
    }

    private func ask(
        _ group: String, _ topic: Topic, _ partitions: [Int32], _ timeout: Int32
    ) throws(KafkaFault) -> [Int32: Int64] {
        let list = PartitionList(layout.name(topic), partitions.map { ($0, PartitionList.invalid) })
        let question = unsafe rd_kafka_ListConsumerGroupOffsets_new(group, list.handle)
        let options = unsafe rd_kafka_AdminOptions_new(client.handle, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS)
        let queue = unsafe rd_kafka_queue_new(client.handle)
        // All are ours, and librdkafka copies what it needs of them for the question.
        defer {
            unsafe rd_kafka_ListConsumerGroupOffsets_destroy(question)
            unsafe rd_kafka_AdminOptions_destroy(options)
            unsafe rd_kafka_queue_destroy(queue)
        }
        var text = [CChar](repeating: 0, count: 256)
        _ = unsafe rd_kafka_AdminOptions_set_request_timeout(options, timeout, &text, text.count)
        if let fault = unsafe KafkaFault(
            taking: rd_kafka_AdminOptions_set_require_stable_offsets(options, 1))
        {
            throw fault
        }
        var questions: [OpaquePointer?] = unsafe [question]
        unsafe rd_kafka_ListConsumerGroupOffsets(client.handle, &questions, 1, options, queue)
        // The request's own timeout makes an event in any case.
        guard let event = unsafe rd_kafka_queue_poll(queue, -1) else { throw KafkaFault(RD_KAFKA_RESP_ERR__TIMED_OUT) }
        defer { unsafe rd_kafka_event_destroy(event) }
        if let fault = KafkaFault.of(unsafe rd_kafka_event_error(event)) { throw fault }
        guard let result = unsafe rd_kafka_event_ListConsumerGroupOffsets_result(event) else { return [:] }
        // The groups live as long as the event.
        var count = 0
        guard let groups = unsafe rd_kafka_ListConsumerGroupOffsets_result_groups(result, &count), count > 0 else {
            return [:]
        }
        if let error = unsafe rd_kafka_group_result_error(groups[0]) {
            throw KafkaFault(unsafe rd_kafka_error_code(error))
        }
        return try Self.offsets(unsafe PartitionList.rows(rd_kafka_group_result_partitions(groups[0])))
    }
}
