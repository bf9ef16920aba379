internal import Configuration
internal import Crypto
internal import Dispatch
internal import Foundation
internal import HTTP
internal import Ingress
internal import LaneState
internal import Log
internal import Processor
internal import Records
internal import Telemetry
internal import Time
internal import Waybill
internal import WeChat

/// The roles of one process, wired to each other and to the log: the only place that knows them all.
final class Service: Sendable {
    /// Whether it ever had a log to work with; before that it is a start.
    var hasBegun: Bool { roles.open != nil }

    private let settings: ServiceSettings
    private let preparation: Preparation
    private let roles = Roles()
    private let readiness: Readiness
    private let server: HTTPServer
    private let connection: Connection?

    /// Returns once requests are taken; a cluster may not have answered yet, and lanes may still be opening, which
    /// `/ready` tells. `failed` is called when the service cannot go on; `refused`, when the log does not allow a range
    /// of the configuration.
    init(
        _ settings: ServiceSettings, _ preparation: Preparation, failed: @escaping @Sendable (String) -> Void,
        refused: @escaping @Sendable (RangeFault) -> Void
    ) throws {
        self.settings = settings
        self.preparation = preparation
        var parts: [String: String] = [:]
        for role in settings.roles { parts[role.rawValue] = "starting" }
        let readiness = Readiness(parts, changed: { Self.tell($0, settings) })
        self.readiness = readiness
        let health = LogHealth(readiness, settings.logger)

        let topics = preparation.topics
        let registry = Registry()
        let wiring = Wiring(
            settings: settings, registry: registry, readiness: readiness, health: health, secrets: preparation.secrets,
            reference: preparation.reference, failed: failed, refused: refused)

        // The embedded log is there at once or not at all; a cluster may take its time.
        if settings.kafka == nil { _ = roles.wire(try wiring.roles(on: .embedded(settings, topics))) }
        let operations = Operations(readiness: readiness, registry: registry) { [roles] in
            if let open = roles.open { health.look(at: open) }
        }
        server = try Self.listen(settings, roles, operations)
        Self.observe(server, registry)
        ProcessMetrics.observe(registry, readiness)
        if let kafka = settings.kafka {
            connection = Self.connect(try wiring.configured(kafka), topics, wiring, roles)
        } else {
            connection = nil
            roles.start()
        }
    }

    var port: UInt16 { server.port }

    /// Answers what is under way and takes nothing new; ends within `ServiceLimits.stopMax` but for the log's close.
    func stop() {
        readiness.end("service", "stopping")
        let wired = roles.stop()
        wired?.ingress?.drain()
        server.stop(within: ServiceLimits.stopMax)
        connection?.stop(within: ServiceLimits.stopMax)
        wired?.end()
        settings.logger.endSummaries()
    }

    private static func tell(_ change: Readiness.Change, _ settings: ServiceSettings) {
        let role = settings.roles.map(\.rawValue).joined(separator: ",")
        switch change {
        case .ready(let elapsed):
            settings.logger.info(.serviceReady, [.role: .text(role), .elapsed: .duration(elapsed)])
        case .unready(let reasons):
            let reason = reasons.joined(separator: "; ")
            settings.logger.warning(.serviceUnready, [.role: .text(role), .reason: .text(reason)])
        }
    }

    private static func connect(
        _ kafka: KafkaConnection, _ topics: [TopicPolicy], _ wiring: Wiring, _ roles: Roles
    ) -> Connection {
        let (logger, health) = (wiring.settings.logger, wiring.health)
        health.awaits("connecting to Kafka at \(kafka.servers)")
        return Connection(
            open: {
                let wired = try wiring.roles(on: kafka.open(topics))
                guard roles.wire(wired) else { return wired.end() }
                logger.info(.logOpened, [.address: .text(kafka.servers)])
                health.succeeded()
                wiring.readiness.clear("log")
                roles.start()
            },
            awaited: { health.failed($0.message) },
            failed: { error in
                wiring.readiness.set("log", "\(error)")
                wiring.failed("\(error)")
            })
    }

    private static func listen(
        _ settings: ServiceSettings, _ roles: Roles, _ operations: Operations
    ) throws -> HTTPServer {
        var configuration = HTTPConfiguration()
        configuration.address = settings.address
        configuration.port = settings.port
        configuration.threadCount = settings.threadCount
        configuration.receiveTimeout = settings.receiveTimeout
        configuration.idleTimeout = settings.idleTimeout
        configuration.connectionCountMax = Descriptors.connectionCount(wanted: settings.connectionCountMax)
        if configuration.connectionCountMax < settings.connectionCountMax {
            let message = "the limit of open files allows \(configuration.connectionCountMax) connections; raise it"
            settings.logger.warning(.configurationLoaded, [.message: .text(message)])
        }
        configuration.bodyByteCountMax = IngressLimits.bodyByteCountMax
        configuration.log = { settings.logger.debug(.httpFailed, [.message: .text($0)]) }
        configuration.refused = { refusal in
            guard refusal != .stopping else { return }
            // A stranger's, but for the limit, which an operator can raise.
            settings.logger.summarize(
                refusal == .connectionLimit ? .warning : .info, .httpRefused, kind: refusal.rawValue,
                every: TelemetryLimits.dailyInterval, [.cause: .text(refusal.rawValue)])
        }
        let takesPushes = settings.roles.contains(.ingress)
        return try HTTPServer(configuration: configuration) { request, responder in
            let path = request.path
            if takesPushes, Ingress.handles(path: path) {
                if let ingress = roles.ingress {
                    ingress.handle(request, responder)
                } else {
                    responder.send(Operations.notYet)
                }
            } else if operations.handles(path) {
                responder.send(operations.answer(request.method, path))
            } else {
                responder.send(HTTPResponse(status: 404, text: "there is /push/<app>, /live, /ready and /metrics\n"))
            }
        }
    }

    private static func observe(_ server: HTTPServer, _ registry: Registry) {
        registry.observedGauge("waybill_http_connections", "Connections open now.") {
            Double(server.counts.openConnections)
        }
        registry.observedCounters(
            "waybill_http_refused_total", "Clients refused or cut off, by reason.", labels: ["reason"]
        ) {
            server.counts.refused.map { Registry.Observation([$0.key.rawValue], Double($0.value)) }
        }
    }
}
