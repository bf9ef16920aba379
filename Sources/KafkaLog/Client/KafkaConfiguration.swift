internal import Log

/// Where the cluster is and how to speak to it.
package struct KafkaConfiguration: Sendable {
    /// `host:port`, several divided by commas.
    package var bootstrapServers: String
    /// Any of librdkafka's properties (CONFIGURATION.md), for every client: `security.protocol`, `sasl.username` and so
    /// on. They go before ours, but for those that the contract's promises rest on. Their values are in no error.
    package var properties: [String: String] = [:]
    /// Before the names of topics, groups and transactions: several systems may share a cluster.
    package var prefix = ""
    /// This process's own name in its groups, the same after a restart: its partitions wait for it for the session
    /// timeout (static membership). Without it a member that closes gives them up at once.
    package var instance: String?
    /// Makes topics that are missing; otherwise a missing topic is refused.
    package var makesTopics = true
    /// Of topics it makes; nil is the cluster's default.
    package var replicationFactor: Int32?
    package var minimumInSyncReplicas: Int32?

    package init(bootstrapServers: String) {
        self.bootstrapServers = bootstrapServers
    }

    /// What the promises rest on.
    static let reserved: Set<String> = [
        "acks", "bootstrap.servers", "enable.auto.commit", "enable.auto.offset.store", "enable.idempotence",
        "enable.partition.eof", "group.id", "group.instance.id", "isolation.level", "metadata.broker.list",
        "partition.assignment.strategy", "request.required.acks", "transactional.id",
    ]

    /// The properties of one client: what all have, what its role needs, and what the operator says. Statistics only
    /// of clients that a thread polls: they would pile up.
    func properties(
        of role: [String: String], name: String, hasStatistics: Bool = false
    ) throws(LogError) -> [String: String] {
        if let wrong = properties.keys.sorted().first(where: Self.reserved.contains) {
            throw LogError(.invalid, "Kafka property \(wrong) is not to be set: exactly once rests on ours; remove it")
        }
        var all = [
            "bootstrap.servers": bootstrapServers,
            "client.id": name,
            // The rest is told by errors; librdkafka's own lines go to standard error.
            "log_level": "0",
            "reconnect.backoff.max.ms": "2000",
            // librdkafka itself asks again for offsets that a transaction holds, until they are stable.
            "retry.backoff.ms": "\(KafkaLogLimits.questionPause)",
            "socket.keepalive.enable": "true",
            "socket.nagle.disable": "true",
            // Some of librdkafka's questions keep to no other time when a broker hangs.
            "socket.timeout.ms": "\(KafkaLogLimits.questionTimeout)",
            "statistics.interval.ms": "\(KafkaLogLimits.statisticsInterval)",
            // What is known stays known when a broker hangs: by itself it would be forgotten after three of these.
            "metadata.max.age.ms": "30000",
            "topic.metadata.refresh.interval.ms": "\(KafkaLogLimits.metadataInterval)",
        ]
        all.merge(role) { $1 }
        all.merge(properties) { $1 }
        if !hasStatistics { all["statistics.interval.ms"] = "0" }
        return all
    }
}

/// What each role asks of its client.
enum ClientProperties {
    /// Questions: offsets, topics, groups. End offsets cover what is acknowledged, committed or not.
    static let queries = ["isolation.level": "read_uncommitted", "allow.auto.create.topics": "false"]

    /// Questions about one group. By this isolation its offsets are the stable ones.
    static func observer(group: String) -> [String: String] {
        [
            "allow.auto.create.topics": "false", "enable.auto.commit": "false", "group.id": group,
            "isolation.level": "read_committed",
        ]
    }

    static let appender = producer.merging(["linger.ms": "0"]) { $1 }

    /// Bounded and given up sooner than what is written for good: nobody waits long for a reply.
    static let replies = producer.merging([
        "delivery.report.only.error": "true",
        "linger.ms": "0",
        "message.timeout.ms": "\(KafkaLogLimits.replyTimeout)",
        "queue.buffering.max.kbytes": "\(KafkaLogLimits.pendingReplyKibibytes)",
        "queue.buffering.max.messages": "\(LogLimits.pendingReplyCountMax)",
    ]) { $1 }

    static func transactions(id: String) -> [String: String] {
        producer.merging([
            // So that records are on their way while the offsets are sent; a commit flushes what is left.
            "linger.ms": "1",
            "transaction.timeout.ms": "\(KafkaLogLimits.transactionTimeout)",
            "transactional.id": id,
        ]) { $1 }
    }

    /// At a partition's end a fetch waits for `fetch.wait.max.ms` before the broker says so: this bounds how long
    /// `caughtUp` takes.
    static let reader = consumer.merging(["enable.partition.eof": "true", "fetch.wait.max.ms": "50"]) { $1 }

    static func member(group: String, instance: String?) -> [String: String] {
        var role = consumer
        role["group.id"] = group
        role["group.instance.id"] = instance
        role["partition.assignment.strategy"] = "range"
        role["enable.auto.commit"] = "false"
        role["enable.auto.offset.store"] = "false"
        role["heartbeat.interval.ms"] = "500"
        role["max.poll.interval.ms"] = "\(KafkaLogLimits.pollInterval)"
        role["session.timeout.ms"] = "\(KafkaLogLimits.sessionTimeout)"
        return role
    }

    private static let producer = [
        "acks": "all",
        "enable.idempotence": "true",
        "message.max.bytes": "\(LogLimits.deadLetterByteCountMax + KafkaLogLimits.framingByteCountMax)",
        "message.timeout.ms": "\(KafkaLogLimits.deliveryTimeout)",
        "queue.buffering.max.kbytes": "\(KafkaLogLimits.pendingKibibytes)",
        // Kafka 4 answers CONCURRENT_TRANSACTIONS while it ends the one before; the client waits this out.
        "retry.backoff.ms": "4",
    ]

    private static let consumer = [
        "allow.auto.create.topics": "false",
        "auto.offset.reset": "error",
        "check.crcs": "true",
        "fetch.error.backoff.ms": "50",
        "fetch.max.bytes": "\(KafkaLogLimits.fetchByteCountMax)",
        "isolation.level": "read_committed",
        "queued.max.messages.kbytes": "\(KafkaLogLimits.fetchedKibibytes)",
    ]
}
