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
internal import SQLiteLog
internal import Synchronization
internal import Telemetry
internal import Time
internal import Waybill
internal import WeChat

/// The roles of one process, wired to each other and to the log: the only place that knows them all.
final class Service: Sendable {
    private let settings: ServiceSettings
    private let registry = Registry()
    private let readiness: Readiness
    private let log: SQLiteLog
    private let reference: Reference
    private let ingress: Ingress?
    private let crew: WorkerCrew?
    private let server: HTTPServer

    /// Returns once requests are taken; lanes may still be opening, which `/ready` tells. `failed` is called when the
    /// service cannot go on.
    init(_ settings: ServiceSettings, failed: @escaping @Sendable (String) -> Void) throws {
        self.settings = settings
        let logger = settings.logger
        var parts: [String: String] = [:]
        for role in settings.roles { parts[role.rawValue] = "starting" }
        let readiness = Readiness(parts)
        self.readiness = readiness

        let topics = try loadTopics(folder: settings.topicsFolder)
        try DataFolder.make(settings.dataFolder)
        let secrets = try KeyFile.secrets(of: settings)
        reference = try Service.reference(settings, secrets)
        log = try SQLiteLog(folder: settings.dataFolder + "/log", topics: topics)

        let registry = registry
        if settings.roles.contains(.processor) {
            crew = try WorkerCrew(
                settings, log: log, reference: reference, registry: registry, readiness: readiness, failed: failed)
        } else {
            crew = nil
        }
        if settings.roles.contains(.ingress) {
            var configuration = IngressConfiguration(
                apps: reference.apps, secrets: secrets, instance: try Self.instanceName())
            configuration.deadline = settings.deadline
            configuration.waiterCountMax = settings.waiterCountMax
            ingress = try Ingress(
                configuration, log: log, telemetry: IngressTelemetry(registry, logger), clock: Timestamp.now,
                failed: { error in
                    readiness.set("ingress", error.message)
                    failed(error.message)
                })
            readiness.clear("ingress")
        } else {
            ingress = nil
        }
        server = try Self.listen(settings, ingress, Operations(readiness: readiness, registry: registry))
        Self.observe(server, registry)
        crew?.start()
    }

    var port: UInt16 { server.port }

    /// Answers what is under way and takes nothing new; ends within `ServiceLimits.stopMax` but for the log's close.
    func stop() {
        readiness.set("service", "stopping")
        ingress?.drain()
        server.stop(within: ServiceLimits.stopMax)
        crew?.stop()
        ingress?.stop()
        log.close()
    }

    private static func reference(_ settings: ServiceSettings, _ secrets: Secrets) throws -> Reference {
        let loaded = try loadReference(
            folder: settings.configFolder, environment: ProcessInfo.processInfo.environment,
            digest: { secrets.passwordDigest(carrier: $0, bizID: $1, password: $2) })
        for warning in loaded.warnings {
            settings.logger.warning(.configurationLoaded, [.message: .text(warning.description)])
        }
        return loaded.reference
    }

    private static func listen(
        _ settings: ServiceSettings, _ ingress: Ingress?, _ operations: Operations
    ) throws -> HTTPServer {
        var configuration = HTTPConfiguration()
        configuration.address = settings.address
        configuration.port = settings.port
        configuration.threadCount = settings.threadCount
        configuration.connectionCountMax = Descriptors.connectionCount(wanted: settings.connectionCountMax)
        if configuration.connectionCountMax < settings.connectionCountMax {
            let message = "the limit of open files allows \(configuration.connectionCountMax) connections; raise it"
            settings.logger.warning(.configurationLoaded, [.message: .text(message)])
        }
        configuration.bodyByteCountMax = IngressLimits.bodyByteCountMax
        configuration.log = { settings.logger.debug(.httpFailed, [.message: .text($0)]) }
        return try HTTPServer(configuration: configuration) { request, responder in
            let path = request.path
            if let ingress, Ingress.handles(path: path) {
                ingress.handle(request, responder)
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

    /// Host and chance: no two processes, and no two starts of one, have the same.
    private static func instanceName() throws -> String {
        let host = ProcessInfo.processInfo.hostName.prefix(32).filter {
            $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-")
        }
        return "\(host)-\(Hex.encode(try randomBytes(6)))"
    }
}
