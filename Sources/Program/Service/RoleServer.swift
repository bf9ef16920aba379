internal import HTTP
internal import Options
internal import Telemetry

/// The HTTP server of the roles that serve something.
enum RoleServer {
    static func listen(
        at place: ListeningPlace, _ settings: ServiceSettings, _ parts: [any RolePart]
    ) throws -> HTTPServer {
        let paths = parts.flatMap(\.shownPaths).joined(separator: ", ")
        let router = HTTPRouter(parts.flatMap(\.routes), elsewhere: "there is \(paths)\n")
        let values = settings.values
        return try place.listen(router, settings.logger) { configuration in
            configuration.threadCount = values[SharedOptions.threads]
            configuration.receiveTimeout = values[SharedOptions.receiveTimeout]
            configuration.idleTimeout = values[SharedOptions.idleTimeout]
            configuration.connectionCountMax = connectionCount(values[SharedOptions.connections], settings.logger)
            configuration.connectionByteCountMax = values[SharedOptions.connectionMemory]
            configuration.bodyMemoryByteCountMax = values[SharedOptions.bodyMemory]
            configuration.bodyByteCountMax = settings.roles.compactMap(\.bodyByteCountMax).max() ?? 0
        }
    }

    private static func connectionCount(_ wanted: Int, _ logger: Logger) -> Int {
        let count = FileDescriptorLimit.connectionCount(wanted: wanted)
        if count < wanted {
            let message = "the limit of open files allows \(count) connections; raise it"
            logger.warning(.configurationLoaded, [.message: .text(message)])
        }
        return count
    }

    static func observe(_ server: HTTPServer, _ registry: Registry) {
        registry.observedGauge("waybill_http_connections", "Connections of pushes open now.") {
            Double(server.counts.openConnections)
        }
        registry.observedGauge("waybill_http_body_bytes", "Memory of bodies that are not whole yet.") {
            Double(server.counts.bodyByteCount)
        }
        registry.observedGauge("waybill_http_body_highest_bytes", "The most of it at a time since the start.") {
            Double(server.counts.bodyByteCountHighest)
        }
        registry.observedCounters(
            "waybill_http_refused_total", "Clients refused or cut off, by reason.", labels: ["reason"]
        ) {
            server.counts.refused.map { Registry.Observation([$0.key.rawValue], Double($0.value)) }
        }
    }
}
