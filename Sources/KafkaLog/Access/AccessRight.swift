internal import Log

/// A part of the program that has a user of its own on the cluster.
package enum AccessRole: String, CaseIterable, Sendable {
    case ingress
    case processor
    /// Who runs `waybill topics` and `waybill dead-letters`.
    case `operator`
}

/// One right that a role needs on the cluster (an ACL). Read, Write and Alter imply Describe, and AlterConfigs implies
/// DescribeConfigs: what is implied has no right of its own here.
package struct AccessRight: Equatable, Sendable {
    /// What it is a right on. A name or the beginning of names, as on the cluster.
    package enum Resource: Equatable, Sendable {
        case topic(String)
        case topics(prefix: String)
        case group(String)
        case transactions(prefix: String)
        case cluster
    }

    /// By the names of Kafka's own tools.
    package enum Operation: String, Sendable {
        case alter = "Alter"
        case alterConfigs = "AlterConfigs"
        case create = "Create"
        case describe = "Describe"
        case describeConfigs = "DescribeConfigs"
        case read = "Read"
        case write = "Write"
    }

    package let role: AccessRole
    package let resource: Resource
    package let operation: Operation
    /// What it is for, in a few words.
    package let purpose: String

    /// All that the role needs where the names of topics, groups and transactions begin with `prefix` and the processor
    /// is a member of `group`.
    package static func all(of role: AccessRole, prefix: String, group: String) -> [AccessRight] {
        let name = { (topic: Topic) in Resource.topic(prefix + topic.name) }
        let ours = Resource.topics(prefix: prefix + topicsBeginning)
        let rows: [(Resource, Operation, String)] =
            switch role {
            case .ingress:
                [
                    (ours, .describe, "compare topics with their files at the start"),
                    (name(.commands), .write, "append commands"),
                    (name(.replies), .read, "wait for results"),
                    (name(.waybills), .read, "see under which keys the log was decided"),
                    (.group(prefix + group), .describe, "tell how many commands wait to be decided"),
                ]
            case .processor:
                [
                    (ours, .describe, "compare topics with their files at the start"),
                    (name(.commands), .read, "take commands"),
                    (name(.waybills), .read, "restore lanes"),
                    (name(.waybills), .describeConfigs, "see that no numbers are deleted"),
                    (name(.tokens), .describeConfigs, "see that no tokens are deleted"),
                    (name(.commands), .describeConfigs, "see that no commands are compacted away"),
                ] + outputs.map { (name($0), .write, "write outputs") } + [
                    (.group(prefix + group), .read, "share the partitions, commit offsets"),
                    (.transactions(prefix: prefix + group + "-"), .write, "commit exactly once"),
                ]
            case .operator:
                [
                    (ours, .create, "topics apply"),
                    (ours, .alter, "topics apply: add partitions; topics show"),
                    (ours, .alterConfigs, "topics apply, topics check"),
                    (.cluster, .describeConfigs, "topics apply: the default replication factor"),
                    (name(.deadLetters), .read, "dead-letters list, dead-letters show"),
                ]
            }
        return rows.map { AccessRight(role: role, resource: $0.0, operation: $0.1, purpose: $0.2) }
    }

    /// What the processor writes.
    private static let outputs: [Topic] = [.waybills, .tokens, .traces, .deadLetters, .replies]
    /// How the catalogue's names all begin.
    private static let topicsBeginning = "waybill."
}

extension AccessRight {
    /// By the names of Kafka's own tools: kind, pattern and name.
    package var resourceWords: (kind: String, pattern: String, name: String) {
        switch resource {
        case .topic(let name): ("Topic", "literal", name)
        case .topics(let prefix): ("Topic", "prefixed", prefix)
        case .group(let name): ("Group", "literal", name)
        case .transactions(let prefix): ("TransactionalId", "prefixed", prefix)
        case .cluster: ("Cluster", "literal", Self.clusterName)
        }
    }

    /// The one name of a cluster in ACLs.
    static let clusterName = "kafka-cluster"

    /// The call of Kafka's own tool that gives the right.
    package func shellCommand(principal: String, servers: String) -> String {
        let (_, pattern, name) = resourceWords
        let place =
            switch resource {
            case .topic, .topics: "--topic '\(name)' --resource-pattern-type \(pattern)"
            case .group: "--group '\(name)' --resource-pattern-type \(pattern)"
            case .transactions: "--transactional-id '\(name)' --resource-pattern-type \(pattern)"
            case .cluster: "--cluster"
            }
        return "kafka-acls --bootstrap-server \(servers) --add --allow-principal '\(principal)' "
            + "--operation \(operation.rawValue) \(place)"
    }
}
