internal import CMicroHTTPD

/// How a server listens and what it allows a client. Every value has a default that suits an ingress; values outside
/// of `HTTPLimits` are refused when the server starts.
package struct HTTPConfiguration: Sendable {
    /// IPv4 or IPv6 address to listen on, or a name of one; empty is every address of this machine.
    package var address = "127.0.0.1"
    /// 0 takes a free port; `HTTPServer.port` says which.
    package var port: UInt16 = 0
    /// Threads that read, parse and call the handler; connections are spread over them.
    package var threadCount = 1
    /// Connections open at a time; one more is answered 503 and closed.
    package var connectionCountMax = 4_096
    /// Memory of one connection for request line, headers and the piece of a body being read. Headers that do not fit
    /// are answered 431.
    package var connectionByteCountMax = 16 * 1_024
    /// A longer body is answered 413 and its connection closed, without reading it.
    package var bodyByteCountMax = 1_024 * 1_024
    /// Memory that all bodies which are not whole yet may take together; a client whose next bytes do not fit is
    /// answered 503 and its connection closed.
    package var bodyMemoryByteCountMax = 32 * 1_024 * 1_024
    /// From the accept, or from a request's headers, until the whole request is there; then the connection is cut.
    package var receiveTimeout: Duration = .seconds(10)
    /// From an answer until the client has taken all of it; then the connection is cut.
    package var sendTimeout: Duration = .seconds(30)
    /// How long a connection may lie idle between two requests; rounded up to seconds. The next request must be whole
    /// within this and `receiveTimeout` together.
    package var idleTimeout: Duration = .seconds(60)
    /// Gets libmicrohttpd's own messages, on its threads; must not block. They name no request content.
    package var log: @Sendable (String) -> Void = { _ in }
    /// The clock of these timeouts, in milliseconds from any moment; a test has one of its own.
    var now: @Sendable () -> UInt64 = { waybill_http_now() }

    /// Asked about each request once its head is there and before its body is read; on the server's threads, must not
    /// block. What is wrong with the head itself is answered before.
    package var admit: @Sendable (borrowing HTTPHead) -> HTTPAdmission = { _ in .admit() }
    /// Told of each client that is refused, or cut off, before the handler is asked; on the server's threads, must not
    /// block.
    package var refused: @Sendable (HTTPRefusal) -> Void = { _ in }

    package init() {}
}

extension Duration {
    /// Whole milliseconds, at least 1 and at most `HTTPLimits.timeoutMillisecondsMax`.
    var boundedMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        guard seconds < HTTPLimits.timeoutMillisecondsMax / 1_000 else { return HTTPLimits.timeoutMillisecondsMax }
        guard seconds >= 0, attoseconds >= 0 else { return 1 }
        return max(1, seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
    }
}
