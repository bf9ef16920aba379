internal import Configuration
internal import Files
internal import HTTP
internal import KafkaLog
internal import Log
internal import Options
internal import Telemetry

/// The roles of one process, wired to the log and to what all of them share.
final class Service: Sendable {
    /// Whether it ever had a log to work with; before that it is a start.
    var hasBegun: Bool { roles.open != nil }

    private let settings: ServiceSettings
    private let preparation: Preparation
    private let roles = Roles()
    private let readiness: Readiness
    private let parts: [any RolePart]
    private let server: HTTPServer?
    private let operations: HealthEndpoints?
    /// Looks whether the log can be written.
    private let lookout: Sampler<Void>
    private let connection: ClusterOpening?

    /// Returns once requests are taken; a cluster may not have answered yet, and lanes may still be opening, which
    /// `/ready` tells. `failed` is called when the service cannot go on; `refused`, when the log does not allow what is
    /// configured.
    init(
        _ settings: ServiceSettings, _ preparation: Preparation, failed: @escaping @Sendable (String) -> Void,
        refused: @escaping @Sendable (LogRefusal) -> Void
    ) throws {
        self.settings = settings
        self.preparation = preparation
        var pending: [String: String] = [:]
        for role in settings.roles { pending[role.name] = "starting" }
        pending[Self.listening] = "starting"
        let readiness = Readiness(pending, changed: { Self.tell($0, $1, settings) })
        self.readiness = readiness
        let health = LogHealth(readiness, settings.logger)

        let parts = settings.roles.map { $0.make(settings.values) }
        self.parts = parts
        let topics = preparation.topics
        let registry = Registry()
        let wiring = Wiring(
            settings: settings, registry: registry, readiness: readiness, health: health, secrets: preparation.secrets,
            reference: preparation.reference, failed: failed, refused: refused)

        // The embedded log is there at once or not at all; a cluster may take its time.
        if settings.kafka == nil {
            let retention = RetentionWatch(registry, settings.logger)
            _ = roles.wire(try wiring.wire(parts, on: .embedded(settings, topics, retention.events)))
        }
        let lookout = Sampler("lookout", every: ServiceLimits.sampleInterval) { [roles] in
            if let open = roles.open { health.look(at: open) }
        }
        self.lookout = lookout
        let reasons: @Sendable () -> [String] = { readiness.reasons + Self.lateness(of: lookout) }
        operations = try settings.operations.map { place in
            try HealthEndpoints(at: place, registry, settings.logger, reasons: reasons, notes: { readiness.notes })
        }
        server = try settings.server.map { try RoleServer.listen(at: $0, settings, parts) }
        if let server { RoleServer.observe(server, registry) }
        ProcessMetrics.observe(registry, isReady: { reasons().isEmpty })
        if let kafka = settings.kafka {
            let open = try wiring.opening(kafka, topics)
            connection = Self.connect(to: kafka.bootstrapServers, open, wiring, roles, parts)
        } else {
            connection = nil
            roles.start()
        }
        // The log says where requests are taken, which is the first thing to know of a service that is ready.
        try Self.tell(.operationsListening, settings.operations, self.operations?.port, settings.logger)
        try Self.tell(.httpListening, settings.server, server?.port, settings.logger)
        readiness.clear(Self.listening)
    }

    private static let listening = "listening"

    /// Answers what is under way and takes nothing new; ends within `ServiceLimits.stopMax` but for the log's close.
    /// `/live` and `/ready` answer to the end.
    func stop() {
        readiness.end("service", "stopping")
        let wired = roles.stop()
        for part in parts { part.drain() }
        server?.stop(within: ServiceLimits.stopMax)
        connection?.stop(within: ServiceLimits.stopMax)
        lookout.stop(within: ServiceLimits.operationsStopMax)
        wired?.end()
        operations?.stop(within: ServiceLimits.operationsStopMax)
        settings.logger.endSummaries()
    }

    private static func tell(_ reasons: [String], _ elapsed: Duration, _ settings: ServiceSettings) {
        let role = settings.roles.map(\.name).joined(separator: ",")
        guard !reasons.isEmpty else {
            return settings.logger.info(.serviceReady, [.role: .text(role), .elapsed: .duration(elapsed)])
        }
        let reason = reasons.joined(separator: "; ")
        settings.logger.warning(.serviceUnready, [.role: .text(role), .reason: .text(reason)])
    }

    /// Where it listens, with the port that it found where any was asked for.
    private static func tell(
        _ event: Logger.Event, _ place: ListeningPlace?, _ port: UInt16?, _ logger: Logger
    ) throws {
        guard let place, let port else { return }
        if let file = place.portFile { try writeFile("\(port)\n", to: file, mode: 0o644) }
        let address = place.address.host.isEmpty ? "*" : place.address.host
        logger.info(event, [.address: .text(address), .port: .count(port)])
    }

    private static func connect(
        to servers: String, _ open: @escaping @Sendable () throws -> OpenLog, _ wiring: Wiring, _ roles: Roles,
        _ parts: [any RolePart]
    ) -> ClusterOpening {
        let (logger, health) = (wiring.settings.logger, wiring.health)
        health.awaits("connecting to Kafka at \(servers)")
        return ClusterOpening(
            open: {
                let wired = try wiring.wire(parts, on: open())
                guard roles.wire(wired) else { return wired.end() }
                logger.info(.logOpened, [.address: .text(servers)])
                health.succeeded()
                wiring.readiness.clear("log")
                roles.start()
            },
            awaited: { health.failed($0.message) },
            failed: { error in
                let refusal = LogRefusal(error)
                let message = refusal?.message ?? "\(error)"
                wiring.readiness.set("log", message)
                if let refusal { wiring.refused(refusal) } else { wiring.failed(message) }
            })
    }

    /// A disk that does not even answer is a reason by itself.
    private static func lateness(of lookout: Sampler<Void>) -> [String] {
        let age = lookout.age
        guard age > ServiceLimits.sampleAgeMax else { return [] }
        return ["disk: nobody could look at the log's files for \(age.components.seconds) s"]
    }
}
