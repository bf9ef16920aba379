internal import CRdKafka

/// What the group tells a member, kept for `Member.next`: the callback only notes it, and the member assigns.
// Unchecked: written by the member's thread, or by that which closes the consumer, after the member is done with it.
final class RebalanceCallbacks: Callbacks, @unchecked Sendable {
    enum Event {
        case assigned([Int32])
        case revoked(isLost: Bool)
    }

    var events: [Event] = []
    var isClosing = false
    private let signal: Wakeup
    /// Runs the callbacks of the member's producer, which no thread polls while there is nothing to commit: on the
    /// member's thread, each time that the consumer counts.
    var serveProducer: () -> Void = {}

    init(_ signal: Wakeup, _ cluster: Cluster) {
        self.signal = signal
        super.init(cluster)
    }

    override func received(_ statistics: ClientStatistics) {
        super.received(statistics)
        if !isClosing { serveProducer() }
    }

    static let callback:
        @convention(c) (
            OpaquePointer?, rd_kafka_resp_err_t, UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?,
            UnsafeMutableRawPointer?
        ) -> Void = { client, code, list, context in
            // The client retains its context.
            guard let context = unsafe context else { return }
            let rebalances = unsafe Unmanaged<RebalanceCallbacks>.fromOpaque(context).takeUnretainedValue()
            if rebalances.isClosing {
                _ = unsafe rd_kafka_assign(client, nil)
            } else if code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS {
                rebalances.events.append(.assigned(unsafe PartitionList.rows(list).map(\.partition)))
            } else {
                rebalances.events.append(.revoked(isLost: unsafe rd_kafka_assignment_lost(client) != 0))
            }
            // The call that serves this goes on waiting otherwise.
            rebalances.signal.interrupt()
        }
}
