internal import CRdKafka
internal import Log

/// What a cluster says of its brokers and of our topics.
package struct TopicsView: Equatable {
    /// What a topic is on the cluster.
    package struct Found: Equatable {
        package let partitionCount: Int32
        /// The smallest of its partitions.
        package let replicationFactor: Int32
        /// What is in force; nil where nobody asked.
        var settings: [String: AdminSettings.Entry]?
    }

    /// Those that are up.
    var brokers: [Int32] = []
    /// What new topics get; nil where nobody asked or the user may not know.
    var defaultReplicationFactor: Int32?
    /// A topic that is not here is missing, or among the faults.
    var topics: [Topic: Found] = [:]
    /// What keeps the user from a topic, for an operator.
    var faults: [Topic: LogError] = [:]
}

extension TopicsView {
    /// Asks for the brokers and the topics' partitions, within `KafkaLogLimits.questionTimeout`. The client has been
    /// prepared for all topics of the layout.
    static func ask(_ client: Client, _ layout: Layout) throws(LogError) -> TopicsView {
        let deadline = Deadline(milliseconds: KafkaLogLimits.questionTimeout)
        while true {
            var (view, mayPass) = (TopicsView(), false)
            let fault = client.ask(milliseconds: deadline.step) { metadata in
                unsafe (view, mayPass) = read(metadata, client, layout)
            }
            if let fault, deadline.isPassed { throw client.error(fault, "asking for the topics") }
            if fault == nil, !mayPass || deadline.isPassed { return view }
        }
    }

    /// Also whether something is missing that a moment later may be there: a leader.
    @unsafe private static func read(
        _ metadata: rd_kafka_metadata, _ client: Client, _ layout: Layout
    ) -> (TopicsView, mayPass: Bool) {
        var view = TopicsView()
        let brokers = unsafe UnsafeBufferPointer(start: metadata.brokers, count: Int(metadata.broker_cnt))
        view.brokers = unsafe brokers.map { unsafe $0.id }
        var mayPass = false
        let topics = Dictionary(uniqueKeysWithValues: layout.policies.map { (layout.name($0.topic), $0.topic) })
        let rows = unsafe UnsafeBufferPointer(start: metadata.topics, count: Int(metadata.topic_cnt))
        for index in rows.indices {
            let row = unsafe rows[index]
            guard let text = unsafe row.topic, let topic = topics[unsafe String(cString: text)] else { continue }
            switch unsafe row.err {
            case RD_KAFKA_RESP_ERR_NO_ERROR: view.topics[topic] = unsafe found(row)
            case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART: break
            default:
                let fault = KafkaFault(unsafe row.err)
                mayPass = mayPass || fault.code == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE
                view.faults[topic] = fault.error("describe", topic: layout.name(topic), on: client.servers)
            }
        }
        return (view, mayPass)
    }

    @unsafe private static func found(_ row: rd_kafka_metadata_topic) -> Found {
        let partitions = unsafe UnsafeBufferPointer(start: row.partitions, count: Int(row.partition_cnt))
        let replicationFactor = unsafe partitions.map { unsafe $0.replica_cnt }.min()
        return Found(partitionCount: Int32(partitions.count), replicationFactor: replicationFactor ?? 0)
    }
}

extension TopicsView {
    /// Asks for the settings of the topics that are there, and for what new ones get.
    mutating func askSettings(_ client: Client, _ layout: Layout) throws(LogError) {
        let present = layout.policies.map(\.topic).filter { topics[$0] != nil }
        let admin = AdminSettings(client: client)
        let answers = try admin.entries(of: present.map(layout.name))
        for topic in present {
            let name = layout.name(topic)
            switch answers[name] {
            case .success(let entries): topics[topic]?.settings = entries
            case let untold: faults[topic] = admin.error(untold, topic: name)
            }
        }
        try askDefaults(client, layout)
    }

    /// Asks for what new topics get, where some are missing. A user who may not know is no error.
    mutating func askDefaults(_ client: Client, _ layout: Layout) throws(LogError) {
        guard topics.count < layout.policies.count, let broker = brokers.first else { return }
        let answers = try AdminSettings(client: client).entries(
            of: ["\(broker)"], RD_KAFKA_RESOURCE_BROKER, broker: broker)
        guard case .success(let entries) = answers["\(broker)"] else { return }
        defaultReplicationFactor = entries["default.replication.factor"]?.value.flatMap { Int32($0) }
    }
}
