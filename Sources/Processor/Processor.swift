internal import Dispatch
internal import Foundation
internal import Log
internal import Synchronization

/// The role: some workers of one consumer group, each on a thread of its own.
package final class Processor: Sendable {
    private struct Shared {
        var wakers: [Int: any Waker] = [:]
        var workerNext = 0
        var isStopping = false
    }

    private let shared = Mutex(Shared())
    private let running = DispatchGroup()

    package init() {}

    /// Starts a worker on a thread of its own; does nothing once `stop` was called. `parts` is called there, since a
    /// member belongs to one thread; so is `failed`, when the worker ends by itself: its partitions are with the others
    /// then, or with nobody.
    package func start(
        _ parts: @escaping @Sendable () throws(WorkerError) -> WorkerParts,
        failed: @escaping @Sendable (WorkerError) -> Void
    ) {
        // Entered under the lock, so that a stop either waits for this worker or keeps it from starting.
        let number = shared.withLock { shared -> Int? in
            guard !shared.isStopping else { return nil }
            running.enter()
            shared.workerNext += 1
            return shared.workerNext
        }
        guard let number else { return }
        let thread = Thread { [self] in
            defer { running.leave() }
            do throws(WorkerError) {
                try work(number, try parts())
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
            return shared.wakers.values.map { $0 }
        }
        for waker in wakers { waker.wake() }
        running.wait()
    }

    private func work(_ number: Int, _ parts: WorkerParts) throws(WorkerError) {
        let waker = parts.member.waker
        shared.withLock { $0.wakers[number] = waker }
        defer { shared.withLock { _ = $0.wakers.removeValue(forKey: number) } }
        try Worker(parts).run(until: { [self] in shared.withLock { $0.isStopping } })
    }
}
