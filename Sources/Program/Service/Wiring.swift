internal import KafkaLog
internal import Log
internal import Options
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

    /// Opens the log on a cluster, with this process's place in its groups.
    func opening(_ kafka: KafkaConfiguration, _ topics: [TopicPolicy]) throws -> @Sendable () throws -> OpenLog {
        var configuration = kafka
        if settings.roles.contains(where: \.keepsState) {
            configuration.instance =
                try settings.values[SharedOptions.kafkaInstance] ?? KafkaSettings.instance(in: settings.dataFolder)
        }
        let events = KafkaMetrics(registry).events(health, settings.logger)
        return { [configuration] in try .kafka(configuration, topics, events) }
    }

    private func observe(_ open: OpenLog) {
        guard let byteCount = open.writeAheadByteCount else { return }
        registry.observedGauge(
            "waybill_log_write_ahead_bytes",
            "The log's write-ahead file; it grows while a reader keeps an old snapshot."
        ) { Double(byteCount()) }
    }
}
