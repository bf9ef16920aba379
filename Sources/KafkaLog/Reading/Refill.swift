internal import CRdKafka

extension Messages {
    /// Makes the client fetch on where it has stopped because it held enough, and now holds little.
    ///
    /// librdkafka 2.0.2 looks at its queue again only when something wakes the thread of the broker, or after a second
    /// (its fetch.queue.backoff.ms came with 2.2): under load it would idle most of the time. A question to the leaders
    /// of the partitions wakes it; its answer is of no use.
    func refill(after recordCount: Int, _ partitions: some Collection<Int32>, of topic: String, _ client: Client) {
        guard recordCount >= KafkaLogLimits.refillBatchCountMin,
            unsafe rd_kafka_queue_length(queue) < KafkaLogLimits.refillQueueCountMax
        else { return }
        let list = PartitionList(topic, partitions.map { ($0, PartitionList.end) })
        _ = unsafe rd_kafka_offsets_for_times(client.handle, list.handle, Int32(KafkaLogLimits.refillTimeout))
    }
}
