internal import CRdKafka
internal import Log
internal import Synchronization

/// Consumers by which groups are asked where they are, one for each group, made when the group is first asked. They
/// subscribe to nothing, so that no group counts them in.
final class GroupObservers: Sendable {
    private let configuration: KafkaConfiguration
    private let cluster: Cluster
    /// Who was called last stands last; nil once these are closed.
    private let kept = Mutex<[GroupObserver]?>([])

    init(_ configuration: KafkaConfiguration, _ cluster: Cluster) {
        (self.configuration, self.cluster) = (configuration, cluster)
    }

    func observer(of group: String) throws(LogError) -> GroupObserver {
        try kept.withLock { kept throws(LogError) in
            guard var all = kept else { throw .closed }
            let observer: GroupObserver
            if let index = all.firstIndex(where: { $0.group == group }) {
                observer = all.remove(at: index)
            } else {
                observer = try GroupObserver(group, configuration, cluster)
                if all.count == KafkaLogLimits.observerCountMax { all.removeFirst() }
            }
            kept = all + [observer]
            return observer
        }
    }

    /// They end now, or with the call that one is in.
    func close() {
        kept.withLock { $0 = nil }
    }
}

/// Any thread may ask.
final class GroupObserver: Sendable {
    let group: String
    let client: Client
    /// Why the group does not talk to us: librdkafka tells it once, in place of a record, and waits on.
    private let refusal = Mutex<KafkaFault?>(nil)

    fileprivate init(_ group: String, _ configuration: KafkaConfiguration, _ cluster: Cluster) throws(LogError) {
        let properties = try configuration.properties(
            of: ClientProperties.observer(group: group), name: "waybill-onlooker")
        client = try unsafe Client(RD_KAFKA_CONSUMER, properties, callbacks: Callbacks(cluster))
        self.group = group
        _ = unsafe rd_kafka_poll_set_consumer(client.handle)
    }

    /// As `Client.committed`, but a group that refuses us says so.
    func committed(
        _ topic: String, _ partitions: [Int32], milliseconds: Int32
    ) throws(KafkaFault) -> [Int32: Int64] {
        do throws(KafkaFault) {
            let offsets = try client.committed(topic, partitions, milliseconds: milliseconds)
            listen()
            refusal.withLock { $0 = nil }
            return offsets
        } catch {
            listen()
            throw refusal.withLock { $0 } ?? error
        }
    }

    /// Runs the callbacks as well; what nobody took would pile up.
    private func listen() {
        // What it returns is ours to destroy.
        while let message = unsafe rd_kafka_consumer_poll(client.handle, 0) {
            let code = unsafe message.pointee.err
            unsafe rd_kafka_message_destroy(message)
            if code == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED { refusal.withLock { $0 = KafkaFault(code) } }
        }
    }
}
