package import Log

/// The topics on a cluster, brought together with their files. Any thread may use it; each call blocks for answers.
package struct TopicsOnCluster: Sendable {
    let configuration: KafkaConfiguration
    let layout: Layout
    let client: Client
}

extension TopicsOnCluster {
    /// Returns once the cluster has answered. Refuses wrong properties and credentials (`.invalid`), and a cluster that
    /// does not answer (`.unavailable`). `configuration` says which replication factor and number of in-sync replicas
    /// are wanted.
    package init(_ configuration: KafkaConfiguration, topics: [TopicPolicy]) throws(LogError) {
        let layout = try Layout(topics, prefix: configuration.prefix)
        let client = try OffsetQueries(configuration, layout).client
        self.init(configuration: configuration, layout: layout, client: client)
    }

    /// What differs from the files, and what is to be done about it. Changes nothing. Throws where the cluster does not
    /// answer; a right that is missing is one of the plan's refusals. `keepingInSyncReplicas`: what the topics that are
    /// there were given as min.insync.replicas is right, whatever their files say, and is noted.
    package func plan(keepingInSyncReplicas: Bool = false) throws(LogError) -> TopicsPlan {
        try configuration.checkPrefix()
        var view = try TopicsView.ask(client, layout)
        try view.askSettings(client, layout)
        var plan = comparison(view, keepingInSyncReplicas: keepingInSyncReplicas).plan()
        if plan.refusals.isEmpty { plan.refusals = try carryOut(plan.steps, validatesOnly: true) { _ in } }
        return plan
    }

    /// Carries out a plan that refuses nothing; `told` gets a line for each thing once it is done, at the latest when
    /// every broker knows it. Throws at what could not be done; what was done before stays done.
    package func apply(_ plan: TopicsPlan, told: (String) -> Void) throws(LogError) {
        if let refusal = LogError.joined(plan.refusals) { throw refusal }
        let refusals = try carryOut(plan.steps, validatesOnly: false, done: told)
        if let refusal = LogError.joined(refusals) { throw refusal }
        try awaitSpread(of: plan.steps)
    }

    /// What a log needs at its start: the topics with their partitions. Makes what is missing if it may. Throws all
    /// that is wrong at once. Returns what it found.
    func settle() throws(LogError) -> TopicsView {
        try configuration.checkPrefix()
        var view = try TopicsView.ask(client, layout)
        if configuration.makesTopics {
            try view.askDefaults(client, layout)
            try apply(comparison(view).plan()) { _ in }
            return view
        }
        var errors = layout.policies.compactMap { policy in
            view.faults[policy.topic] ?? countError(policy, view)
        }
        let missing = layout.policies.map(\.topic).filter { view.topics[$0] == nil && view.faults[$0] == nil }
        if !missing.isEmpty {
            let names = missing.map(layout.name).joined(separator: ", ")
            errors.append(
                LogError(
                    .invalid,
                    "Kafka at \(client.servers) has no topic \(names): correct --kafka or --kafka-prefix; only for a "
                        + "new system make them, by waybill topics apply"))
        }
        if let error = LogError.joined(errors) { throw error }
        return view
    }

    /// Refuses topics of which Kafka deletes what has to stay, by age or by compaction. Returns what this user may not
    /// see, for an operator.
    func checkCompaction() throws(LogError) -> [String] {
        let topics = layout.policies.map(\.topic).filter { $0.mustBeCompacted || $0.mustBeConsumed }
        let admin = AdminSettings(client: client)
        let answers = try admin.entries(of: topics.map(layout.name))
        var (errors, warnings): ([LogError], [String]) = ([], [])
        for topic in topics {
            let name = layout.name(topic)
            switch answers[name] {
            case .success(let entries):
                if let error = policyError(entries["cleanup.policy"]?.value, topic) { errors.append(error) }
            case .failure(let fault) where fault.isMissingRight:
                warnings.append(
                    "topic \(name) on Kafka at \(client.servers): this user may not see its settings, so that a "
                        + "cleanup.policy that deletes what is needed would go unseen; give it the rights of its role "
                        + "(waybill topics access)")
            case let untold: errors.append(admin.error(untold, topic: name))
            }
        }
        if let error = LogError.joined(errors) { throw error }
        return warnings
    }

    private func policyError(_ policy: String?, _ topic: Topic) -> LogError? {
        let words = (policy ?? "").split(separator: ",").map { $0.filter { $0 != " " } }
        guard topic.mustBeCompacted ? words != ["compact"] : words.contains("compact") else { return nil }
        let danger =
            topic.mustBeCompacted
            ? "numbers that are on parcels would be issued again"
            : "commands of an order would go before they are decided"
        return LogError(
            .invalid,
            "topic \(layout.name(topic)) on Kafka at \(client.servers) has cleanup.policy \(policy ?? "unknown"), so "
                + "that Kafka deletes what has to stay: \(danger); run waybill topics apply"
        )
    }

    private func countError(_ policy: TopicPolicy, _ view: TopicsView) -> LogError? {
        guard let found = view.topics[policy.topic], found.partitionCount < policy.partitionCount else { return nil }
        let name = layout.name(policy.topic)
        guard policy.topic.mayWiden else { return .partitionCount(of: policy, found.partitionCount, name) }
        return LogError(
            .invalid,
            "topic \(name) has \(found.partitionCount) partitions on Kafka, and its topic file says "
                + "\(policy.partitionCount); run waybill topics apply")
    }

    private func comparison(_ view: TopicsView, keepingInSyncReplicas: Bool = false) -> TopicsComparison {
        TopicsComparison(
            layout: layout, replicationFactor: configuration.replicationFactor,
            minimumInSyncReplicas: configuration.minimumInSyncReplicas,
            keepsInSyncReplicas: keepingInSyncReplicas, view: view)
    }
}
