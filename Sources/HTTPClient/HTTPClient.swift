internal import Threads

/// A client of HTTP/1.1 servers, on libcurl: one thread of its own, which blocks in epoll and carries all requests.
///
/// Connections are kept and used again, at most `connectionCountMax` at a time; requests beyond are not taken, since
/// libcurl's queue for them (7.88) knows no limit of time. No redirect is followed, no cookie kept, and TLS is verified
/// by the system's authorities. Proxies of the environment (`http_proxy`, `https_proxy`, `no_proxy`) are used, as by
/// every client on libcurl.
///
///     let client = try HTTPClient(HTTPClientConfiguration())
///     try client.send(HTTPCall(.post(body), to: "https://host/path?token=...", within: .seconds(5))) { outcome in
///         switch outcome {
///         case .answered(let status, let body): ...
///         case .timedOut: ...
///         case .failed(let failure): log(failure.text(of: "the server"))
///         }
///     }
///     client.stop()
///
/// A request may reach the server twice: where a connection that was kept turns out to be closed, as a server may do at
/// any time, libcurl sends it again on a new one. In the very moment of the close it may also fail as `.cut`.
package final class HTTPClient: Sendable {
    private let loop: Loop
    private let thread: EngineThread

    /// Its thread runs when it returns. Throws where the system has no descriptor or no memory left for it.
    package init(_ configuration: HTTPClientConfiguration) throws(HTTPClientError) {
        let loop = try Loop(try configuration.checked())
        self.loop = loop
        thread = EngineThread("http-client") { loop.run() }
    }

    /// Sends a request, from any thread. `completion` is called once, on the client's thread; where that is the
    /// caller's, never before this returns. It must not block, and may send the next one.
    ///
    /// Throws, and calls nothing, where `connectionCountMax` requests are open, or the client has stopped.
    package func send(
        _ call: HTTPCall, completion: @escaping @Sendable (HTTPOutcome) -> Void
    ) throws(HTTPClientError) {
        let limit = max(.milliseconds(1), min(call.timeLimit, HTTPClientLimits.timeMax))
        try loop.inbox.add(OpenCall(call: call, deadline: .now + limit, completion: completion))
    }

    /// Calls `body` on the client's thread after so much time, from any thread; on that thread never before this
    /// returns. Between completions and what this calls there is no race, so that one state may be theirs.
    ///
    /// Throws where `HTTPClientLimits.alarmCountMax` wait for their time, or the client has stopped. What is not due
    /// when the client stops is never called.
    package func run(after time: Duration, _ body: @escaping @Sendable () -> Void) throws(HTTPClientError) {
        try loop.inbox.add(Alarm(moment: .now + time, body: body))
    }

    /// Ends all requests that are open with `.failed(.stopped)` and closes the connections. Returns when the thread has
    /// ended and every completion was called. Not from a completion, which would wait for itself.
    package func stop() {
        loop.inbox.stop()
        thread.join()
    }

    deinit {
        loop.inbox.stop()
        // The last reference may go in a completion: then the thread ends behind it.
        if !thread.isCurrent { thread.join() }
    }
}
