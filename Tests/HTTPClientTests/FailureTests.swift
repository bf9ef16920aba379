import Glibc
import Loopback
import Synchronization
import Testing
import Waiting

@testable import HTTPClient

/// How a request ends that has no answer, and what is said of it.
@Suite struct FailureTests {
    /// What a server does with a connection; then it is closed.
    struct Conduct: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let scheme: String
        let failure: HTTPFailure
        let act: @Sendable (LoopbackConnection) -> Void

        init(
            _ name: String, _ failure: HTTPFailure, scheme: String = "http",
            act: @escaping @Sendable (LoopbackConnection) -> Void
        ) {
            (testDescription, self.scheme, self.failure, self.act) = (name, scheme, failure, act)
        }
    }

    static let conducts = [
        Conduct("closes without an answer", .noAnswer) { _ = $0.next() },
        Conduct("resets in place of an answer", .cut) {
            _ = $0.next()
            $0.resetOnClose()
        },
        Conduct("closes in the middle of a head", .cut) {
            _ = $0.next()
            $0.send("HTTP/1.1 200 OK\r\nContent-Le")
        },
        Conduct("closes behind an interim answer", .cut) {
            _ = $0.next()
            $0.send("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\n")
        },
        Conduct("closes in the middle of a body", .cut) {
            _ = $0.next()
            $0.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345")
        },
        Conduct("closes in the middle of a chunk", .cut) {
            _ = $0.next()
            $0.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12")
        },
        Conduct("resets in the middle of a body", .cut) {
            _ = $0.next()
            $0.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345")
            $0.resetOnClose()
        },
        Conduct("speaks another protocol", .notHTTP) {
            $0.send("220 mail.example ESMTP\r\n")
            _ = $0.next()
        },
        Conduct("names a length that is none", .notHTTP) {
            _ = $0.next()
            $0.send("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n")
        },
        Conduct("answers TLS in clear", .noTLS, scheme: "https") {
            $0.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
            $0.awaitEnd()
        },
        Conduct("closes where TLS begins", .endedBeforeTLS, scheme: "https") { _ = $0.nextBytes() },
        Conduct("resets where TLS begins", .endedBeforeTLS, scheme: "https") {
            _ = $0.nextBytes()
            $0.resetOnClose()
        },
    ]

    @Test(arguments: conducts) func `each failure has its name`(conduct: Conduct) throws {
        let server = try LoopbackServer(conduct.act)
        defer { server.stop() }
        let client = try client()
        defer { client.stop() }
        let url = "\(conduct.scheme)://127.0.0.1:\(server.port)/path?token=secret"
        let call = HTTPCall(.post(Array("secret".utf8)), to: url, within: .seconds(patience))
        // The second comes on the same handle.
        for _ in 1...2 {
            let outcome = try client.outcome(of: call)
            #expect(outcome == .failed(conduct.failure))
            guard case .failed(let failure) = outcome else { continue }
            #expect(!failure.text(of: "the server").contains("secret"))
        }
    }

    @Test func `a port that nobody listens on refuses`() throws {
        let server = try LoopbackServer(isListening: false) { _ in }
        defer { server.stop() }
        let client = try client()
        defer { client.stop() }
        for _ in 1...3 { #expect(try client.outcome(of: get(server.port)) == .failed(.refused)) }
    }

    @Test func `a thousand that are refused at once are refused once each`() throws {
        let count = 1_024
        try allowDescriptors(count + 500)
        let server = try LoopbackServer(isListening: false) { _ in }
        defer { server.stop() }
        let client = try client { $0.connectionCountMax = count }
        for _ in 1...3 {
            let outcomes = Outcomes()
            for _ in 0..<count { try client.send(get(server.port)) { outcomes.add($0) } }
            let all = outcomes.wait(count)
            #expect(all.count == count && all.allSatisfy { $0 == .failed(.refused) })
        }
        client.stop()
    }

    @Test func `a name that nobody has is unknown`() throws {
        let client = try client()
        defer { client.stop() }
        let call = HTTPCall(.get, to: "http://nobody.invalid/?token=secret", within: .seconds(patience))
        #expect(try client.outcome(of: call) == .failed(.unknownHost))
    }

    @Test(arguments: [
        "", "x", "//x/", "http://", "http://x:99999/", "http://x:port/", "ftp://127.0.0.1/", "file:///etc/passwd",
        "http://127.0.0.1/a b", "http://127.0.0.1/\u{0}", "http://127.0.0.1/\r\nX: y", "http://[::1/",
    ])
    func `a URL that is none is not sent`(url: String) throws {
        let client = try client()
        defer { client.stop() }
        let outcome = try client.outcome(of: HTTPCall(.get, to: url, within: .seconds(patience)))
        #expect(outcome == .failed(.unusableURL))
    }

    @Test(arguments: ["a\r\nB: c", "a\nb", "\u{0}", "\u{7F}"])
    func `a header that would be two is not sent`(value: String) throws {
        let server = try LoopbackServer { connection in
            while connection.next() != nil { connection.answer(200, "") }
        }
        defer { server.stop() }
        let client = try client()
        defer { client.stop() }
        for header in [("A", value), (value, "a")] {
            #expect(try client.outcome(of: post(server.port, "", headers: [header])) == .failed(.unusableHeader))
        }
        #expect(server.connectionCount == 0)
        #expect(try client.outcome(of: post(server.port, "")) == .answered(200, ""))
    }

    /// What no server of a test can bring about, by libcurl's codes and words.
    @Test(
        arguments: [
            (1, "Received HTTP/0.9 when not allowed", 0, "the server's answer is not HTTP"),
            (1, "Protocol \"ftp\" not supported or disabled in libcurl", 0, "the URL cannot be used"),
            (6, "", 0, "the server's host name is unknown"),
            (7, "", ECONNREFUSED, "the server refused the connection"),
            (7, "", EHOSTUNREACH, "the connection failed: No route to host"),
            (7, "", EMFILE, "the connection failed: Too many open files"),
            (7, "Couldn't connect to server", 0, "the connection failed: Couldn't connect to server"),
            (
                35, "OpenSSL/3.0.19: error:0A00010B:SSL routines::wrong version number", 0,
                "does not speak TLS on this port"
            ),
            (
                35, "OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to 127.0.0.1:80", 0,
                "broke off before TLS began"
            ),
            (
                35, "error:0A000152:SSL routines::unsafe legacy renegotiation", 0,
                "the connection failed: error:0A000152"
            ),
            (52, "Empty reply from server", 0, "the server closed the connection without an answer"),
            (
                60, "SSL certificate problem: self-signed certificate", 0,
                "is not trusted: SSL certificate problem: self"
            ),
            (77, "error setting certificate verify locations", 0, "install the package ca-certificates"),
            (94, "something\nnew\u{1B}[2J", 0, "the connection failed: something?new?[2J"),
        ] as [(UInt32, String, Int32, String)])
    func `a failure is plain text`(code: UInt32, said: String, cause: Int32, part: String) {
        #expect(HTTPFailure(code: code, said: said, cause: cause).text(of: "the server").contains(part))
    }
}
