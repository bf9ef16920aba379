internal import HTTP
internal import Telemetry

/// `GET /live`, `/ready` and `/metrics`: for the platform and the engineer on call. On an address and threads of their
/// own and from memory, so that whoever asks, and however often, holds up no push.
struct HealthEndpoints: Sendable {
    private let server: HTTPServer
    /// Metrics take longer to write than the other answers, which they must not hold up.
    private let offload: HTTPOffload

    var port: UInt16 { server.port }

    /// Answers when it returns. It is there before the first push is taken, and until all of them are answered.
    /// `reasons` keep this process from serving, nothing where it is ready; `notes` an operator should know all the
    /// same.
    init(
        at place: ListeningPlace, _ registry: Registry, _ logger: Logger,
        reasons: @escaping @Sendable () -> [String], notes: @escaping @Sendable () -> [String]
    ) throws {
        let offload = HTTPOffload("metrics", threadCount: 1, queueCountMax: ServiceLimits.operationsConnectionCountMax)
        let routes: [HTTPRoute] = [
            .get("/live") { HTTPResponse(status: 200, text: "live\n") },
            .get("/ready") { Self.readiness(reasons(), notes()) },
            HTTPRoute("/metrics", methods: ["GET", "HEAD"]) { _, responder in
                offload.answer(responder) {
                    HTTPResponse(contentType: "text/plain; version=0.0.4; charset=utf-8", body: registry.render())
                }
            },
        ]
        let router = HTTPRouter(routes, elsewhere: "there is /live, /ready and /metrics\n")
        server = try place.listen(router, logger, name: "operations") { configuration in
            configuration.connectionCountMax = ServiceLimits.operationsConnectionCountMax
            configuration.idleTimeout = ServiceLimits.operationsIdleTimeout
            configuration.bodyByteCountMax = 0
        }
        self.offload = offload
    }

    func stop(within limit: Duration) {
        server.stop(within: limit)
        offload.stop()
    }

    private static func readiness(_ reasons: [String], _ notes: [String]) -> HTTPResponse {
        let lines = (reasons + notes).map { $0 + "\n" }.joined()
        guard !reasons.isEmpty else { return HTTPResponse(status: 200, text: "ready\n" + lines) }
        return HTTPResponse(status: 503, text: "not ready\n" + lines)
    }
}
