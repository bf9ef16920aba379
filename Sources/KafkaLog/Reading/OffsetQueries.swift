internal import CRdKafka
internal import Log
internal import Synchronization

/// Asks the cluster about offsets and groups. Any thread may; each call blocks for an answer.
final class OffsetQueries: Sendable {
    let client: Client
    let layout: Layout
    let cluster: Cluster
    private let observers: GroupObservers
    /// How many partitions were told of topics that have more than their files say.
    let toldCounts = Mutex<[Topic: Int32]>([:])

    /// Returns once the cluster has answered.
    init(_ configuration: KafkaConfiguration, _ layout: Layout, _ cluster: Cluster? = nil) throws(LogError) {
        let cluster = cluster ?? Cluster(configuration.bootstrapServers, KafkaEvents())
        let properties = try configuration.properties(of: ClientProperties.queries, name: "waybill-inquirer")
        client = try unsafe Client(RD_KAFKA_CONSUMER, properties, callbacks: Callbacks(cluster))
        (self.layout, self.cluster) = (layout, cluster)
        observers = GroupObservers(configuration, cluster)
        // Before the topics: a question for those that are not there would slow the first.
        try client.connect()
        try client.prepare(layout, layout.policies.map(\.topic))
    }

    /// Ends what asks about groups; what is being asked ends by the cluster's `close`.
    func close() {
        observers.close()
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

    /// The first offset there is, and the next one there will be: above all that was acknowledged.
    func offsets(of topic: Topic, _ partition: Int32) throws(LogError) -> (start: Int64, end: Int64) {
        (try start(of: topic, partition), try end(of: topic, partition))
    }

    func start(of topic: Topic, _ partition: Int32) throws(LogError) -> Int64 {
        try offset(PartitionList.start, of: topic, partition)
    }

    func end(of topic: Topic, _ partition: Int32) throws(LogError) -> Int64 {
        try offset(PartitionList.end, of: topic, partition)
    }

    private func offset(_ place: Int64, of topic: Topic, _ partition: Int32) throws(LogError) -> Int64 {
        let name = layout.name(topic)
        return try answer(
            of: client, "asking for the offsets of \(name)/\(partition)", passing: Self.leaderErrors,
            within: KafkaLogLimits.questionTimeout
        ) { milliseconds throws(KafkaFault) in
            let list = PartitionList(name, [(partition, place)])
            // Not rd_kafka_query_watermark_offsets, which a broker that hangs makes wait for ever (2.0.2): this keeps
            // to its time. The list is ours; its rows are overwritten.
            let code = unsafe rd_kafka_offsets_for_times(client.handle, list.handle, milliseconds)
            if let fault = KafkaFault.of(code) { throw fault }
            let row = unsafe PartitionList.rows(list.handle).first
            if let row, let fault = KafkaFault.of(row.code) { throw fault }
            return row?.offset ?? 0
        }
    }

    /// The offsets that the group committed, as they are once transactions under way have ended; unknown ones left out.
    func committed(
        group: String, _ topic: Topic, _ partitions: [Int32]
    ) throws(LogError) -> [Int32: Int64] {
        let observer = try observers.observer(of: group)
        return try committed(group: group, topic, partitions, asking: observer.client, by: observer.committed)
    }

    /// The same by a client of the caller's, such as a member's own consumer; `ask` asks once, by itself
    /// `Client.committed`.
    func committed(
        group: String, _ topic: Topic, _ partitions: [Int32], asking consumer: Client,
        by ask: ((String, [Int32], _ milliseconds: Int32) throws(KafkaFault) -> [Int32: Int64])? = nil
    ) throws(LogError) -> [Int32: Int64] {
        let (name, ask) = (layout.name(topic), ask ?? consumer.committed)
        return try answer(
            of: consumer, "asking for the offsets of group \(group)", passing: Self.coordinatorErrors,
            within: KafkaLogLimits.settleTimeout
        ) { milliseconds throws(KafkaFault) in try ask(name, partitions, milliseconds) }
    }

    /// A partition that has no leader at the moment will have one.
    private static let leaderErrors = [
        RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
        RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART,
        RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION,
    ]

    /// The same of a group and its coordinator; and transactions end.
    private static let coordinatorErrors = [
        RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT, RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__TRANSPORT,
        RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NOT_COORDINATOR,
        RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE,
        RD_KAFKA_RESP_ERR__WAIT_COORD,
    ]

    /// Asks until there is an answer, an error that does not pass, no more time, or no more log.
    private func answer<Answer>(
        of client: Client, _ attempt: String, passing: [rd_kafka_resp_err_t], within milliseconds: Int,
        _ ask: (_ milliseconds: Int32) throws(KafkaFault) -> Answer
    ) throws(LogError) -> Answer {
        let deadline = Deadline(milliseconds: milliseconds)
        while true {
            do throws(KafkaFault) {
                return try ask(deadline.step)
            } catch {
                self.client.serve()
                let isOver = !passing.contains(error.code) || deadline.isPassed
                if cluster.closes(within: isOver ? 0 : KafkaLogLimits.questionPause) { throw .closed }
                if isOver { throw client.error(error, attempt) }
            }
        }
    }
}
