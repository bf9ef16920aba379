internal import Configuration
internal import KafkaLog
internal import Log
internal import Options

/// `waybill topics show|check|apply --kafka`: the same on a cluster.
enum TopicsOnKafka {
    static let replicationFactor = Option<Int?>.integer(
        "replication-factor", in: 1...Int(Int16.max), "Copies of each new topic. [default: the cluster's]")
    static let minimumInSync = Option<Int?>.integer(
        "min-in-sync", in: 1...Int(Int16.max),
        "Copies that must have a record before it counts as written; goes before min.insync.replicas of the files.")
    static let dryRun = Option.flag("dry-run", "Print what would be done, and change nothing.")

    /// What goes with a cluster only.
    static let wishes: [any DeclaredOption] = [replicationFactor, minimumInSync]

    /// Nil where the embedded log is meant.
    static func configuration(_ values: Values) throws -> KafkaConfiguration? {
        guard var configuration = try KafkaSettings.configuration(values) else {
            try LogChoice.refuseWithoutCluster(wishes, values)
            return nil
        }
        configuration.replicationFactor = values[replicationFactor].map { Int32(clamping: $0) }
        configuration.minimumInSyncReplicas = values[minimumInSync].map { Int32(clamping: $0) }
        return configuration
    }

    static func show(_ configuration: KafkaConfiguration, _ topics: [TopicPolicy]) throws -> Int32 {
        let contents = try KafkaInspection(configuration, topics: topics.map(\.topic))
        let rows = try topics.map { policy in
            let shape = contents.shapes[policy.topic]
            return [
                configuration.prefix + policy.topic.name, String(shape?.partitionCount ?? policy.partitionCount),
                shape.map { String($0.replicationFactor) } ?? "-",
            ] + policy.cleanupCells + [
                try contents.endOffsets(policy.topic).map(String.init) ?? TopicsCommand.missing
            ]
        }
        let titles = ["TOPIC", "PARTITIONS", "REPLICAS", "CLEANUP", "RETENTION", "END OFFSETS"]
        StandardOutput.tell(TextTable(rows: [titles] + rows).text, terminator: "")
        let missing = topics.filter { contents.shapes[$0.topic] == nil }.map { configuration.prefix + $0.topic.name }
        guard missing.isEmpty else {
            throw FoundLog.missing(missing, "on Kafka at \(configuration.bootstrapServers)")
        }
        return Exit.success
    }

    static func check(_ configuration: KafkaConfiguration, _ topics: [TopicPolicy]) throws -> Int32 {
        // How safe the topics are to be is the operator's choice, made when they were made.
        let keeps = configuration.minimumInSyncReplicas == nil
        let plan = try TopicsOnCluster(configuration, topics: topics).plan(keepingInSyncReplicas: keeps)
        for difference in plan.differences { StandardOutput.tell(difference) }
        tellWarnings(plan)
        for note in plan.notes { StandardOutput.tell("note: \(note)") }
        return TopicsCommand.conclude(plan.isEmpty, topics)
    }

    private static func tellWarnings(_ plan: TopicsPlan) {
        for warning in plan.warnings { StandardOutput.tell("warning: \(warning)") }
    }

    /// Everything is checked before anything is changed.
    static func apply(
        _ configuration: KafkaConfiguration, _ topics: [TopicPolicy], isDryRun: Bool
    ) throws -> Int32 {
        let cluster = try TopicsOnCluster(configuration, topics: topics)
        let plan = try cluster.plan()
        if let refusal = plan.refusal {
            throw TopicsCommand.refusal(refusal.message, refusal.code)
        }
        tellWarnings(plan)
        return try TopicsCommand.conclude(plan.steps.flatMap(\.lines), topics, isDryRun: isDryRun) {
            try cluster.apply(plan) { StandardOutput.tell($0) }
        }
    }
}
