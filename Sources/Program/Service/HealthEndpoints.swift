internal import HTTP
internal import Options
internal import Telemetry

/// `GET /live`, `/ready` and `/metrics`: for the platform and the engineer on call. On an address and threads of their
/// own and from memory, so that whoever asks, and however often, holds up no push.
struct HealthEndpoints: Sendable {
    let registry: Registry
    /// What keeps this process from serving; nothing where it is ready.
    let reasons: @Sendable () -> [String]
    /// What an operator should know all the same.
    let notes: @Sendable () -> [String]

    /// The server while it answers.
    struct Listening: Sendable {
        let server: HTTPServer
        /// Metrics take longer to write than the other answers, which they must not hold up.
        fileprivate let offload: HTTPOffload

        func stop(within limit: Duration) {
            server.stop(within: limit)
            offload.stop()
        }
    }

    /// Answers when it returns. It is there before the first push is taken, and until all of them are answered.
    func listen(at place: ListeningPlace, _ logger: Logger) throws -> Listening {
        var configuration = HTTPConfiguration(at: place, logger, name: "operations")
        configuration.connectionCountMax = ServiceLimits.operationsConnectionCountMax
        configuration.idleTimeout = ServiceLimits.operationsIdleTimeout
        configuration.bodyByteCountMax = 0
        let offload = HTTPOffload(
            "metrics", threadCount: 1, queueCountMax: ServiceLimits.operationsConnectionCountMax)
        let router = HTTPRouter(routes(offload), elsewhere: "there is /live, /ready and /metrics\n")
        return Listening(server: try HTTPServer.listening(at: place, configuration, router), offload: offload)
    }

    private func routes(_ offload: HTTPOffload) -> [HTTPRoute] {
        [
            .get("/live") { HTTPResponse(status: 200, text: "live\n") },
            .get("/ready") { readiness() },
            HTTPRoute("/metrics", methods: ["GET", "HEAD"]) { [registry] _, responder in
                offload.answer(responder) {
                    HTTPResponse(contentType: "text/plain; version=0.0.4; charset=utf-8", body: registry.render())
                }
            },
        ]
    }

    private func readiness() -> HTTPResponse {
        let reasons = reasons()
        let lines = (reasons + notes()).map { $0 + "\n" }.joined()
        guard !reasons.isEmpty else { return HTTPResponse(status: 200, text: "ready\n" + lines) }
        return HTTPResponse(status: 503, text: "not ready\n" + lines)
    }
}
