internal import CRdKafka
internal import Log

extension TopicsOnCluster {
    /// Carries steps out, or lets the cluster check them; returns what it refused. `done` gets the lines of each step
    /// that it took.
    func carryOut(
        _ steps: [TopicsPlan.Step], validatesOnly: Bool, done: (String) -> Void
    ) throws(LogError) -> [LogError] {
        let admin = AdminTopics(client: client, validatesOnly: validatesOnly)
        typealias Steps = [TopicsPlan.Step]
        // Each kind is one request; of a topic that is widened and set, either may be refused.
        let kinds: [(wish: String, Steps, carryOut: (Steps) throws(LogError) -> [String: KafkaFault])] = [
            ("make", steps.filter(\.makes), admin.make),
            ("add partitions to", steps.filter(\.widens), admin.widen),
            ("alter the settings of", steps.filter(\.sets), admin.set),
        ]
        var refusals: [LogError] = []
        for (wish, steps, carryOut) in kinds {
            let faults = try carryOut(steps)
            for step in steps where faults[step.topicName] == nil { step.lines.forEach(done) }
            refusals += faults.sorted { $0.key < $1.key }.map { name, fault in
                fault.refusal(wish, topic: name, on: client.servers)
            }
        }
        return refusals
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
