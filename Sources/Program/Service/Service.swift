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
internal import Synchronization
internal import Telemetry
internal import Time
internal import Waybill
internal import WeChat

/// The roles of one process, wired to each other and to the log: the only place that knows them all.
final class Service: Sendable {
    private let settings: ServiceSettings
    private let preparation: Preparation
    private let roles = Roles()
    private let readiness: Readiness
    private let server: HTTPServer
    private let connection: Connection?

    /// Returns once requests are taken; a cluster may not have answered yet, and lanes may still be opening, which
    /// `/ready` tells. `failed` is called when the service cannot go on.
    init(
        _ settings: ServiceSettings, _ preparation: Preparation, failed: @escaping @Sendable (String) -> Void
    ) throws {
        self.settings = settings
        self.preparation = preparation
        var parts: [String: String] = [:]
        for role in settings.roles { parts[role.rawValue] = "starting" }
        let readiness = Readiness(parts)
        self.readiness = readiness

        let topics = preparation.topics
        let registry = Registry()
        let wiring = Wiring(
            settings: settings, registry: registry, readiness: readiness, secrets: preparation.secrets,
            reference: preparation.reference, failed: failed)

        // The embedded log is there at once or not at all; a cluster may take its time.
        if settings.kafka == nil { _ = roles.wire(try wiring.roles(on: .embedded(settings, topics))) }
        server = try Self.listen(settings, roles, Operations(readiness: readiness, registry: registry))
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
        readiness.set("service", "stopping")
        let wired = roles.stop()
        wired?.ingress?.drain()
        server.stop(within: ServiceLimits.stopMax)
        connection?.stop(within: ServiceLimits.stopMax)
        wired?.end()
    }

    private static func connect(
        _ kafka: KafkaConnection, _ topics: [TopicPolicy], _ wiring: Wiring, _ roles: Roles
    ) -> Connection {
        let logger = wiring.settings.logger
        let reason = Mutex("")
        wiring.readiness.set("log", "connecting to Kafka at \(kafka.servers)")
        return Connection(
            open: {
                let wired = try wiring.roles(on: kafka.open(topics))
                guard roles.wire(wired) else { return wired.end() }
                logger.info(.logOpened, [.address: .text(kafka.servers)])
                wiring.readiness.clear("log")
                roles.start()
            },
            awaited: { error in
                // Told once, however often it is tried.
                let isNew = reason.withLock { last in
                    defer { last = error.message }
                    return last != error.message
                }
                if isNew { logger.warning(.logAwaited, [.message: .text(error.message)]) }
                wiring.readiness.set("log", error.message)
            },
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
