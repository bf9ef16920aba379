internal import CRdKafka
internal import Log

extension TopicsOnCluster {
    /// Carries steps out, or lets the cluster check them; returns what it refused. `done` gets the lines of each step
    /// that it took.
    func carryOut(
        _ steps: [TopicsPlan.Step], validatesOnly: Bool, done: (String) -> Void
    ) throws(LogError) -> [LogError] {
        var news: [AdminTopics.NewTopic] = []
        var increases: [AdminTopics.PartitionIncrease] = []
        var settingsChanges: [AdminSettings.SettingsChange] = []
        for step in steps {
            switch step {
            case .make(let name, let count, let factor, let settings):
                news.append(
                    AdminTopics.NewTopic(
                        name: name, partitionCount: count, replicationFactor: factor, settings: settings))
            case .widen(let name, _, let count):
                increases.append(AdminTopics.PartitionIncrease(name: name, partitionCount: count))
            case .set(let name, let changes, let others):
                let values = others.merging(changes.map { ($0.name, $0.becomes) }) { $1 }
                settingsChanges.append(AdminSettings.SettingsChange(topic: name, values: values))
            }
        }
        let admin = AdminTopics(client: client)
        var faults: [String: KafkaFault] = [:]
        // Each kind is one request; of a topic that is widened and set, either may be refused.
        faults.merge(try admin.make(news, validatesOnly: validatesOnly)) { $1 }
        report(steps.filter(\.makes), faults, done)
        let widened = try admin.widen(increases, validatesOnly: validatesOnly)
        report(steps.filter(\.widens), widened, done)
        let set = try AdminSettings(client: client).set(settingsChanges, validatesOnly: validatesOnly)
        report(steps.filter(\.sets), set, done)
        let all = [("make", faults), ("add partitions to", widened), ("alter the settings of", set)]
        return all.flatMap { wish, faults in
            faults.sorted { $0.key < $1.key }.map { $0.value.refusal(wish, topic: $0.key, on: client.servers) }
        }
    }

    private func report(_ steps: [TopicsPlan.Step], _ faults: [String: KafkaFault], _ done: (String) -> Void) {
        for step in steps where faults[step.topicName] == nil { step.lines.forEach(done) }
    }
}

extension KafkaFault {
    /// What an operator is told of an order that the cluster refused.
    fileprivate func refusal(_ wish: String, topic name: String, on servers: String) -> LogError {
        let isWrong = [
            RD_KAFKA_RESP_ERR_INVALID_CONFIG, RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR,
            RD_KAFKA_RESP_ERR_INVALID_PARTITIONS, RD_KAFKA_RESP_ERR_POLICY_VIOLATION,
            RD_KAFKA_RESP_ERR_INVALID_REQUEST,
        ].contains(code)
        guard isWrong else { return error(wish, topic: name, on: servers) }
        return LogError(
            .invalid, "to \(wish) topic \(name) on Kafka at \(servers): \(text); correct its topic file")
    }
}

extension LogError {
    /// All of them as one, a line each; nil where there is none. What waiting does not mend goes before what it may.
    static func joined(_ errors: [LogError]) -> LogError? {
        guard let first = errors.first else { return nil }
        let code = errors.map(\.code).first { $0 != .unavailable } ?? first.code
        return LogError(code, errors.map(\.message).joined(separator: "\n"))
    }
}
