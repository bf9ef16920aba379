internal import Configuration
internal import HTTP
internal import Log
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
    private let operations: HealthEndpoints.Listening?
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
        let readiness = Readiness(pending, changed: { Self.tell($0, settings) })
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
        let operations = HealthEndpoints(registry: registry, reasons: reasons, notes: { readiness.notes })
        self.operations = try settings.operations.map { try operations.listen(at: $0, settings.logger) }
        server = try settings.server.map { try RoleServer.listen($0, settings.roles, parts, settings.logger) }
        if let server { RoleServer.observe(server, registry) }
        ProcessMetrics.observe(registry, isReady: { reasons().isEmpty })
        if let kafka = settings.kafka {
            connection = Self.connect(try wiring.configured(kafka), topics, wiring, roles, parts)
        } else {
            connection = nil
            roles.start()
        }
    }

    private static let listening = "listening"

    /// The log says where requests are taken, which is the first thing to know of a service that is ready.
    func hasToldWhere() { readiness.clear(Self.listening) }

    /// Where requests are taken.
    var port: UInt16? { server?.port }

    var operationsPort: UInt16? { operations?.server.port }

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

    private static func tell(_ change: Readiness.Change, _ settings: ServiceSettings) {
        let role = settings.roles.map(\.name).joined(separator: ",")
        switch change {
        case .ready(let elapsed):
            settings.logger.info(.serviceReady, [.role: .text(role), .elapsed: .duration(elapsed)])
        case .unready(let reasons):
            let reason = reasons.joined(separator: "; ")
            settings.logger.warning(.serviceUnready, [.role: .text(role), .reason: .text(reason)])
        }
    }

    private static func connect(
        _ kafka: KafkaConnection, _ topics: [TopicPolicy], _ wiring: Wiring, _ roles: Roles,
        _ parts: [any RolePart]
    ) -> ClusterOpening {
        let (logger, health) = (wiring.settings.logger, wiring.health)
        health.awaits("connecting to Kafka at \(kafka.servers)")
        return ClusterOpening(
            open: {
                let wired = try wiring.wire(parts, on: kafka.open(topics))
                guard roles.wire(wired) else { return wired.end() }
                logger.info(.logOpened, [.address: .text(kafka.servers)])
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
