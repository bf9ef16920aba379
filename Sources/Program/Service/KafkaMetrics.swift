internal import KafkaLog
internal import Synchronization
internal import Telemetry

/// What an operator sees of the engine on Kafka: its events, as metrics and in the log.
final class KafkaMetrics: Sendable {
    /// What was heard last and when, by the clients' names.
    private let heard = Mutex<[String: (statistics: ClientStatistics, time: ContinuousClock.Instant)]>([:])
    private let reachable: Gauge
    private let transactions: Family<Counter>
    private let durations: Histogram
    private let rebalances: Family<Counter>
    private let leftBehind: Counter

    init(_ registry: Registry) {
        reachable = registry.gauge("waybill_kafka_reachable", "1 while the cluster answers, else 0.")
        transactions = registry.counters(
            "waybill_kafka_transactions_total", "Transactions of the processor, by how they ended.",
            labels: ["outcome"])
        durations = registry.histogram(
            "waybill_kafka_transaction_seconds", "Duration of a transaction from its begin to its end.")
        rebalances = registry.counters(
            "waybill_kafka_rebalances_total", "Divisions of the group, by what they brought to a member.",
            labels: ["kind"])
        leftBehind = registry.counter(
            "waybill_kafka_left_behind_total", "Times that something of librdkafka did not end within its bound.")
        for end in TransactionEnd.allCases { transactions[end.rawValue].increment(by: 0) }
        for kind in GroupChange.allCases { rebalances[kind.rawValue].increment(by: 0) }
        observeStatistics(registry)
    }

    /// What the engine tells, counted here, for `/ready` and the log.
    func events(_ health: LogHealth, _ logger: Logger) -> KafkaEvents {
        var events = KafkaEvents()
        events.reachable = { [reachable] reason in
            reachable.set(reason == nil ? 1 : 0)
            if let reason { health.failed(reason) } else { health.recovered() }
        }
        events.transactionEnded = { [transactions, durations] end, elapsed in
            transactions[end.rawValue].increment()
            durations.observe(elapsed)
        }
        events.rebalanced = { [rebalances] change in rebalances[change.rawValue].increment() }
        events.widened = { topic in
            logger.warning(
                .topicWidened,
                [
                    .topic: .text(topic.name), .partitions: .count(topic.foundCount),
                    .limit: .count(topic.partitionCount), .message: .text(topic.message),
                ])
        }
        events.statistics = { [self] statistics in keep(statistics) }
        events.leftBehind = { [leftBehind] what in
            leftBehind.increment()
            logger.summarize(.warning, .logFailed, [.message: .text("did not end in time: \(what)")])
        }
        return events
    }

    // MARK: - Statistics

    /// A client that is gone says no more: what it said last counts only for a while.
    private func keep(_ statistics: ClientStatistics) {
        let now = ContinuousClock.now
        heard.withLock { heard in
            heard = heard.filter { now - $0.value.time < Self.age }
            guard heard.count < Self.clientCountMax || heard[statistics.client] != nil else { return }
            heard[statistics.client] = (statistics, now)
        }
    }

    private static let age = Duration.seconds(60)
    private static let clientCountMax = 64

    private var clients: [ClientStatistics] {
        let now = ContinuousClock.now
        return heard.withLock { $0.values.filter { now - $0.time < Self.age }.map(\.statistics) }
    }

    private func observeStatistics(_ registry: Registry) {
        observe(
            registry, "waybill_kafka_broker_rtt_seconds", "Round trips to a broker in the last interval.",
            ["client", "broker", "of"]
        ) { client in
            client.brokers.flatMap { broker in
                [
                    Registry.Observation([client.client, broker.name, "mean"], Double(broker.roundTripAverage) / 1e6),
                    Registry.Observation([client.client, broker.name, "p99"], Double(broker.roundTrip99) / 1e6),
                ]
            }
        }
        observe(
            registry, "waybill_kafka_broker_requests", "Requests that wait to be sent, or for their answer.",
            ["client", "broker", "state"]
        ) { client in
            client.brokers.flatMap { broker in
                [
                    Registry.Observation([client.client, broker.name, "unsent"], Double(broker.unsentCount)),
                    Registry.Observation([client.client, broker.name, "unanswered"], Double(broker.unansweredCount)),
                ]
            }
        }
        observe(
            registry, "waybill_kafka_producer_queue_messages", "Records that wait in a producer.", ["client"]
        ) { [Registry.Observation([$0.client], Double($0.pendingCount))] }
        observe(
            registry, "waybill_kafka_producer_queue_bytes", "Bytes of the records that wait in a producer.", ["client"]
        ) { [Registry.Observation([$0.client], Double($0.pendingByteCount))] }
        observe(
            registry, "waybill_kafka_consumer_lag_records", "Committed records that were not handed out yet.",
            ["topic", "partition"]
        ) { client in
            client.partitions.map { Registry.Observation([$0.topic, String($0.partition)], Double($0.lag)) }
        }
    }

    private func observe(
        _ registry: Registry, _ name: String, _ help: String, _ labels: [String],
        _ read: @escaping @Sendable (ClientStatistics) -> [Registry.Observation]
    ) {
        registry.observedGauges(name, help, labels: labels) { [weak self] in (self?.clients ?? []).flatMap(read) }
    }
}
