internal import Synchronization
internal import Threads

/// Threads for answers that may block, so that the server's own never do: reads of a store, waits for what was asked
/// elsewhere. Bounded: what there is no room for is answered 503 at once.
///
///     offload.answer(responder) { HTTPResponse(body: store.read(id)) }
package final class HTTPOffload: Sendable {
    private struct Job: ~Copyable {
        let responder: HTTPResponder
        let work: @Sendable () -> HTTPResponse
    }

    /// A job in a queue, which cannot hold what is not copied; taken once.
    private final class Turn: Sendable {
        private let job: Mutex<Job?>

        init(_ job: consuming Job) { self.job = Mutex(consume job) }

        func run() {
            guard let job = job.withLock({ $0.take() }) else { return }
            let answer = job.work()
            job.responder.send(answer)
        }

        func refuse() {
            guard let job = job.withLock({ $0.take() }) else { return }
            job.responder.send(.unavailable)
        }
    }

    private struct State {
        var queue: [Turn] = []
        var isStopped = false
    }

    private let state = Monitor(State())
    private let queueCountMax: Int
    private let threads: Mutex<[EngineThread]>

    /// `name` is that of the threads. At most `queueCountMax` answers wait for one of them.
    package init(_ name: String, threadCount: Int, queueCountMax: Int) {
        self.queueCountMax = queueCountMax
        let state = state
        threads = Mutex(
            (0..<max(1, threadCount)).map { _ in
                EngineThread(name) {
                    while let turn = state.wait({ Self.next(&$0) }) { turn.run() }
                }
            })
    }

    /// Ends the threads once they have answered what waits, without waiting for that.
    deinit { state.change { $0.isStopped = true } }

    /// Answers with what `work` returns, on one of the threads.
    package func answer(_ responder: consuming HTTPResponder, _ work: @escaping @Sendable () -> HTTPResponse) {
        let turn = Turn(Job(responder: responder, work: work))
        let isTaken = state.change { state in
            guard !state.isStopped, state.queue.count < queueCountMax else { return false }
            state.queue.append(turn)
            return true
        }
        if !isTaken { turn.refuse() }
    }

    /// Answers what waits, and ends the threads; what comes later is answered 503.
    package func stop() {
        state.change { $0.isStopped = true }
        for thread in threads.withLock({ $0 }) { thread.join() }
    }

    /// Nil: nothing is to be done yet. The inner nil ends the thread.
    private static func next(_ state: inout State) -> Turn?? {
        if !state.queue.isEmpty { return .some(state.queue.removeFirst()) }
        return state.isStopped ? .some(nil) : nil
    }
}
