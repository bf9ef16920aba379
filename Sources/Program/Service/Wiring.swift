internal import Crypto
internal import Foundation
internal import Ingress
internal import KafkaLog
internal import Log
internal import Records
internal import Telemetry
internal import Time
internal import Waybill
internal import WeChat

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

    /// The roles on this log, which is closed when they cannot be made.
    func roles(on open: OpenLog) throws -> Roles.Wired {
        do {
            // On a cluster an ingress keeps nothing that belongs to a log.
            let isMarked = !open.isOnCluster || settings.roles.contains(.processor)
            if isMarked {
                for folder in [settings.dataFolder, LaneFolder.path(in: settings.dataFolder)] {
                    try LogMark.check(folder, open)
                }
            }
            let lag = try CommandLag(of: open, settings.logger)
            let crew = settings.roles.contains(.processor) ? try crew(on: open, lag) : nil
            if isMarked { try LogMark.settle(settings.dataFolder, open) }
            let ingress = try settings.pushes.map { try self.ingress(on: open, $0) }
            if ingress != nil { readiness.clear("ingress") }
            observe(open)
            return Roles.Wired(open: open, ingress: ingress, crew: crew, lag: lag.observe(registry))
        } catch {
            open.log.close()
            throw error
        }
    }

    /// The cluster and this process's place in its groups.
    func configured(_ kafka: KafkaConfiguration) throws -> KafkaConnection {
        var configuration = kafka
        if settings.roles.contains(.processor) {
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

    private func crew(on open: OpenLog, _ lag: CommandLag) throws -> WorkerCrew {
        for warning in try open.checkCompaction() {
            settings.logger.warning(.topicUnseen, [.message: .text(warning)])
        }
        return try WorkerCrew(
            settings, on: open, lag, reference: reference, keys: secrets.keys, registry: registry, readiness: readiness,
            health: health, failed: failed, refused: refused)
    }

    private func ingress(on open: OpenLog, _ pushes: PushSettings) throws -> Ingress {
        try compareKeys(with: open)
        var configuration = IngressConfiguration(
            apps: reference.apps, secrets: secrets, instance: try Self.instanceName())
        configuration.deadline = pushes.deadline
        configuration.waiterCountMax = pushes.waiterCountMax
        configuration.timestampWindow = pushes.timestampWindow
        return try Ingress(
            configuration, log: open.log, telemetry: IngressTelemetry(registry, settings.logger), clock: Timestamp.now,
            events: ingressEvents(on: open))
    }

    /// Before a push is taken: each would be sealed under keys that the processors do not have. Where the log cannot be
    /// asked, its first reply tells.
    private func compareKeys(with open: OpenLog) throws {
        let fault: KeyFault?
        do throws(LogError) {
            fault = try LogKeys.fault(of: open.log, known: secrets.keys)
        } catch {
            fault = nil
            if error.code == .unavailable || error.code == .closed { throw error }
            let message = "under which keys the log is decided cannot be seen: \(error.message)"
            settings.logger.warning(.topicUnseen, [.message: .text(message)])
        }
        if let fault { throw LogRefusal.keys(fault) }
    }

    private func ingressEvents(on open: OpenLog) -> IngressEvents {
        var events = IngressEvents()
        events.failed = { [readiness, failed] error in
            readiness.set("ingress", error.message)
            failed(error.message)
        }
        events.appended = { [health] error in
            guard let error else { return health.succeeded() }
            // A cluster is watched by its engine, which knows a slow one from one that is gone.
            if !open.isOnCluster { health.failed(error.message) }
            health.refused()
        }
        events.keysDiffer = { [readiness, refused] fault in
            readiness.set("ingress", fault.message)
            refused(.keys(fault))
        }
        events.isLogFailing = { [health] in health.isLogFailing }
        events.unanswered = { [readiness] silence in
            guard let silence else { return readiness.clear("replies") }
            readiness.set("replies", silence.message)
        }
        return events
    }

    /// Host and chance: no two processes, and no two starts of one, have the same.
    private static func instanceName() throws -> String {
        let host = ProcessInfo.processInfo.hostName.prefix(32).filter {
            $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-")
        }
        return "\(host)-\(Hex.encode(try randomBytes(6)))"
    }
}

/// How to open the log on a cluster.
struct KafkaConnection: Sendable {
    let configuration: KafkaConfiguration
    let events: KafkaEvents

    var servers: String { configuration.bootstrapServers }

    func open(_ topics: [TopicPolicy]) throws(LogError) -> OpenLog { try .kafka(configuration, topics, events) }
}
