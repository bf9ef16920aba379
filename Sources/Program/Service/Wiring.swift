internal import KafkaLog
internal import Log
internal import Records
internal import Telemetry
internal import Waybill

/// What the roles are made from, but for the log.
struct Wiring: Sendable {
    let settings: ServiceSettings
    let registry: Registry
    let readiness: Readiness
    let health: LogHealth
    let secrets: Secrets
    let reference: Reference
    let failed: @Sendable (String) -> Void
    /// The log does not allow these ranges or keys.
    let refused: @Sendable (LogRefusal) -> Void

    /// Opens the roles' parts on this log, which is closed when they cannot be. Those that keep state come first: what
    /// the others take has somebody who decides it.
    func wire(_ parts: [any RolePart], on open: OpenLog) throws -> Roles.Wired {
        let roles = Array(zip(settings.roles, parts))
        do {
            // On a cluster a role that keeps no state keeps nothing that belongs to a log.
            let isMarked = !open.isOnCluster || settings.roles.contains(where: \.keepsState)
            if isMarked {
                for folder in [settings.dataFolder, LaneFolder.path(in: settings.dataFolder)] {
                    try LogMark.check(folder, open)
                }
            }
            let lag = try CommandLag(of: open, settings.logger)
            let context = RoleContext(open: open, lag: lag, wiring: self)
            for (role, part) in roles where role.keepsState { try part.open(context) }
            if isMarked { try LogMark.settle(settings.dataFolder, open) }
            for (role, part) in roles where !role.keepsState { try part.open(context) }
            observe(open)
            return Roles.Wired(open: open, parts: parts, lag: lag.observe(registry))
        } catch {
            for part in parts { part.stop() }
            open.log.close()
            throw error
        }
    }

    /// The cluster and this process's place in its groups.
    func configured(_ kafka: KafkaConfiguration) throws -> KafkaConnection {
        var configuration = kafka
        if settings.roles.contains(where: \.keepsState) {
            configuration.instance = try settings.kafkaInstance ?? KafkaSettings.instance(in: settings.dataFolder)
        }
        return KafkaConnection(configuration: configuration, events: KafkaMetrics(registry).counting(events))
    }

    /// What the engine tells, for `/ready` and the log.
    private var events: KafkaEvents {
        let (health, logger) = (health, settings.logger)
        var events = KafkaEvents()
        events.reachable = { reason in
            if let reason { health.failed(reason) } else { health.recovered() }
        }
        events.widened = { topic in
            logger.warning(
                .topicWidened,
                [
                    .topic: .text(topic.name), .partitions: .count(topic.foundCount),
                    .limit: .count(topic.partitionCount), .message: .text(topic.message),
                ])
        }
        events.leftBehind = { logger.summarize(.warning, .logFailed, [.message: .text("did not end in time: \($0)")]) }
        return events
    }

    private func observe(_ open: OpenLog) {
        guard let byteCount = open.writeAheadByteCount else { return }
        registry.observedGauge(
            "waybill_log_write_ahead_bytes",
            "The log's write-ahead file; it grows while a reader keeps an old snapshot."
        ) { Double(byteCount()) }
    }
}

/// How to open the log on a cluster.
struct KafkaConnection: Sendable {
    let configuration: KafkaConfiguration
    let events: KafkaEvents

    var servers: String { configuration.bootstrapServers }

    func open(_ topics: [TopicPolicy]) throws(LogError) -> OpenLog { try .kafka(configuration, topics, events) }
}
