internal import CMicroHTTPD
internal import Glibc
import Synchronization

/// The steps of one request, each a call of MHD's access handler on MHD's thread.
extension Connection {
    /// The head is there: admit the request, or refuse it without keeping anything of its body.
    @unsafe func begin(
        _ handle: OpaquePointer, target: UnsafePointer<CChar>?, verb: UnsafePointer<CChar>?,
        version: UnsafePointer<CChar>?
    ) -> MHD_Result {
        unsafe intake.isBegun = true
        engine.counters.openRequests.wrappingAdd(1, ordering: .relaxed)
        if engine.isGivingUp.load(ordering: .acquiring) {
            engine.counters.refuse(.stopping)
            return unsafe send(.unavailable, handle)
        }
        let framing = unsafe Framing.of(
            handle, intake: intake, version: version, bodyByteCountMax: engine.configuration.bodyByteCountMax)
        switch framing {
        case .body(let byteCount):
            guard let target = unsafe target, let verb = unsafe verb else { return .NO }
            unsafe intake.announced = byteCount
            return unsafe admit(HTTPHead(connection: handle, target: target, verb: verb), handle)
        case .refuse(let reason, let response):
            engine.counters.refuse(reason)
            return unsafe send(response, handle)
        }
    }

    /// An answer that MHD is given here closes the connection, whatever it says. One that waits for the end of a body
    /// does not; but a client that expects to be told to continue sends none before it has an answer.
    @unsafe private func admit(_ head: consuming HTTPHead, _ handle: OpaquePointer) -> MHD_Result {
        switch engine.configuration.admit(head) {
        case .admit(let ticket, let route, let byteCountMax):
            let bound = min(byteCountMax, engine.configuration.bodyByteCountMax)
            guard unsafe (intake.announced ?? 0) <= bound else {
                engine.counters.refuse(.bodyTooLarge)
                return unsafe send(.tooLarge(bound), handle)
            }
            unsafe (intake.ticket, intake.route, intake.bodyByteCountMax) = (ticket, route, bound)
        case .refuse(var response):
            guard unsafe (intake.announced ?? .max) <= HTTPLimits.passedByteCountMax, head.header("Expect") == nil
            else {
                response.close = true
                return unsafe send(response, handle)
            }
            unsafe intake.refusal = response
        }
        return .YES
    }

    /// A piece of the body. Where it cannot be kept MHD takes no answer and would read on, so the client is told past
    /// it and MHD closes.
    @unsafe func append(_ bytes: UnsafeRawBufferPointer, _ handle: OpaquePointer) -> MHD_Result {
        if unsafe !intake.isTimed {
            unsafe intake.isTimed = true
            engine.watcher.hasten(self, within: engine.receive)
        }
        guard let bodyByteCountMax = unsafe intake.bodyByteCountMax else { return .YES }
        guard unsafe bytes.count <= bodyByteCountMax - intake.body.count else {
            return unsafe cut(handle, .bodyTooLarge, .tooLarge)
        }
        guard unsafe intake.makeRoom(for: bytes.count, in: engine.bodies, bodyByteCountMax: bodyByteCountMax) else {
            return unsafe cut(handle, .bodyMemory, .busy)
        }
        unsafe intake.body.append(contentsOf: bytes)
        return .YES
    }

    @unsafe private func cut(_ handle: OpaquePointer, _ reason: HTTPRefusal, _ answer: RawAnswer) -> MHD_Result {
        engine.counters.refuse(reason)
        unsafe answer.send(to: waybill_http_socket(handle))
        return .NO
    }

    /// The request is whole, or MHD was resumed to fetch the answer.
    @unsafe func finish(
        _ handle: OpaquePointer, target: UnsafePointer<CChar>?, verb: UnsafePointer<CChar>?
    ) -> MHD_Result {
        if let refusal = unsafe intake.refusal { return unsafe send(refusal, handle) }
        // Not admitted and not answered: MHD drops the answers of a daemon that is being stopped, and goes on.
        guard unsafe intake.bodyByteCountMax != nil else { return .NO }
        let (turn, answer) = state.withLock { state -> (UInt64?, HTTPResponse?) in
            guard state.phase == .receiving else { return (nil, state.answer.take()) }
            state.phase = .handling
            return (state.turn, nil)
        }
        if let answer { return unsafe send(answer, handle) }
        guard let turn, let target = unsafe target, let verb = unsafe verb else { return .YES }
        engine.counters.requests.wrappingAdd(1, ordering: .relaxed)
        // While the answer is ours to give no deadline runs.
        deadline.store(.max, ordering: .releasing)
        let request = unsafe HTTPRequest(
            head: HTTPHead(connection: handle, target: target, verb: verb), ticket: intake.ticket, route: intake.route,
            body: intake.body)
        unsafe intake.body = []
        engine.handler(request, HTTPResponder(connection: self, turn: turn))
        giveBack()
        guard let answer = answerOrSuspend() else { return .YES }
        return unsafe send(answer, handle)
    }

    /// The body is the handler's from here on, or nobody's.
    private func giveBack() {
        let reserved = unsafe intake.reserved
        if reserved > 0 { engine.bodies.give(reserved) }
        unsafe intake.reserved = 0
    }

    /// Hands an answer to MHD, which sends it and closes when told to.
    @unsafe private func send(_ response: HTTPResponse, _ handle: OpaquePointer) -> MHD_Result {
        engine.watcher.schedule(self, within: engine.send)
        // The body is copied before the call returns.
        let made = unsafe response.body.withUnsafeBytes { bytes in
            unsafe waybill_http_response(bytes.baseAddress, bytes.count)
        }
        guard let made = unsafe made else { return .NO }
        // MHD counts references: queueing takes its own, this one is given back here.
        defer { unsafe MHD_destroy_response(made) }
        // MHD copies name and value, and refuses what would break the head.
        if !response.body.isEmpty { unsafe add("Content-Type", response.contentType, to: made) }
        for (name, value) in response.headers { unsafe add(name, value, to: made) }
        if response.close || engine.isDraining.load(ordering: .relaxed) { unsafe add("Connection", "close", to: made) }
        let status = (200...599).contains(response.status) ? response.status : 500
        return unsafe MHD_queue_response(handle, UInt32(status), made)
    }

    /// Both strings are terminated for the call; a NUL inside would end one early.
    @unsafe private func add(_ name: String, _ value: String, to response: OpaquePointer) {
        guard !name.holdsNUL, !value.holdsNUL else { return }
        _ = unsafe waybill_http_header(response, name, value)
    }

    /// The request is over, sent or cut.
    func end() {
        // First the long deadline, then the look whether the client has left, so that a short one set meanwhile stays.
        engine.watcher.schedule(self, within: engine.rest)
        if endTurn() { engine.watcher.hasten(self, within: HTTPLimits.leftMilliseconds) }
        guard unsafe intake.isBegun else { return }
        giveBack()
        unsafe intake = Intake()
        engine.requestEnded()
    }
}

extension String {
    fileprivate var holdsNUL: Bool {
        var text = self
        // memchr reads the bytes that are there.
        return text.withUTF8 { bytes in
            guard let start = bytes.baseAddress else { return false }
            return unsafe memchr(start, 0, bytes.count) != nil
        }
    }
}

/// An answer sent past MHD, for a connection that is closed right after.
struct RawAnswer {
    let text: StaticString

    static let tooLarge = RawAnswer(
        text: "HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
    static let busy = RawAnswer(
        text: "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n")

    func send(to socket: Int32) {
        // A literal of more than one character lies in memory and never goes away.
        unsafe waybill_http_say(socket, text.utf8Start, text.utf8CodeUnitCount)
    }
}
