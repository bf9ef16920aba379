internal import Synchronization
internal import Threads

/// Threads for answers that may block, so that the server's own never do: reads of a store, waits for what was asked
/// elsewhere. Bounded: what there is no room for is answered 503 at once.
///
///     offload.answer(responder) { HTTPResponse(body: store.read(id)) }
package final class HTTPOffload: Sendable {
    /// Whose turn it is, in a queue, which cannot hold what is not copied; answered once.
    private final class Turn: Sendable {
        private let responder: Mutex<HTTPResponder?>
        let work: @Sendable () -> HTTPResponse

        init(_ responder: consuming HTTPResponder, _ work: @escaping @Sendable () -> HTTPResponse) {
            self.responder = Mutex(consume responder)
            self.work = work
        }

        func send(_ answer: HTTPResponse) { responder.withLock { $0.take() }?.send(answer) }
    }

    private struct State {
        var queue: [Turn] = []
        var isStopped = false
    }

    private let state = Monitor(State())
    private let queueCountMax: Int
    private let threads: [EngineThread]

    /// `name` is that of the threads. At most `queueCountMax` answers wait for one of them.
    package init(_ name: String, threadCount: Int, queueCountMax: Int) {
        self.queueCountMax = queueCountMax
        let state = state
        threads = (0..<max(1, threadCount)).map { _ in
            EngineThread(name) {
                while let turn = state.wait({ Self.next(&$0) }) { turn.send(turn.work()) }
            }
        }
    }

    /// Ends the threads once they have answered what waits, without waiting for that.
    deinit { state.change { $0.isStopped = true } }

    /// Answers with what `work` returns, on one of the threads.
    package func answer(_ responder: consuming HTTPResponder, _ work: @escaping @Sendable () -> HTTPResponse) {
        let turn = Turn(responder, work)
        let isTaken = state.change { state in
            guard !state.isStopped, state.queue.count < queueCountMax else { return false }
            state.queue.append(turn)
            return true
        }
        if !isTaken { turn.send(.unavailable) }
    }

    /// Answers what waits, and ends the threads; what comes later is answered 503.
    package func stop() {
        state.change { $0.isStopped = true }
        for thread in threads { thread.join() }
    }

    /// Nil: nothing is to be done yet. The inner nil ends the thread.
    private static func next(_ state: inout State) -> Turn?? {
        if !state.queue.isEmpty { return .some(state.queue.removeFirst()) }
        return state.isStopped ? .some(nil) : nil
    }
}
