internal import HTTP
internal import Ingress
internal import Options
internal import Telemetry

/// The HTTP server that pushes come to.
enum PushServer {
    /// For a push while there is no log yet; WeChat pushes again.
    private static let notYet = HTTPResponse(
        status: 503, text: "not ready; push again\n", headers: [HTTPHeader(name: "Retry-After", value: "1")])

    static func listen(_ settings: PushSettings, _ roles: Roles, _ logger: Logger) throws -> HTTPServer {
        var configuration = configuration(settings, logger)
        configuration.admit = { head in
            let path = head.path
            guard Ingress.handles(path: path) else {
                return .refuse(HTTPResponse(status: 404, text: "there is /push/<app>\n"))
            }
            guard let ingress = roles.ingress else { return .refuse(notYet) }
            return ingress.admit(head, at: path)
        }
        return try HTTPServer.listening(at: settings.place, configuration) { request, responder in
            // There is one, which admitted it.
            guard let ingress = roles.ingress else { return responder.send(notYet) }
            ingress.handle(request, responder)
        }
    }

    private static func configuration(_ settings: PushSettings, _ logger: Logger) -> HTTPConfiguration {
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
        configuration.bodyByteCountMax = IngressLimits.bodyByteCountMax
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
