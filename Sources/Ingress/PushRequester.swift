internal import HTTP
internal import Requests
internal import Synchronization
internal import Waybill
internal import WeChat

/// How a push is answered, and what the answer repeats of it.
enum PushForm: Sendable {
    /// The event's own reply.
    case event(EventHead, PushFormat)
    /// The push could not be read as an event, so its answer is a status and a line of text.
    case fault

    /// The format's name, the label of a metric.
    var label: String {
        switch self {
        case .event(_, let format): format.rawValue
        case .fault: "unknown"
        }
    }

    func answer(to verdict: Verdict) -> HTTPResponse {
        switch self {
        case .event(let head, let format):
            HTTPResponse(contentType: format.contentType, body: Reply(to: head, verdict).bytes(as: format))
        case .fault: HTTPResponse(status: 400, text: verdict.pushMessage + "\n")
        }
    }
}

/// One push that waits for its verdict.
final class PushRequester: Requester {
    let start: ContinuousClock.Instant
    private let form: PushForm
    private let app: App
    private let telemetry: IngressTelemetry
    private let responder: Mutex<HTTPResponder?>

    init(
        _ responder: consuming HTTPResponder, form: PushForm, app: App, start: ContinuousClock.Instant,
        telemetry: IngressTelemetry
    ) {
        self.responder = Mutex(responder)
        self.form = form
        self.app = app
        self.start = start
        self.telemetry = telemetry
    }

    func end(_ ending: RequestEnding) -> Bool {
        switch ending {
        case .decided(let verdict): return answer(form.answer(to: verdict))
        case .expired: return answer(Answer.expired)
        case .refused(let error):
            telemetry.notAppended(error, app)
            return answer(Answer.refused(error))
        }
    }

    /// Answers; without effect, and false, the second time and where the client has gone.
    @discardableResult
    func answer(_ response: HTTPResponse) -> Bool {
        let responder = responder.withLock { $0.take() }
        guard let responder else { return false }
        responder.send(response)
        return true
    }

    /// The client has gone; false where it was answered before.
    private func leave() -> Bool { responder.withLock { $0.take() != nil } }

    var isLeft: Bool { responder.withLock { $0 == nil } }

    /// The command goes on being waited for without its client: that nobody decides is seen at its deadline all the
    /// same.
    func heedDisconnect() {
        responder.withLock { responder in
            responder?.onDisconnect { [weak self] in
                if let self, leave() { telemetry.disconnected() }
            }
        }
    }
}
