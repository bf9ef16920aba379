internal import HTTP
internal import Telemetry

/// `GET /live`, `/ready` and `/metrics`: for the platform and the engineer on call.
struct Operations: Sendable {
    let readiness: Readiness
    let registry: Registry
    /// Finds out, as far as that is quick, what else keeps this process from serving.
    let look: @Sendable () -> Void

    /// For a push while there is no log yet; WeChat pushes again.
    static let notYet = HTTPResponse(
        status: 503, text: "not ready; push again\n", headers: [HTTPHeader(name: "Retry-After", value: "1")])

    func handles(_ path: String) -> Bool { ["/live", "/ready", "/metrics"].contains(path) }

    func answer(_ method: String, _ path: String) -> HTTPResponse {
        guard method == "GET" || method == "HEAD" else {
            return HTTPResponse(
                status: 405, text: "use GET\n", headers: [HTTPHeader(name: "Allow", value: "GET, HEAD")])
        }
        switch path {
        case "/ready":
            look()
            let reasons = readiness.reasons
            let lines = (reasons + readiness.notes).map { $0 + "\n" }.joined()
            guard !reasons.isEmpty else { return HTTPResponse(status: 200, text: "ready\n" + lines) }
            return HTTPResponse(status: 503, text: "not ready\n" + lines)
        case "/metrics":
            return HTTPResponse(contentType: "text/plain; version=0.0.4; charset=utf-8", body: registry.render())
        default: return HTTPResponse(status: 200, text: "live\n")
        }
    }
}
