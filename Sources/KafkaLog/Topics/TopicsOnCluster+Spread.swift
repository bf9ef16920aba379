internal import CRdKafka
internal import Log

extension TopicsOnCluster {
    /// Asks until every broker knows what the steps changed; a broker learns of it a moment later than the controller.
    /// Each question is a round trip; nothing else paces them.
    func awaitSpread(of steps: [TopicsPlan.Step]) throws(LogError) {
        guard !steps.isEmpty else { return }
        let deadline = Deadline(milliseconds: KafkaLogLimits.settleTimeout)
        var view = try TopicsView.ask(client, layout)
        while let name = narrow(view, steps) {
            guard !deadline.isPassed else { throw notKnown(name) }
            view = try TopicsView.ask(client, layout)
        }
        for broker in view.brokers {
            var left = steps
            while let name = left.first?.topicName {
                guard !deadline.isPassed else { throw notKnown(name) }
                // Each once: librdkafka does not read the answer to a question asked twice.
                let names = Set(left.map(\.topicName)).sorted()
                let answers = try AdminSettings(client: client).entries(of: names, broker: broker)
                left = left.filter { !Self.isKnown($0, answers[$0.topicName]) }
            }
        }
    }

    /// The name of a topic that has not yet its partitions.
    private func narrow(_ view: TopicsView, _ steps: [TopicsPlan.Step]) -> String? {
        steps.first { step in
            switch step {
            case .make(let name, let count, _, _), .widen(let name, _, let count):
                layout.policies.contains { policy in
                    layout.name(policy.topic) == name && view.topics[policy.topic]?.partitionCount != count
                }
            case .set: false
            }
        }?.topicName
    }

    /// Whether a broker's answer shows what the step did. One that the user may not know is as good as known.
    private static func isKnown(_ step: TopicsPlan.Step, _ answer: AdminSettings.Answer?) -> Bool {
        switch answer {
        case .success(let entries):
            guard case .set(_, let changes, _) = step else { return true }
            return changes.allSatisfy { TopicsComparison.isSame(entries[$0.name]?.value, $0.becomes) }
        case .failure(let fault): return fault.code != RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART
        case nil: return false
        }
    }

    private func notKnown(_ name: String) -> LogError {
        LogError(
            .unavailable,
            "topic \(name) was made or altered, but not every broker of Kafka at \(client.servers) knows it yet; see "
                + "that all of them run, and run waybill topics check")
    }
}
