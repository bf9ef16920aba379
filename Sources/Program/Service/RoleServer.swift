internal import HTTP
internal import Options
internal import Telemetry

/// The HTTP server of the roles that serve something.
enum RoleServer {
    static func listen(
        _ settings: ServerSettings, _ roles: [Role], _ parts: [any RolePart], _ logger: Logger
    ) throws -> HTTPServer {
        let paths = parts.flatMap(\.shownPaths).joined(separator: ", ")
        let router = HTTPRouter(parts.flatMap(\.routes), elsewhere: "there is \(paths)\n")
        var configuration = configuration(settings, logger)
        configuration.bodyByteCountMax = roles.compactMap(\.bodyByteCountMax).max() ?? 0
        return try HTTPServer.listening(at: settings.place, configuration, router)
    }

    private static func configuration(_ settings: ServerSettings, _ logger: Logger) -> HTTPConfiguration {
        var configuration = HTTPConfiguration(at: settings.place, logger)
        configuration.threadCount = settings.threadCount
        configuration.receiveTimeout = settings.receiveTimeout
        configuration.idleTimeout = settings.idleTimeout
        configuration.connectionCountMax = FileDescriptorLimit.connectionCount(wanted: settings.connectionCountMax)
        if configuration.connectionCountMax < settings.connectionCountMax {
            let message = "the limit of open files allows \(configuration.connectionCountMax) connections; raise it"
            logger.warning(.configurationLoaded, [.message: .text(message)])
        }
        configuration.connectionByteCountMax = settings.connectionByteCount
        configuration.bodyMemoryByteCountMax = settings.bodyMemoryByteCount
        return configuration
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
