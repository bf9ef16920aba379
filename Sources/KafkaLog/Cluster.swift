internal import Synchronization

/// What all clients of one log share: whom to tell, whether the cluster answers, and how clients end.
final class Cluster: Sendable {
    let servers: String
    let events: KafkaEvents
    let reachability: Reachability
    let endings = Endings()
    private let closing = Atomic(false)

    init(_ servers: String, _ events: KafkaEvents) {
        (self.servers, self.events) = (servers, events)
        reachability = Reachability(servers, events.reachable)
    }

    /// The log was closed: nobody begins to wait for the cluster any more.
    var isClosing: Bool { closing.load(ordering: .acquiring) }

    func close() {
        closing.store(true, ordering: .releasing)
        reachability.end()
    }
}
