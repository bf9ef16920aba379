internal import Crypto
internal import Foundation
internal import HTTP
internal import Ingress
internal import KafkaLog
internal import Log
internal import Options
internal import Records
internal import Requests
internal import Synchronization
internal import Telemetry
internal import Time
internal import Waybill

extension Role {
    static let ingress = Role(
        name: "ingress",
        command: CommandSpec(
            "ingress", summary: "runs only the HTTP side",
            details: """
                Takes pushes and appends them to the log; another process on the same data folder, or on the same \
                Kafka, decides them (waybill process) and this one answers.
                """,
            examples: [
                Example("waybill ingress --data /var/lib/waybill", "beside waybill process on the same folder"),
                Example("waybill ingress --kafka kafka:9092 --keys keys.yaml", "one of any number on a cluster"),
            ]),
        title: "Pushes", options: [SharedOptions.deadline, SharedOptions.waiters, SharedOptions.timestampWindow],
        clusterOptions: [], keepsState: false, bodyByteCountMax: IngressLimits.bodyByteCountMax,
        rights: { names in
            [
                (names.topics, .describe, "compare topics with their files at the start"),
                (names.topic(.commands), .write, "append commands"),
                (names.topic(.replies), .read, "wait for results"),
                (names.topic(.waybills), .read, "see under which keys the log was decided"),
                (names.group, .describe, "tell how many commands wait to be decided"),
            ]
        },
        make: { IngressPart($0) })
}

/// Takes WeChat's pushes.
final class IngressPart: RolePart {
    private let values: Values
    private struct State {
        var ingress: Ingress?
        /// Also for an ingress that is opened later: a stop may come while a cluster is still awaited.
        var isDraining = false
    }

    private let state = Mutex(State())

    init(_ values: Values) { self.values = values }

    /// For a push while there is no log yet; WeChat pushes again.
    private static let notYet = HTTPResponse(
        status: 503, text: "not ready; push again\n", headers: [("Retry-After", "1")])

    private var current: Ingress? { state.withLock { $0.ingress } }

    let shownPaths = ["/push/<app>"]

    var routes: [HTTPRoute] {
        ["/push", "/push/*"].map { path in
            HTTPRoute(path, bodyByteCountMax: IngressLimits.bodyByteCountMax) { [self] head, path in
                guard let ingress = current else { return .refuse(Self.notYet) }
                return ingress.admit(head, at: path)
            } handle: { [self] request, responder in
                // There is one, which admitted it.
                guard let ingress = current else { return responder.send(Self.notYet) }
                ingress.handle(request, responder)
            }
        }
    }

    func open(_ context: RoleContext) throws {
        let wiring = context.wiring
        try compareKeys(context)
        var configuration = IngressConfiguration(
            apps: wiring.reference.apps, secrets: wiring.secrets, instance: try Self.instanceName())
        configuration.deadline = values[SharedOptions.deadline]
        configuration.waiterCountMax = values[SharedOptions.waiters]
        configuration.timestampWindow = values[SharedOptions.timestampWindow].flatMap { $0 > .zero ? $0 : nil }
        let made = try Ingress(
            configuration, log: context.open.log,
            telemetry: IngressTelemetry(wiring.registry, wiring.settings.logger), clock: Timestamp.now,
            events: events(context))
        state.withLock { state in
            if state.isDraining { made.drain() }
            state.ingress = made
        }
        wiring.readiness.clear(Role.ingress.name)
    }

    func start() {}

    func drain() {
        state.withLock { state in
            state.isDraining = true
            state.ingress?.drain()
        }
    }

    func stop() { state.withLock { $0.ingress.take() }?.stop() }

    /// Before a push is taken: each would be sealed under keys that the processors do not have. Where the log cannot be
    /// asked, its first reply tells.
    private func compareKeys(_ context: RoleContext) throws {
        let fault: KeyFault?
        do throws(LogError) {
            fault = try LogKeys.fault(of: context.open.log, known: context.wiring.secrets.keys)
        } catch {
            fault = nil
            if error.code == .unavailable || error.code == .closed { throw error }
            let message = "under which keys the log is decided cannot be seen: \(error.message)"
            context.wiring.settings.logger.warning(.topicUnseen, [.message: .text(message)])
        }
        if let fault { throw LogRefusal.keys(fault) }
    }

    private func events(_ context: RoleContext) -> RequestsEvents {
        let (readiness, health, wiring) = (context.wiring.readiness, context.wiring.health, context.wiring)
        let isOnCluster = context.open.isOnCluster
        var events = RequestsEvents()
        events.failed = { error in
            readiness.set(Role.ingress.name, error.message)
            wiring.failed(error.message)
        }
        events.appended = { error in
            guard let error else { return health.succeeded() }
            // A cluster is watched by its engine, which knows a slow one from one that is gone.
            if !isOnCluster { health.failed(error.message) }
            health.refused()
        }
        events.keysDiffer = { fault in
            readiness.set(Role.ingress.name, fault.message)
            wiring.refused(.keys(fault))
        }
        events.isLogFailing = { health.isLogFailing }
        events.unanswered = { readiness.set("replies", $0.message) }
        events.answeredAgain = { _, _ in readiness.set("replies", nil) }
        return events
    }

    private static let hostCharacterCountMax = 32
    private static let chanceByteCount = 6
    /// What `instanceName` has at most; a correlation id is that, a slash and a number.
    static let instanceByteCountMax = hostCharacterCountMax + 1 + 2 * chanceByteCount

    /// Host and chance: no two processes, and no two starts of one, have the same.
    private static func instanceName() throws -> String {
        let host = ProcessInfo.processInfo.hostName.prefix(hostCharacterCountMax).filter {
            $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-")
        }
        return "\(host)-\(Hex.encode(try randomBytes(chanceByteCount)))"
    }
}
