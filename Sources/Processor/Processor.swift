internal import Dispatch
internal import Foundation
internal import Log
internal import Synchronization

/// The role: some workers of one consumer group, each on a thread of its own.
package final class Processor: Sendable {
    private struct Shared {
        var wakers: [any Waker] = []
        var isStopping = false
    }

    private let shared = Mutex(Shared())
    private let running = DispatchGroup()

    package init() {}

    /// Starts a worker on a thread of its own. `parts` is called there, since a member belongs to one thread; so is
    /// `failed`, when the worker ends by itself: its partitions are with the others then, or with nobody.
    package func start(
        _ parts: @escaping @Sendable () throws(WorkerError) -> WorkerParts,
        failed: @escaping @Sendable (WorkerError) -> Void
    ) {
        running.enter()
        let thread = Thread { [self] in
            defer { running.leave() }
            do throws(WorkerError) {
                try work(try parts())
            } catch {
                failed(error)
            }
        }
        thread.name = "worker"
        thread.stackSize = 4 << 20
        thread.start()
    }

    /// Ends the workers after the batch in hand; returns when their lanes are closed. Blocks.
    package func stop() {
        let wakers = shared.withLock { shared in
            shared.isStopping = true
            return shared.wakers
        }
        for waker in wakers { waker.wake() }
        running.wait()
    }

    private func work(_ parts: WorkerParts) throws(WorkerError) {
        let waker = parts.member.waker
        shared.withLock { $0.wakers.append(waker) }
        try Worker(parts).run(until: { shared.withLock { $0.isStopping } })
    }
}
