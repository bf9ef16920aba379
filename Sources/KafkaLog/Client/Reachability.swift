internal import Log
internal import Synchronization
internal import Threads

/// Whether the cluster answers. Errors of any client put it in doubt; then, and only then, a thread asks the cluster
/// until it has an answer. Known to be down, it refuses appends at once.
final class Reachability: Sendable {
    private struct State {
        var isEnded = false
        var isAsking = false
        var down: LogError?
        weak var client: Client?
    }

    private let state = Mutex(State())
    /// The state's `down` as every append looks at it.
    private let isDown = Atomic(false)
    private let servers: String
    private let told: @Sendable (String?) -> Void

    init(_ servers: String, _ told: @escaping @Sendable (String?) -> Void) {
        (self.servers, self.told) = (servers, told)
    }

    /// The cluster has answered this client, by which it is asked from now on.
    func begin(asking client: Client) {
        state.withLock { $0.client = client }
        told(nil)
    }

    /// Why nothing may be appended at the moment; nil where nothing speaks against it.
    var refusal: LogError? {
        isDown.load(ordering: .acquiring) ? state.withLock { $0.down } : nil
    }

    /// Something went wrong that a cluster which is gone would explain.
    func doubt() {
        let client = state.withLock { state -> Client? in
            guard !state.isEnded, !state.isAsking, let client = state.client else { return nil }
            state.isAsking = true
            return client
        }
        guard let client else { return }
        _ = EngineThread("kafka-probe") { [self] in ask(client) }
    }

    /// Nobody asks any more; a question under way ends with its step.
    func end() {
        state.withLock { $0.isEnded = true }
    }

    /// Asks until there is an answer; each question waits for a broker to come up, at most for its step.
    private func ask(_ client: Client) {
        let deadline = Deadline(milliseconds: KafkaLogLimits.doubtTimeout)
        while !state.withLock({ $0.isEnded }) {
            guard let fault = client.ask(milliseconds: Int32(KafkaLogLimits.stepTimeout)) else {
                client.connectionErrors.clear()
                return settle()
            }
            let isDecided = client.connectionErrors.isDecisive || deadline.isPassed
            if isDecided, !isDown.load(ordering: .acquiring) { fall(client.error(fault, "asking for the brokers")) }
        }
        state.withLock { $0.isAsking = false }
    }

    private func fall(_ error: LogError) {
        let refusal = LogError(.unavailable, error.message)
        state.withLock { $0.down = refusal }
        isDown.store(true, ordering: .releasing)
        told(refusal.message)
    }

    private func settle() {
        // Told before doubts are taken again, so that what is told comes in order.
        if isDown.exchange(false, ordering: .acquiringAndReleasing) { told(nil) }
        state.withLock { state in
            state.down = nil
            state.isAsking = false
        }
    }
}
