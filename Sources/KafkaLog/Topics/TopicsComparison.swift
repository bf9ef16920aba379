internal import Log

/// Compares the topics' files with what a cluster has. Pure: what comes of it is a plan.
struct TopicsComparison {
    let layout: Layout
    /// Goes before the cluster's default.
    let replicationFactor: Int32?
    /// Goes before what the files say.
    let minimumInSyncReplicas: Int32?
    /// A topic's own min.insync.replicas goes before both.
    var keepsInSyncReplicas = false
    let view: TopicsView

    func plan() -> TopicsPlan {
        var plan = TopicsPlan()
        for policy in layout.policies {
            if let fault = view.faults[policy.topic] {
                plan.refusals.append(fault)
            } else if let found = view.topics[policy.topic] {
                compare(policy, found, &plan)
            } else {
                plan.steps.append(
                    .make(
                        layout.name(policy.topic), partitionCount: policy.partitionCount,
                        replicationFactor: replicationFactor ?? view.defaultReplicationFactor,
                        settings: settings(policy)))
            }
        }
        // In the order in which they are carried out.
        plan.steps = plan.steps.filter(\.makes) + plan.steps.filter(\.widens) + plan.steps.filter(\.sets)
        plan.refusals += refusalsOfReplicas() + refusalsOfUnwritable()
        plan.notes += notesOfInSyncReplicas()
        return plan
    }

    /// What is to be set on a topic.
    private func settings(_ policy: TopicPolicy) -> [String: String] {
        policy.settingsOnCluster(keptInSyncReplicas(policy) ?? minimumInSyncReplicas)
    }

    /// What the topic itself was given and keeps.
    private func keptInSyncReplicas(_ policy: TopicPolicy) -> Int32? {
        guard keepsInSyncReplicas, let entry = view.topics[policy.topic]?.settings?[Self.inSyncReplicas], entry.isOwn
        else { return nil }
        return entry.value.flatMap { Int32($0) }
    }

    /// One for all topics that are alike in this.
    private func notesOfInSyncReplicas() -> [String] {
        var names: [[String]: [String]] = [:]
        for policy in layout.policies {
            guard let kept = keptInSyncReplicas(policy).map(String.init),
                let wanted = policy.settingsOnCluster(minimumInSyncReplicas)[Self.inSyncReplicas], kept != wanted
            else { continue }
            names[[kept, wanted], default: []].append(layout.name(policy.topic))
        }
        return names.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { values, names in
            "\(names.joined(separator: ", ")): \(Self.inSyncReplicas)=\(values[0]) was chosen by an operator, and the "
                + "files say \(values[1]) (--min-in-sync \(values[1]) compares with that)"
        }
    }

    private static let inSyncReplicas = "min.insync.replicas"

    private func compare(_ policy: TopicPolicy, _ found: TopicsView.Found, _ plan: inout TopicsPlan) {
        let name = layout.name(policy.topic)
        if let wide = WideTopic(policy, name, foundCount: found.partitionCount) {
            plan.warnings.append(wide.message)
        } else if found.partitionCount < policy.partitionCount {
            if policy.topic.mayWiden {
                plan.steps.append(.widen(name, from: found.partitionCount, to: policy.partitionCount))
            } else {
                plan.refusals.append(.partitionCount(of: policy, found.partitionCount, name))
            }
        }
        if let replicationFactor, found.replicationFactor != replicationFactor {
            plan.refusals.append(
                LogError(
                    .invalid,
                    "topic \(name) has replication factor \(found.replicationFactor), and \(replicationFactor) is "
                        + "asked for: a topic that is there gets other replicas by kafka-reassign-partitions, not by "
                        + "this command; do that first, or ask for \(found.replicationFactor)"))
        }
        guard let settings = found.settings else { return }
        compare(name, self.settings(policy), settings, &plan)
    }

    private func compare(
        _ name: String, _ wanted: [String: String], _ found: [String: AdminSettings.Entry], _ plan: inout TopicsPlan
    ) {
        let changes = wanted.sorted { $0.key < $1.key }.compactMap { wish -> TopicsPlan.Change? in
            let was = found[wish.key]?.value
            if Self.isSame(was, wish.value) { return nil }
            return TopicsPlan.Change(name: wish.key, was: was, becomes: wish.value)
        }
        let others = found.filter { $0.value.isOwn && wanted[$0.key] == nil }
        for (other, entry) in others.sorted(by: { $0.key < $1.key }) {
            plan.notes.append("\(name) has \(other)=\(entry.value ?? "(hidden)"), of which its file says nothing")
        }
        guard !changes.isEmpty else { return }
        // What is set on a topic is replaced as a whole: a value that is not told would be lost.
        if let hidden = others.filter({ $0.value.value == nil }).keys.min() {
            plan.refusals.append(
                LogError(
                    .invalid,
                    "topic \(name) has a hidden \(hidden), which would be lost with \(changes[0].name) set from here; "
                        + "set that by kafka-configs"))
            return
        }
        // With what is in force already: a value that the topic has as its own would else go back to the default.
        let kept = found.filter(\.value.isOwn).compactMapValues(\.value)
        plan.steps.append(
            .set(name, changes: changes, others: kept.filter { own in !changes.contains { $0.name == own.key } }))
    }

    /// Kafka writes numbers in its own way.
    static func isSame(_ one: String?, _ other: String) -> Bool {
        guard let one else { return false }
        if one == other { return true }
        if let one = Int64(one), let other = Int64(other) { return one == other }
        if let one = Double(one), let other = Double(other) { return one == other }
        return false
    }
}

// MARK: - Replicas

extension TopicsComparison {
    private func refusalsOfReplicas() -> [LogError] {
        let isAnyMissing = layout.policies.contains { view.topics[$0.topic] == nil && view.faults[$0.topic] == nil }
        guard isAnyMissing, let wanted = replicationFactor ?? view.defaultReplicationFactor,
            wanted > view.brokers.count
        else { return [] }
        return [
            LogError(
                .invalid,
                "replication factor \(wanted) needs as many brokers, and \(view.brokers.count) of the cluster's are "
                    + "up; start the others, or ask for less by --replication-factor")
        ]
    }

    /// More in-sync replicas than replicas: every append would be refused.
    private func refusalsOfUnwritable() -> [LogError] {
        var names: [[Int32]: [String]] = [:]
        var unknown: [String] = []
        for policy in layout.policies where view.faults[policy.topic] == nil {
            let text = settings(policy)[Self.inSyncReplicas]
            guard let needed = text.flatMap({ Int32($0) }), needed > 1 else { continue }
            let replicas =
                view.topics[policy.topic]?.replicationFactor ?? replicationFactor ?? view.defaultReplicationFactor
            let name = layout.name(policy.topic)
            guard let replicas else {
                unknown.append(name)
                continue
            }
            if needed > replicas { names[[needed, replicas], default: []].append(name) }
        }
        var refusals = names.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { counts, names in
            LogError(
                .invalid,
                "min.insync.replicas=\(counts[0]) with replication factor \(counts[1]) would let nothing be "
                    + "written to \(names.joined(separator: ", ")): ask for less by --min-in-sync, or for more by "
                    + "--replication-factor")
        }
        if !unknown.isEmpty {
            refusals.append(
                LogError(
                    .invalid,
                    "this user may not read the cluster's default replication factor, so that nobody knows whether "
                        + "min.insync.replicas fits for \(unknown.joined(separator: ", ")): say --replication-factor, "
                        + "or give the user the right to describe the cluster's settings (waybill topics access)"))
        }
        return refusals
    }
}

extension LogError {
    /// A topic that has fewer partitions than its file says and may not be changed.
    static func partitionCount(of policy: TopicPolicy, _ found: Int32, _ name: String) -> LogError {
        LogError(
            .misconfigured,
            """
            topic \(name) has \(found) partitions on Kafka, and its topic file says \(policy.partitionCount): a keyed \
            topic keeps its count for life, since with another one its keys, and the lanes' state with them, would lie \
            in other partitions; correct the file, or use another prefix
            """)
    }
}
