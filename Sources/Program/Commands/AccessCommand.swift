internal import Foundation
internal import KafkaLog
internal import Log
internal import Options

/// `waybill topics access`: the rights that each role needs on a cluster.
enum AccessCommand {
    private static let everybody = "all"

    private static let principal = Option<String?>.text(
        "principal", placeholder: "User:NAME", "Whose rights they are; the table shows User:waybill-ROLE without it.")
    private static let role = Option.choice(
        "role", of: [everybody] + AccessRight.roleNames, default: everybody, placeholder: "ROLE",
        "The role whose rights they are.")
    private static let apply = Option.flag(
        "apply", "Give the rights; the user of this call needs Alter on the cluster.")

    static let access = CommandSpec(
        "access", summary: "prints the rights (ACLs) that each role needs on a Kafka cluster, or gives them",
        details: """
            A role with just these rights does its work. With --apply they are given to the principal, for one role; \
            what it has already stays.
            """,
        options: SharedOptions.cluster + [role, principal, apply],
        examples: [
            Example("waybill topics access", "a table of all roles' rights"),
            Example(
                "waybill topics access --kafka k1:9092 --role ingress --principal User:in --apply",
                "gives User:in what an ingress needs"),
        ], exitCodes: Exit.table)

    static func run(_ values: Values) throws -> Int32 {
        let prefix = try KafkaSettings.prefix(values)
        let names = AccessNames(prefix: prefix, group: Identity.processorGroup)
        let wanted = values[role] == everybody ? AccessRight.roleNames : [values[role]]
        let rights = wanted.flatMap { AccessRight.all(of: $0, names) }
        if let given = values[principal], !given.contains(/^[^:]+:.+$/) {
            throw UsageError(.commandLine, "option --principal is '\(given)'; it must be TYPE:NAME, such as User:alice")
        }
        guard values[apply] else {
            printTable(rights, values[principal])
            return Exit.success
        }
        guard let configuration = try KafkaSettings.configuration(values), let principal = values[principal] else {
            throw UsageError(.commandLine, "--apply goes with --kafka and --principal")
        }
        guard values.origin(of: role) != .fallback else {
            throw UsageError(.commandLine, "--apply goes with --role: say all, or the role that this principal has")
        }
        let cluster = try AccessOnCluster(configuration)
        let left = try cluster.give(rights, to: principal)
        printTable(rights.filter { !left.contains($0) }, principal)
        StandardOutput.tell("\(rights.count - left.count) rights are given to \(principal)")
        guard !left.isEmpty else { return Exit.success }
        for right in left { StandardOutput.tell(right.shellCommand(principal: principal, servers: cluster.servers)) }
        throw LogError(
            .invalid,
            "\(left.count) of the rights cannot be given from here: this librdkafka has no word for transactional ids; "
                + "run what stands above, with the --command-config of an administrator")
    }

    private static func printTable(_ rights: [AccessRight], _ principal: String?) {
        let titles = ["ROLE", "PRINCIPAL", "RESOURCE", "PATTERN", "NAME", "OPERATION", "FOR"]
        let rows = rights.map { right in
            let (kind, pattern, name) = right.resourceWords
            return [
                right.role, principal ?? "User:waybill-\(right.role)", kind, pattern, name,
                right.operation.rawValue, right.purpose,
            ]
        }
        StandardOutput.tell(
            TextTable(rows: [titles] + rows).text + """
                Read, Write and Alter imply Describe; AlterConfigs implies DescribeConfigs. Before Kafka 2.8 ingress \
                and processor also need IdempotentWrite on the Cluster.
                """)
    }
}
