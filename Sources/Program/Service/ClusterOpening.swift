internal import Log
internal import Threads

/// Opens what needs a cluster, on a thread of its own, and goes on trying while the cluster does not answer.
final class ClusterOpening: Sendable {
    private let isStopping = Monitor(false)
    private let thread: EngineThread

    /// `open` is called until it returns or throws something that waiting does not mend, which `failed` is told.
    /// `awaited` is told each reason to wait.
    init(
        open: @escaping @Sendable () throws -> Void, awaited: @escaping @Sendable (LogError) -> Void,
        failed: @escaping @Sendable (any Error) -> Void
    ) {
        let isStopping = isStopping
        thread = EngineThread("connection") {
            while !isStopping.withLock({ $0 }) {
                do {
                    return try open()
                } catch let error as LogError where error.code == .unavailable {
                    awaited(error)
                    _ = isStopping.wait(atMost: ServiceLimits.connectPause) { $0 ? () : nil }
                } catch {
                    return failed(error)
                }
            }
        }
    }

    /// Tries no more; returns when the attempt under way has ended, or after so long.
    func stop(within limit: Duration) {
        isStopping.change { $0 = true }
        thread.join(atMost: limit)
    }
}
