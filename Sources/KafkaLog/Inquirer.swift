internal import CRdKafka
internal import Log

/// Asks the cluster about offsets and groups. Any thread may; each call blocks for an answer.
final class Inquirer: Sendable {
    let client: Client
    private let layout: Layout

    init(_ configuration: KafkaConfiguration, _ layout: Layout) throws(LogError) {
        let properties = try configuration.properties(of: Role.inquirer, name: "waybill-inquirer")
        client = try unsafe Client(RD_KAFKA_CONSUMER, properties)
        self.layout = layout
        try client.prepare(layout, layout.policies.map(\.topic))
    }

    /// The first offset there is, and the next one there will be: above all that was acknowledged.
    func offsets(of topic: Topic, _ partition: Int32) throws(LogError) -> (start: Int64, end: Int64) {
        let deadline = Deadline(milliseconds: KafkaLogLimits.questionTimeout)
        while true {
            var (start, end): (Int64, Int64) = (0, 0)
            let code = unsafe rd_kafka_query_watermark_offsets(
                client.handle, layout.name(topic), partition, &start, &end, deadline.step)
            guard let fault = KafkaFault.of(code) else { return (start, end) }
            // A partition that has no leader at the moment will have one.
            let mayPass = [
                RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
                RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART,
                RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION,
            ].contains(code)
            if !mayPass || deadline.isPassed {
                throw fault.error("asking for the offsets of \(layout.name(topic))/\(partition)", on: client.servers)
            }
        }
    }

    /// The offsets that the group committed, as they are once transactions under way have ended; unknown ones left out.
    func committed(
        group: String, _ topic: Topic, _ partitions: [Int32]
    ) throws(LogError) -> [Int32: Int64] {
        let deadline = Deadline(milliseconds: KafkaLogLimits.settleTimeout)
        while true {
            do throws(KafkaFault) {
                return try ask(group, topic, partitions, deadline.step)
            } catch {
                let mayPass = [
                    RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT, RD_KAFKA_RESP_ERR__TIMED_OUT,
                    RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE,
                    RD_KAFKA_RESP_ERR_NOT_COORDINATOR, RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS,
                    RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE, RD_KAFKA_RESP_ERR__WAIT_COORD,
                ].contains(error.code)
                if !mayPass || deadline.isPassed {
                    throw error.error("asking for the offsets of group \(group)", on: client.servers)
                }
            }
        }
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
        var offsets: [Int32: Int64] = [:]
        for row in unsafe PartitionList.rows(rd_kafka_group_result_partitions(groups[0])) {
            if let fault = KafkaFault.of(row.code) { throw fault }
            if row.offset >= 0 { offsets[row.partition] = row.offset }
        }
        return offsets
    }
}
