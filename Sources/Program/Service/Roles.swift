internal import Ingress
internal import Log
internal import Synchronization
internal import Telemetry

/// The roles of a service, once there is a log to wire them to.
final class Roles: Sendable {
    struct Wired: Sendable {
        let open: OpenLog
        let ingress: Ingress?
        let crew: WorkerCrew?
        let lag: Sampler<[Registry.Observation]>

        /// The requests must have been answered.
        func end() {
            lag.stop(within: ServiceLimits.operationsStopMax)
            crew?.stop()
            ingress?.stop()
            open.log.close()
        }
    }

    private struct State {
        var wired: Wired?
        var isStopping = false
    }

    private let state = Mutex(State())

    var ingress: Ingress? { state.withLock { $0.wired?.ingress } }

    var open: OpenLog? { state.withLock { $0.wired?.open } }

    /// False after `stop`: then what was wired is the caller's to end.
    func wire(_ wired: Wired) -> Bool {
        state.withLock { state in
            guard !state.isStopping else { return false }
            state.wired = wired
            return true
        }
    }

    /// Lets the workers begin.
    func start() { state.withLock { $0.wired }?.crew?.start() }

    /// What is there to be stopped; nothing is wired after this.
    func stop() -> Wired? {
        state.withLock { state in
            state.isStopping = true
            return state.wired
        }
    }
}
