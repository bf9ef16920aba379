internal import HTTP
internal import Options
internal import Telemetry

/// `GET /live`, `/ready` and `/metrics`: for the platform and the engineer on call. On an address and a thread of their
/// own and from memory, so that whoever asks, and however often, holds up no push.
struct HealthEndpoints: Sendable {
    let registry: Registry
    /// What keeps this process from serving; nothing where it is ready.
    let reasons: @Sendable () -> [String]
    /// What an operator should know all the same.
    let notes: @Sendable () -> [String]
    /// Metrics take longer to write than the other answers, which they must not hold up.
    private let offload = HTTPOffload(
        "metrics", threadCount: 1, queueCountMax: ServiceLimits.operationsConnectionCountMax)

    /// Answers when it returns. It is there before the first push is taken, and until all of them are answered.
    func listen(at place: ListeningPlace, _ logger: Logger) throws -> HTTPServer {
        var configuration = HTTPConfiguration(at: place, logger, name: "operations")
        configuration.connectionCountMax = ServiceLimits.operationsConnectionCountMax
        configuration.idleTimeout = ServiceLimits.operationsIdleTimeout
        configuration.bodyByteCountMax = 0
        let router = HTTPRouter(routes, elsewhere: "there is /live, /ready and /metrics\n")
        return try HTTPServer.listening(at: place, configuration, router)
    }

    private var routes: [HTTPRoute] {
        [
            .get("/live") { HTTPResponse(status: 200, text: "live\n") },
            .get("/ready") { readiness() },
            HTTPRoute("/metrics", methods: ["GET", "HEAD"]) { [registry, offload] _, responder in
                offload.answer(responder) {
                    HTTPResponse(contentType: "text/plain; version=0.0.4; charset=utf-8", body: registry.render())
                }
            },
        ]
    }

    /// When the server has ended.
    func stop() { offload.stop() }

    private func readiness() -> HTTPResponse {
        let reasons = reasons()
        let lines = (reasons + notes()).map { $0 + "\n" }.joined()
        guard !reasons.isEmpty else { return HTTPResponse(status: 200, text: "ready\n" + lines) }
        return HTTPResponse(status: 503, text: "not ready\n" + lines)
    }
}
