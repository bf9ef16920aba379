internal import KafkaLog
internal import Log

extension AccessRight {
    /// Everybody who has a user of its own on a cluster: the roles, and who runs `waybill topics` and `waybill
    /// dead-letters`.
    private static let owners =
        Role.all.map { (name: $0.name, rights: $0.rights) } + [(name: "operator", rights: operatorRights)]

    static let roleNames = owners.map(\.name)

    /// All rights of a role, or of an operator, by its name; empty for another name.
    static func all(of name: String, _ names: AccessNames) -> [AccessRight] {
        let owner = owners.first { $0.name == name }
        return owner?.rights(names).map { AccessRight(role: name, row: $0) } ?? []
    }

    @Sendable private static func operatorRights(_ names: AccessNames) -> [Row] {
        [
            (names.topics, .create, "topics apply"),
            (names.topics, .alter, "topics apply: add partitions; topics show"),
            (names.topics, .alterConfigs, "topics apply, topics check"),
            (.cluster, .describeConfigs, "topics apply: the default replication factor"),
            (names.topic(.deadLetters), .read, "dead-letters list, dead-letters show"),
        ]
    }
}
