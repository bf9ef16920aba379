internal import Log
internal import Synchronization
internal import Telemetry

/// The roles of a service, once there is a log that they are wired to.
final class Roles: Sendable {
    struct Wired: Sendable {
        let open: OpenLog
        let parts: [any RolePart]
        let lag: Sampler<[Registry.Observation]>

        /// The requests must have been answered.
        func end() {
            lag.stop(within: ServiceLimits.operationsStopMax)
            for part in parts { part.stop() }
            open.log.close()
        }
    }

    private struct State {
        var wired: Wired?
        var isStopping = false
    }

    private let state = Mutex(State())

    var open: OpenLog? { state.withLock { $0.wired?.open } }

    /// False after `stop`: then what was wired is the caller's to end.
    func wire(_ wired: Wired) -> Bool {
        state.withLock { state in
            guard !state.isStopping else { return false }
            state.wired = wired
            return true
        }
    }

    func start() {
        guard let wired = state.withLock({ $0.wired }) else { return }
        for part in wired.parts { part.start() }
    }

    /// What is there to be stopped; nothing is wired after this.
    func stop() -> Wired? {
        state.withLock { state in
            state.isStopping = true
            return state.wired
        }
    }
}
