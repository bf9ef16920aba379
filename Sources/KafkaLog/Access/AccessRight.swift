package import Log

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

    /// Whose right it is.
    package let role: String
    package let resource: Resource
    package let operation: Operation
    /// What it is for, in a few words.
    package let purpose: String

    /// A right as a role's table has it.
    package typealias Row = (resource: Resource, operation: Operation, purpose: String)

    package init(role: String, row: Row) {
        self.role = role
        (resource, operation, purpose) = row
    }
}

/// The names of a log on a cluster, where those of topics, groups and transactions begin with a prefix, for the rights
/// on them.
package struct AccessNames: Sendable {
    private let prefix: String
    private let groupName: String

    /// `group` is that of the processors.
    package init(prefix: String, group: String) {
        self.prefix = prefix
        groupName = group
    }

    package func topic(_ topic: Topic) -> AccessRight.Resource { .topic(prefix + topic.name) }
    /// All topics of the catalogue, whose names begin alike.
    package var topics: AccessRight.Resource { .topics(prefix: prefix + "waybill.") }
    package var group: AccessRight.Resource { .group(prefix + groupName) }
    package var transactions: AccessRight.Resource { .transactions(prefix: prefix + groupName + "-") }
}

extension AccessRight {
    /// By the names of Kafka's own tools: kind, pattern and name.
    package var resourceWords: (kind: String, pattern: String, name: String) {
        switch resource {
        case .topic(let name): ("Topic", "literal", name)
        case .topics(let prefix): ("Topic", "prefixed", prefix)
        case .group(let name): ("Group", "literal", name)
        case .transactions(let prefix): ("TransactionalId", "prefixed", prefix)
        // The one name of a cluster in ACLs.
        case .cluster: ("Cluster", "literal", "kafka-cluster")
        }
    }

    /// The call of Kafka's own tool that gives the right.
    package func shellCommand(principal: String, servers: String) -> String {
        let (kind, pattern, name) = resourceWords
        let options = ["Topic": "--topic", "Group": "--group", "TransactionalId": "--transactional-id"]
        let place = options[kind].map { "\($0) '\(name)' --resource-pattern-type \(pattern)" } ?? "--cluster"
        return "kafka-acls --bootstrap-server \(servers) --add --allow-principal '\(principal)' "
            + "--operation \(operation.rawValue) \(place)"
    }
}
