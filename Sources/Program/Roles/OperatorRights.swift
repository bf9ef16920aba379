internal import KafkaLog
internal import Log

/// Who runs `waybill topics` and `waybill dead-letters`: no role of a process, but a user of its own on the cluster.
enum OperatorRights {
    static let name = "operator"

    static func rows(_ names: AccessNames) -> [AccessRight.Row] {
        [
            (names.topics, .create, "topics apply"),
            (names.topics, .alter, "topics apply: add partitions; topics show"),
            (names.topics, .alterConfigs, "topics apply, topics check"),
            (.cluster, .describeConfigs, "topics apply: the default replication factor"),
            (names.topic(.deadLetters), .read, "dead-letters list, dead-letters show"),
        ]
    }
}

extension AccessRight {
    /// All rights of a role, or of an operator, by its name; empty for another name.
    static func all(of name: String, _ names: AccessNames) -> [AccessRight] {
        let role = Role.all.first { $0.name == name }
        let rows = role?.rights(names) ?? (name == OperatorRights.name ? OperatorRights.rows(names) : [])
        return rows.map { AccessRight(role: name, row: $0) }
    }

    /// Everybody who has a user of its own on a cluster.
    static let roleNames = Role.all.map(\.name) + [OperatorRights.name]
}
