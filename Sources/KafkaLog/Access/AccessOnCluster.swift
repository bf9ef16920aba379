internal import CRdKafka
package import Log

/// Rights on a cluster, given by a user who may (Alter on the cluster).
package struct AccessOnCluster: Sendable {
    private let client: Client

    /// Returns once the cluster has answered. Refuses wrong properties and credentials (`.invalid`), and a cluster that
    /// does not answer (`.unavailable`).
    package init(_ configuration: KafkaConfiguration) throws(LogError) {
        try configuration.checkPrefix()
        client = try OffsetQueries(configuration, Layout([], prefix: configuration.prefix)).client
    }

    /// The cluster's address, as configured.
    package var servers: String { client.servers }

    /// Gives a principal (`User:NAME`) rights, from every host; what it has already stays. Returns those that this
    /// librdkafka cannot give: up to 2.0.2 at least it has no word for transactional ids. Throws what was refused.
    package func give(_ rights: [AccessRight], to principal: String) throws(LogError) -> [AccessRight] {
        try Self.check(principal)
        var left: [AccessRight] = []
        let request = AdminRequest(
            client: client, operation: RD_KAFKA_ADMIN_OP_CREATEACLS, attempt: "giving rights to \(principal)")
        let faults = try unsafe request.answer(
            about: rights,
            handle: { right in
                let handle = unsafe Self.handle(of: right, principal)
                if unsafe handle == nil { left.append(right) }
                return unsafe handle
            }, destroy: rd_kafka_AclBinding_destroy, send: rd_kafka_CreateAcls,
            result: rd_kafka_event_CreateAcls_result, rows: rd_kafka_CreateAcls_result_acls, read: Self.faults)
        if let fault = faults.first { throw refusal(fault, principal) }
        return left
    }

    private func refusal(_ fault: KafkaFault, _ principal: String) -> LogError {
        switch fault.code {
        case RD_KAFKA_RESP_ERR_SECURITY_DISABLED:
            LogError(
                .invalid,
                "Kafka at \(servers) has no authorizer, so that everybody may do everything there: set "
                    + "authorizer.class.name for its brokers first")
        case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
            LogError(
                .invalid,
                "giving rights to \(principal) on Kafka at \(servers): this user may not; do it as one who has "
                    + "Alter on the cluster")
        default: fault.error("giving rights to \(principal)", on: servers)
        }
    }

    private static func check(_ principal: String) throws(LogError) {
        let isPlain = principal.utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "'") }
        let isUser = principal.hasPrefix("User:") && principal.utf8.count > "User:".utf8.count
        guard isPlain, isUser, principal.utf8.count <= KafkaLogLimits.principalByteCountMax else {
            throw LogError(
                .invalid,
                "a principal is User:NAME in printable ASCII without spaces and quotes, of at most "
                    + "\(KafkaLogLimits.principalByteCountMax) bytes; correct --principal")
        }
    }

    /// Nil where librdkafka does not know the kind of resource.
    @unsafe private static func handle(of right: AccessRight, _ principal: String) -> OpaquePointer? {
        let (_, pattern, name) = right.resourceWords
        let type: rd_kafka_ResourceType_t =
            switch right.resource {
            case .topic, .topics: RD_KAFKA_RESOURCE_TOPIC
            case .group: RD_KAFKA_RESOURCE_GROUP
            // In ACLs this number is the cluster, on the wire too.
            case .cluster: RD_KAFKA_RESOURCE_BROKER
            // Kafka's number for it; a librdkafka that does not have it says so by nil.
            case .transactions: rd_kafka_ResourceType_t(rawValue: 5)
            }
        let operation =
            switch right.operation {
            case .alter: RD_KAFKA_ACL_OPERATION_ALTER
            case .alterConfigs: RD_KAFKA_ACL_OPERATION_ALTER_CONFIGS
            case .create: RD_KAFKA_ACL_OPERATION_CREATE
            case .describe: RD_KAFKA_ACL_OPERATION_DESCRIBE
            case .describeConfigs: RD_KAFKA_ACL_OPERATION_DESCRIBE_CONFIGS
            case .read: RD_KAFKA_ACL_OPERATION_READ
            case .write: RD_KAFKA_ACL_OPERATION_WRITE
            }
        let patternType =
            pattern == "prefixed" ? RD_KAFKA_RESOURCE_PATTERN_PREFIXED : RD_KAFKA_RESOURCE_PATTERN_LITERAL
        var text = [CChar](repeating: 0, count: KafkaLogLimits.faultByteCountMax)
        // librdkafka copies the strings; the handle is the caller's.
        return unsafe rd_kafka_AclBinding_new(
            type, name, patternType, principal, "*", operation, RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW, &text, text.count)
    }

    @unsafe private static func faults(_ rows: [OpaquePointer]) -> [KafkaFault] {
        unsafe rows.compactMap { row in
            guard let error = unsafe rd_kafka_acl_result_error(row) else { return nil }
            return unsafe KafkaFault.of(rd_kafka_error_code(error), text: rd_kafka_error_string(error))
        }
    }
}
