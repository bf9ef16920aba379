internal import CRdKafka
internal import Log

/// Sends replies outside of all transactions, by an idempotent producer of their own. All processors write to the
/// partition of one ingress, and a reader of what is committed goes no further than the first transaction that is open:
/// were replies in it, one processor that hangs would silence them all.
///
/// Nobody waits here. librdkafka itself bounds what is on its way (`queue.buffering.max.messages`), and reports only
/// what it could not deliver in time.
final class ReplySender: ProducerOwner {
    private let producer: Producer
    private let layout: Layout
    private let cluster: Cluster
    private let lost: LostReplies

    /// Returns once the cluster has answered: the first reply need not wait for what its producer has to learn.
    init(
        _ configuration: KafkaConfiguration, _ layout: Layout, _ cluster: Cluster, _ lost: LostReplies
    ) throws(LogError) {
        let properties = try configuration.properties(
            of: ClientProperties.replies, name: "waybill-replies", hasStatistics: true)
        // The only topic that replies are for; a log without it has nobody who waits.
        let topics = layout.policies.map(\.topic).filter { $0 == .replies }
        (self.layout, self.cluster, self.lost) = (layout, cluster, lost)
        producer = try Producer(properties, layout, topics, cluster)
        producer.start("kafka-replies", reportingTo: self)
        do throws(LogError) {
            try producer.client.connect()
        } catch {
            producer.stop(until: Deadline(milliseconds: KafkaLogLimits.stepTimeout))
            throw error
        }
    }

    func send(_ replies: NewRecords) {
        guard !replies.isEmpty else { return }
        let client = producer.client
        var (lostCount, reason): (Int, LogError?) = (0, nil)
        for entry in replies.entries {
            let refusal = layout.refusal(of: entry) ?? produce(entry, of: replies.bytes, client)
            guard let refusal else { continue }
            lostCount += 1
            reason = refusal
        }
        if let reason { lost.add(lostCount, reason) }
    }

    private func produce(_ entry: NewRecords.Entry, of bytes: [UInt8], _ client: Client) -> LogError? {
        let code = unsafe client.produce(entry, of: bytes, tag: nil)
        guard let fault = KafkaFault.of(code) else { return nil }
        if fault.isFatal { producer.breakDown() }
        guard code == RD_KAFKA_RESP_ERR__QUEUE_FULL else {
            return client.error(client.fault(code), "sending replies to \(layout.name(entry.topic))")
        }
        return LogError(
            .overloaded,
            "\(LogLimits.pendingReplyCountMax) replies, or \(KafkaLogLimits.pendingReplyKibibytes) KiB of them, wait "
                + "to be acknowledged; see that the leaders of \(layout.name(entry.topic)) keep up")
    }

    func reported(_: UInt, _ result: Result<Int64, KafkaFault>) {
        guard case .failure(let fault) = result else { return }
        lost.add(1, producer.client.error(fault, "a reply was not acknowledged"))
    }

    /// What is on its way is still delivered, where the cluster answers; then ends.
    func close(until deadline: Deadline) {
        // Until the producer's thread has served what the purge reports, its losses are told.
        if cluster.reachability.refusal == nil {
            producer.flush(milliseconds: max(0, deadline.left - 2 * KafkaLogLimits.stepTimeout))
        }
        producer.purge()
        producer.flush(milliseconds: KafkaLogLimits.stepTimeout)
        producer.stop(until: deadline)
    }
}
