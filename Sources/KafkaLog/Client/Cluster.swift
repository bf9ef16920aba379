internal import Threads

/// What all clients of one log share: whom to tell, whether the cluster answers, and how clients end.
final class Cluster: Sendable {
    let servers: String
    let events: KafkaEvents
    let reachability: Reachability
    let shutdowns = ClientShutdowns()
    private let closing = Monitor(false)

    init(_ servers: String, _ events: KafkaEvents) {
        (self.servers, self.events) = (servers, events)
        reachability = Reachability(servers, events.reachable)
    }

    /// The log was closed: nobody begins to wait for the cluster any more.
    var isClosing: Bool { closing.withLock { $0 } }

    /// Waits so long, or until the log is closed; whether it is.
    func closes(within milliseconds: Int) -> Bool {
        closing.wait(atMost: .milliseconds(milliseconds)) { $0 ? () : nil } != nil
    }

    func close() {
        closing.change { $0 = true }
        reachability.end()
    }
}
