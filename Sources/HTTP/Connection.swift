internal import CMicroHTTPD
import Synchronization

/// One client's connection and the request on it that is under way; there is at most one, pipelined ones wait.
///
/// Lives from MHD's notice that the connection started until its notice that it closed; a responder that is kept
/// longer keeps this object, but its `turn` is over and it reaches nothing.
///
/// Suspend and resume. MHD may be told to resume only a connection that is suspended, exactly once, and `state`'s
/// lock sees to that. The thread of MHD, back from the handler, looks under the lock: answered already - send, no
/// suspend; not yet - suspend and set `waiting`, still under the lock. Whoever answers looks under the lock: still
/// `handling` - leave the answer there; `waiting` - leave it and resume, still under the lock. MHD then calls its
/// access handler again, which takes the lock before it does anything, so that no connection goes on, let alone is
/// freed with its daemon, while `MHD_resume_connection` still runs. MHD holds none of its locks while it calls us.
@safe final class Connection: Sendable {
    enum Phase { case receiving, handling, waiting, answered }

    struct State {
        /// Counts the requests of this connection; a responder speaks only for its own.
        var turn: UInt64 = 0
        var phase = Phase.receiving
        var answer: HTTPResponse?
        var hook: (@Sendable () -> Void)?
        /// The client closed its side.
        var isGone = false
    }

    let id: UInt64
    let engine: Engine
    /// When this connection is cut unless something happens before; `.max` is never.
    let deadline = Atomic(UInt64.max)
    let state = Mutex(State())
    /// Touched only in MHD's callbacks for this connection, and MHD makes all of them on one thread.
    nonisolated(unsafe) var intake = Intake()
    /// Valid until MHD's notice that the connection closed. Used on MHD's thread, and by others only to resume while
    /// `state` is locked and says `waiting`.
    private nonisolated(unsafe) let handle: OpaquePointer
    /// As long valid as the handle.
    let socket: Int32

    init(id: UInt64, engine: Engine, handle: OpaquePointer, socket: Int32) {
        self.id = id
        self.engine = engine
        unsafe self.handle = handle
        self.socket = socket
    }

    /// Keeps the answer and lets MHD fetch it; without effect when the turn is over or has its answer.
    func answer(_ response: HTTPResponse, turn: UInt64) {
        let hook = state.withLock { state in
            state.turn == turn ? settle(&state, with: response) : nil
        }
        // Dropped out here: its captures may do anything when they go.
        _ = hook
    }

    /// The responder was dropped.
    func abandon(turn: UInt64) {
        let isOpen = state.withLock { $0.turn == turn && ($0.phase == .handling || $0.phase == .waiting) }
        guard isOpen else { return }
        engine.counters.abandoned.wrappingAdd(1, ordering: .relaxed)
        answer(HTTPResponse(status: 500, text: "internal error\n"), turn: turn)
    }

    /// Keeps the hook while the answer is wanted; calls it at once when the client has gone.
    func onDisconnect(_ body: @escaping @Sendable () -> Void, turn: UInt64) {
        let (isOver, old) = state.withLock { state -> (Bool, (@Sendable () -> Void)?) in
            guard state.turn == turn, state.phase == .handling || state.phase == .waiting else { return (true, nil) }
            let old = state.hook
            state.hook = body
            return (false, old)
        }
        _ = old
        // The responder is still there, so whatever ended its turn was not its answer.
        if isOver { body() }
    }

    /// The watcher saw the client leave. A handler that runs is not disturbed; it finds out when it is done. What the
    /// client sent before it left is still read, for a moment: MHD 0.9.75 does not see an end of stream that came
    /// together with the last bytes, and would keep the connection.
    func clientLeft() {
        let (hook, isReceiving) = state.withLock { state -> ((@Sendable () -> Void)?, Bool) in
            state.isGone = true
            guard state.phase == .waiting else { return (nil, state.phase == .receiving) }
            engine.counters.disconnects.wrappingAdd(1, ordering: .relaxed)
            return (settle(&state, with: .unavailable), false)
        }
        if isReceiving { engine.watcher.hasten(self, within: HTTPLimits.leftMilliseconds) }
        hook?()
    }

    /// The server stops: a client that waits is told to come again.
    func giveUp() {
        let hook = state.withLock { state in
            state.phase == .waiting ? settle(&state, with: .unavailable) : nil
        }
        hook?()
    }

    /// Puts the answer in place and wakes MHD when it sleeps on it. Under the lock; returns the hook to be dropped or
    /// called outside of it.
    private func settle(_ state: inout State, with response: HTTPResponse) -> (@Sendable () -> Void)? {
        guard state.phase == .handling || state.phase == .waiting else { return nil }
        let wasWaiting = state.phase == .waiting
        state.phase = .answered
        state.answer = response
        if wasWaiting {
            engine.counters.waitingRequests.wrappingSubtract(1, ordering: .relaxed)
            // Suspended (`waiting`) and never resumed before (`answered` now): the type's comment.
            unsafe MHD_resume_connection(handle)
        }
        return state.hook.take()
    }

    /// After the handler, on MHD's thread: the answer if there is one; else the connection is suspended.
    func answerOrSuspend() -> HTTPResponse? {
        let (answer, hook) = state.withLock { state -> (HTTPResponse?, (@Sendable () -> Void)?) in
            if state.phase == .answered { return (state.answer.take(), nil) }
            // `isGivingUp` is set before `giveUp` takes this lock: either it is seen here or it finds us waiting.
            if state.isGone || engine.isGivingUp.load(ordering: .acquiring) {
                if state.isGone { engine.counters.disconnects.wrappingAdd(1, ordering: .relaxed) }
                state.phase = .answered
                return (.unavailable, state.hook.take())
            }
            state.phase = .waiting
            engine.counters.waitingRequests.wrappingAdd(1, ordering: .relaxed)
            // MHD: only from within the access handler, which is where this runs.
            unsafe MHD_suspend_connection(handle)
            return (nil, nil)
        }
        hook?()
        return answer
    }

    /// The turn is over, answered or not. True when the client has left.
    func endTurn() -> Bool {
        let (hook, isGone) = state.withLock { state in
            state.turn &+= 1
            state.phase = .receiving
            state.answer = nil
            return (state.hook.take(), state.isGone)
        }
        _ = hook
        return isGone
    }
}
