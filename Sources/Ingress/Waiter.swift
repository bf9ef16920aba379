internal import HTTP
internal import Synchronization
internal import Waybill
internal import WeChat

/// One push that waits: how to answer it, and what the answer repeats of it.
final class Waiter: Sendable {
    enum Form: Sendable {
        /// The event's own reply.
        case event(EventHead, PushFormat)
        /// The push could not be read as an event, so its answer is a status and a line of text.
        case fault
    }

    let form: Form
    let start: ContinuousClock.Instant
    /// The partition whose lane decides it, once the log has kept the push; until then it is the log that is awaited.
    private let lane = Atomic(noLane)
    private static let noLane: Int32 = -1
    private let responder: Mutex<HTTPResponder?>

    init(_ responder: consuming HTTPResponder, form: Form, start: ContinuousClock.Instant) {
        self.responder = Mutex(responder)
        self.form = form
        self.start = start
    }

    func kept(in partition: Int32) { lane.store(partition, ordering: .releasing) }

    var keptIn: Int32? {
        let partition = lane.load(ordering: .acquiring)
        return partition == Self.noLane ? nil : partition
    }

    /// Answers; without effect, and false, the second time and where the client has gone.
    @discardableResult
    func answer(_ response: HTTPResponse) -> Bool {
        let responder = responder.withLock { $0.take() }
        guard let responder else { return false }
        responder.send(response)
        return true
    }

    func answer(_ verdict: Verdict) -> Bool {
        switch form {
        case .event(let head, let format):
            answer(
                HTTPResponse(contentType: format.contentType, body: Reply(to: head, verdict).bytes(as: format)))
        case .fault:
            answer(HTTPResponse(status: 400, text: verdict.pushMessage + "\n"))
        }
    }

    /// The client has gone; false where it was answered before.
    func leave() -> Bool { responder.withLock { $0.take() != nil } }

    /// Whether nobody waits for the answer any more.
    var isLeft: Bool {
        responder.withLock { responder in
            switch responder {
            case .some: false
            case .none: true
            }
        }
    }

    /// `body` is called when the client goes away before it is answered.
    func onDisconnect(_ body: @escaping @Sendable () -> Void) {
        responder.withLock { responder in
            switch responder {
            case .some(let waiting): waiting.onDisconnect(body)
            case .none: break
            }
        }
    }
}
