internal import Dispatch
internal import Foundation
internal import Log
internal import Synchronization

/// Opens what needs a cluster, on a thread of its own, and goes on trying while the cluster does not answer.
final class Connection: Sendable {
    private let isStopping = Atomic(false)
    private let pause = DispatchSemaphore(value: 0)
    private let ended = DispatchGroup()

    /// `open` is called until it returns or throws something that waiting does not mend, which `failed` is told.
    /// `awaited` is told each reason to wait.
    init(
        open: @escaping @Sendable () throws -> Void, awaited: @escaping @Sendable (LogError) -> Void,
        failed: @escaping @Sendable (any Error) -> Void
    ) {
        ended.enter()
        let thread = Thread { [self] in
            defer { ended.leave() }
            while !isStopping.load(ordering: .acquiring) {
                do {
                    return try open()
                } catch let error as LogError where error.code == .unavailable {
                    awaited(error)
                    _ = pause.wait(timeout: .now() + ServiceLimits.connectPause / .seconds(1))
                } catch {
                    return failed(error)
                }
            }
        }
        thread.name = "connection"
        thread.start()
    }

    /// Tries no more; returns when the attempt under way has ended, or after so long.
    func stop(within limit: Duration) {
        isStopping.store(true, ordering: .releasing)
        pause.signal()
        _ = ended.wait(timeout: .now() + limit / .seconds(1))
    }
}
