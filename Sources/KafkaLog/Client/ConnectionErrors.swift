internal import CRdKafka
internal import Synchronization

/// What a client's connections last met, so that a time-out can say why nobody answered.
final class ConnectionErrors: Sendable {
    private struct State {
        var last: KafkaFault?
        var isAllDown = false
    }

    private let state = Mutex(State())

    func note(_ told: KafkaFault) {
        let fault = told.named
        state.withLock { state in
            if fault.code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN {
                // Says less than the errors that led to it.
                state.isAllDown = true
                if state.last == nil { state.last = fault }
            } else if fault.isOfConnection, fault.isRefusal || state.last?.isRefusal != true {
                // The connection that a refusal breaks off says less, and may be told after it.
                state.last = fault
            }
        }
    }

    /// The cluster answered.
    func clear() {
        state.withLock { $0 = State() }
    }

    var last: KafkaFault? { state.withLock { $0.last } }

    /// Waiting on is not likely to help: every broker failed, or one refused us for what we are.
    var isDecisive: Bool { state.withLock { $0.isAllDown || $0.last?.isRefusal == true } }
}
