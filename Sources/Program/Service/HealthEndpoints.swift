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

    /// Answers when it returns. It is there before the first push is taken, and until all of them are answered.
    func listen(at place: ListeningPlace, _ logger: Logger) throws -> HTTPServer {
        var configuration = HTTPConfiguration(at: place, logger, name: "operations")
        configuration.connectionCountMax = ServiceLimits.operationsConnectionCountMax
        configuration.idleTimeout = ServiceLimits.operationsIdleTimeout
        configuration.bodyByteCountMax = 0
        return try HTTPServer.listening(at: place, configuration) { request, responder in
            responder.send(answer(request.method, request.path))
        }
    }

    private func answer(_ method: String, _ path: String) -> HTTPResponse {
        guard ["/live", "/ready", "/metrics"].contains(path) else {
            return HTTPResponse(status: 404, text: "there is /live, /ready and /metrics\n")
        }
        guard method == "GET" || method == "HEAD" else {
            return HTTPResponse(
                status: 405, text: "use GET\n", headers: [HTTPHeader(name: "Allow", value: "GET, HEAD")])
        }
        switch path {
        case "/ready":
            let reasons = reasons()
            let lines = (reasons + notes()).map { $0 + "\n" }.joined()
            guard !reasons.isEmpty else { return HTTPResponse(status: 200, text: "ready\n" + lines) }
            return HTTPResponse(status: 503, text: "not ready\n" + lines)
        case "/metrics":
            return HTTPResponse(contentType: "text/plain; version=0.0.4; charset=utf-8", body: registry.render())
        default: return HTTPResponse(status: 200, text: "live\n")
        }
    }
}
