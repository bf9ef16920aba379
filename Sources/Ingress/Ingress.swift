internal import Documents
package import HTTP
package import Log
internal import Records
package import Requests
internal import Synchronization
internal import Waybill
internal import WeChat

/// The role: takes pushes in, appends them as commands, and answers each with its result once that is committed.
///
/// Stateless but for the waiters. `handle` runs on the server's threads and never blocks; replies come on the reply
/// reader's thread.
package final class Ingress: Sendable {
    private let configuration: IngressConfiguration
    private let telemetry: IngressTelemetry
    /// Places of the apps in the configuration, by name.
    private let places: [String: Int]
    private let intake: PushIntake
    private let requests: Requests
    private let clock: @Sendable () -> Int64
    private let window: TimestampWindow
    private let isDraining = Atomic(false)

    /// Returns once every reply to a push taken from now on will be read. `clock` gives milliseconds since 1970.
    package init(
        _ configuration: IngressConfiguration, log: any Log, telemetry: IngressTelemetry,
        clock: @escaping @Sendable () -> Int64, events: RequestsEvents = RequestsEvents()
    ) throws(LogError) {
        self.configuration = configuration
        self.telemetry = telemetry
        self.clock = clock
        window = TimestampWindow(width: configuration.timestampWindow)
        places = Dictionary(
            configuration.apps.enumerated().map { ($0.element.name, $0.offset) },
            uniquingKeysWith: { first, _ in first })
        intake = PushIntake(secrets: configuration.secrets, window: window)
        let requests = try Requests(
            RequestsConfiguration(
                source: "/waybill/ingress", instance: configuration.instance, deadline: configuration.deadline,
                waiterCountMax: configuration.waiterCountMax, keys: configuration.secrets.keys),
            log: log, clock: clock, events: events.counted(by: telemetry))
        self.requests = requests
        telemetry.observeWaiters { requests.waiterCount }
    }

    /// Looks at the head of a request whose path is this and ours: nothing of a stranger's body is ever kept. The
    /// ticket is the place of its app.
    package func admit(_ head: borrowing HTTPHead, at path: String) -> HTTPAdmission {
        var app: App?
        do throws(PushRefusal) {
            let place = try place(at: path)
            app = configuration.apps[place]
            try check(head, of: configuration.apps[place])
            switch head.method {
            case "GET", "HEAD", "POST": return .admit(ticket: place)
            default: throw PushRefusal(405, "method", "use GET for the handshake and POST for events")
            }
        } catch {
            return .refuse(refusal(error, of: app))
        }
    }

    /// Answers a request that was admitted, at once or when its result is there.
    package func handle(_ request: borrowing HTTPRequest, _ responder: consuming HTTPResponder) {
        let start = ContinuousClock.now
        // What nobody has looked at is answered 500 as the responder goes.
        guard let place = request.ticket else { return }
        let app = configuration.apps[place]
        guard request.head.method != "POST" else { return take(request, of: app, start, responder) }
        do throws(PushRefusal) {
            responder.send(try handshake(request))
        } catch {
            responder.send(refusal(error, of: app))
        }
    }

    private func refusal(_ refusal: PushRefusal, of app: App?) -> HTTPResponse {
        telemetry.refused(refusal, of: app)
        // A 405 has to name the methods that there are.
        let headers = refusal.status == 405 ? [("Allow", "GET, HEAD, POST")] : []
        return HTTPResponse(status: refusal.status, text: refusal.message + "\n", headers: headers)
    }

    /// Pushes are refused from now on; those that wait are still answered.
    package func drain() { isDraining.store(true, ordering: .sequentiallyConsistent) }

    /// Ends the reading of replies; the requests must have been answered.
    package func stop() { requests.stop() }

    private func place(at path: String) throws(PushRefusal) -> Int {
        // A slash at its end, which some add to what was entered, makes it no other path.
        let path = path.hasSuffix("/") ? path.dropLast() : path[...]
        if path == "/push", configuration.apps.count == 1 { return 0 }
        guard let place = places[String(path.dropFirst("/push/".count))] else {
            throw PushRefusal(404, "path", "no app has this path; the paths are /push/<name of an app in apps.yaml>")
        }
        return place
    }

    private func check(_ head: borrowing HTTPHead, of app: App) throws(PushRefusal) {
        guard let signature = head.query("signature"), let timestamp = head.query("timestamp"),
            let nonce = head.query("nonce")
        else {
            throw PushRefusal(
                403, "signature", "signature, timestamp and nonce are required in the query", isWarned: true)
        }
        guard signature.utf8.count <= WeChatLimits.queryByteCountMax,
            timestamp.utf8.count <= WeChatLimits.queryByteCountMax, nonce.utf8.count <= WeChatLimits.queryByteCountMax,
            Signature.isValid(signature, token: app.pushToken, timestamp: timestamp, nonce: nonce)
        else {
            throw PushRefusal(
                403, "signature", "the signature is wrong: the push token of apps.yaml and WeChat's differ",
                isWarned: true)
        }
        // After the signature: a stranger's timestamps tell nothing of WeChat's clock.
        try window.check(timestamp, now: clock())
    }

    private func handshake(_ request: borrowing HTTPRequest) throws(PushRefusal) -> HTTPResponse {
        guard let echo = request.head.query("echostr") else {
            throw PushRefusal(400, "handshake", "echostr is required in the query")
        }
        guard echo.utf8.count <= WeChatLimits.queryByteCountMax else {
            throw PushRefusal(400, "handshake", "echostr is longer than \(WeChatLimits.queryByteCountMax) bytes")
        }
        telemetry.arrived(event: "handshake", format: "none")
        return HTTPResponse(body: Array(echo.utf8))
    }

    private func take(
        _ request: borrowing HTTPRequest, of app: App, _ start: ContinuousClock.Instant,
        _ responder: consuming HTTPResponder
    ) {
        guard !isDraining.load(ordering: .sequentiallyConsistent) else {
            telemetry.refused("draining", app)
            return responder.send(Answer.stopping)
        }
        let time = clock()
        switch intake.read(request.body, app: app, now: time) {
        case .ignored(let event):
            telemetry.arrived(event: event, format: "any")
            responder.send(HTTPResponse(status: 200, text: "success"))
        case .empty:
            let empty = PushRefusal(400, "empty", "the body is empty; an event in XML or JSON is expected")
            responder.send(refusal(empty, of: app))
        case .unsealable:
            telemetry.refused("sealing", app)
            responder.send(Answer.unsealable)
        case .command(let command, let form, let repairs):
            telemetry.arrived(event: command.kind.rawValue, format: form.label)
            if !repairs.isEmpty { telemetry.repaired(repairs.names, app) }
            if case .unreadable(let unreadable, _) = command.body { telemetry.unreadable(unreadable.fault, app) }
            let push = PushRequester(responder, form: form, app: app, start: start, telemetry: telemetry)
            guard requests.submit(command, at: time, for: push) else {
                telemetry.overloaded("waiters", "\(configuration.waiterCountMax) pushes wait already", app)
                push.answer(Answer.overloaded)
                return
            }
            push.heedDisconnect()
        }
    }
}
