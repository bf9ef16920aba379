import Testing

@testable import HTTP

@Suite("Request targets")
struct TargetTests {
    @Test(
        "queries are decoded",
        arguments: [
            ("q=abc", "abc"), ("q=a%20b+c", "a b c"), ("q=%E4%B8%AD", "\u{4E2D}"), ("q=%2B%2f%3D", "+/="), ("q=", ""),
            ("q", ""), ("x=1&q=2&q=3", "2"), ("%71=named", "named"), ("p=1", "absent"), ("q=%FF", "\u{FFFD}"),
            ("q=a%26b", "a&b"), ("q=%2525", "%25"), ("", "absent"),
        ])
    func query(query: String, value: String) throws {
        let server = try serve { request, responder in
            responder.send(HTTPResponse(status: 200, text: request.head.query("q") ?? "absent"))
        }
        let client = try #require(Client(server.port))
        client.request("GET", "/path?\(query)")
        #expect(client.reply()?.body == value)
    }

    @Test("paths are decoded", arguments: [("/a%20b", "/a b"), ("/%E4%B8%AD", "/\u{4E2D}"), ("/a+b", "/a+b")])
    func path(target: String, path: String) throws {
        let server = try serve { request, responder in
            responder.send(HTTPResponse(status: 200, text: request.head.path))
        }
        let client = try #require(Client(server.port))
        client.request("GET", target)
        #expect(client.reply()?.body == path)
    }

    @Test(
        "targets that cannot be decoded never reach the handler",
        arguments: [
            "/%", "/%4", "/%zz", "/%00", "/a%00b", "/?q=%", "/?q=%g1", "/?q=%00", "/?%0=1", "/a\u{0}b", "/?a=\u{0}",
        ])
    func refused(target: String) throws {
        let called = Signal()
        let server = try serve { _, responder in
            called.fire()
            responder.send(HTTPResponse(status: 200))
        }
        let client = try #require(Client(server.port))
        client.request("GET", target)
        #expect(client.reply()?.status == 400)
        #expect(client.readsToEnd())
        #expect(called.count == 0)
        #expect(server.counts.refused[.badTarget] == 1)
    }

    @Test(
        "lines that are not HTTP end their connection and nothing else",
        arguments: [
            "\r\n\r\n\r\nnonsense\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\nHost: t\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "GET / FTP/1.1\r\nHost: t\r\n\r\n", "GET / / HTTP/1.1\r\nHost: t\r\n\r\n", " / HTTP/1.1\r\nHost: t\r\n\r\n",
            "GET / HTTP/1.1\r\nHost t\r\n\r\n", "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: -1\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: +5\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 1x\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 99999999999999999999999\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n",
            "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\r\n\r\n",
        ])
    func malformed(bytes: String) throws {
        let clock = HandClock()
        let server = try serve(clock.configuration, echo)
        let client = try #require(Client(server.port))
        client.send(bytes)
        // What looks like the beginning of a request is waited for.
        try clock.letPass(HandClock.receive, on: server)
        let reply = client.reply()
        #expect(reply == nil || (400...505).contains(reply?.status ?? 0))
        #expect(client.readsToEnd())
        let other = try #require(Client(server.port))
        other.request("GET", "/still")
        #expect(other.reply()?.body == "GET /still ")
    }

    @Test(
        "bodies whose length is not certain are refused",
        arguments: [
            ("Content-Length: 3\r\nContent-Length: 4\r\n", 400), ("Content-Length: 3\r\nContent-Length: 3\r\n", 400),
            ("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", 400), ("Transfer-Encoding: gzip\r\n", 501),
            ("Transfer-Encoding: gzip, chunked\r\n", 501),
            ("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", 400),
        ])
    func framing(headers: String, status: Int) throws {
        let server = try serve(echo)
        let client = try #require(Client(server.port))
        client.request("POST", "/", headers: headers)
        #expect(client.reply()?.status == status)
        #expect(client.readsToEnd())
        #expect(server.counts.refused[.badFraming] == 1)
    }
}
