import Testing

@testable import HTTP

@Suite("Limits")
struct LimitTests {
    private func bounded() -> HTTPConfiguration {
        var configuration = HTTPConfiguration()
        configuration.bodyByteCountMax = 100
        return configuration
    }

    @Test("an announced body is refused unread when it is too long", arguments: [101, 1_073_741_824])
    func announced(length: Int) throws {
        let server = try serve(bounded(), echo)
        let client = try #require(Client(server.port))
        client.request("POST", "/", headers: "Content-Length: \(length)\r\nExpect: 100-continue\r\n")
        #expect(client.reply()?.status == 413)
        #expect(client.readsToEnd())
        #expect(server.counts.refused[.bodyTooLarge] == 1)
        #expect(server.counts.requests == 0)
    }

    @Test("a body of just the limit is taken, chunked or not")
    func exact() throws {
        let server = try serve(bounded(), echo)
        let client = try #require(Client(server.port))
        let body = String(repeating: "x", count: 100)
        client.request("POST", "/", body: body)
        #expect(client.reply()?.body == "POST / \(body)")
        client.send("POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n\(body)\r\n0\r\n\r\n")
        #expect(client.reply()?.body == "POST / \(body)")
    }

    @Test("a chunked body is cut off where it grows too long")
    func chunked() throws {
        let server = try serve(bounded(), echo)
        let client = try #require(Client(server.port))
        let chunk = "32\r\n" + String(repeating: "x", count: 50) + "\r\n"
        client.send("POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n")
        client.send(chunk + chunk + "1\r\nx\r\n")
        let reply = client.reply()
        #expect(reply?.status == 413)
        #expect(client.readsToEnd())
        #expect(server.counts.refused[.bodyTooLarge] == 1)
        #expect(server.counts.requests == 0)
    }

    @Test("headers without end are refused")
    func headers() throws {
        let server = try serve(echo)
        let client = try #require(Client(server.port))
        client.send("GET / HTTP/1.1\r\nHost: t\r\n")
        let line = "X-Filler: \(String(repeating: "x", count: 1_000))\r\n"
        var sent = 0
        while sent < 10_000, !client.isHeard(within: 0), client.send(line) { sent += 1 }
        #expect(sent < 10_000)
        if let reply = client.reply() { #expect([413, 431].contains(reply.status)) }
        #expect(client.readsToEnd())
    }

    @Test(
        "a client that sends byte by byte is cut, and the others are served meanwhile",
        arguments: ["GET / HTTP/1.1\r\nHost: t\r\nX: ", "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 100000\r\n\r\n"])
    func slow(start: String) throws {
        let clock = HandClock()
        let server = try serve(clock.configuration, echo)
        let slow = try #require(Client(server.port))
        slow.send(start)
        for _ in 0..<4 {
            try clock.letPass(HandClock.receive / 5, on: server)
            #expect(slow.send("x"))
            let other = try #require(Client(server.port))
            other.request("GET", "/other")
            #expect(other.reply()?.body == "GET /other ")
            #expect(!slow.isHeard(within: 0))
        }
        try clock.letPass(HandClock.receive / 5, on: server)
        #expect(slow.readsToEnd())
        #expect(server.counts.refused[.timedOut, default: 0] >= 1)
    }

    @Test("a client that says nothing is cut")
    func silent() throws {
        let clock = HandClock()
        let server = try serve(clock.configuration, echo)
        let client = try #require(Client(server.port))
        try clock.letPass(HandClock.receive - 1, on: server)
        #expect(!client.isHeard(within: 0))
        try clock.letPass(1, on: server)
        #expect(client.readsToEnd())
        #expect(server.counts.refused[.timedOut, default: 0] >= 1)
    }

    @Test("after an answer the next request has idle and receive time together")
    func idle() throws {
        let clock = HandClock()
        let server = try serve(clock.configuration, echo)
        let client = try #require(Client(server.port))
        for _ in 0..<2 {
            client.request("GET", "/")
            #expect(client.reply()?.status == 200)
            try clock.letPass(HandClock.idle + HandClock.receive - 1, on: server)
            #expect(!client.isHeard(within: 0))
        }
        try clock.letPass(1, on: server)
        #expect(client.readsToEnd())
        #expect(server.counts.refused[.timedOut, default: 0] >= 1)
    }

    @Test("no deadline runs while the answer is the server's to give")
    func patient() throws {
        let (held, clock) = (Held(), HandClock())
        let server = try serve(clock.configuration) { request, responder in
            if request.head.path == "/" { held.put(responder) } else { echo(request, responder) }
        }
        let client = try #require(Client(server.port))
        client.request("GET", "/")
        held.awaitArrival()
        try clock.letPass(2 * (HandClock.idle + HandClock.receive), on: server)
        #expect(!client.isHeard(within: 0))
        held.send(HTTPResponse(status: 200))
        #expect(client.reply()?.status == 200)
    }

    @Test("one connection too many is told to come again")
    func connections() throws {
        var configuration = HTTPConfiguration()
        configuration.connectionCountMax = 3
        let server = try serve(configuration, echo)
        let clients = try (0..<3).map { _ in try #require(Client(server.port)) }
        for client in clients {
            client.request("GET", "/")
            #expect(client.reply()?.status == 200)
        }
        let extra = try #require(Client(server.port))
        let reply = extra.reply()
        #expect(reply?.status == 503 && reply?.headers["retry-after"] == "1")
        #expect(server.counts.refused[.connectionLimit] == 1)
        clients[0].request("GET", "/")
        #expect(clients[0].reply()?.status == 200)
    }

    @Test("values out of bounds are refused by name")
    func configuration() {
        var configuration = HTTPConfiguration()
        configuration.threadCount = 0
        #expect(throws: HTTPError.configuration(name: "threadCount", bounds: "1...64")) {
            try HTTPServer(configuration: configuration, handler: echo)
        }
    }

    @Test("an address in use, or none at all, is an error", arguments: ["127.0.0.1", "localhost", "", "999.1.1.1"])
    func address(address: String) throws {
        let server = try serve(echo)
        var configuration = HTTPConfiguration()
        configuration.address = address
        configuration.port = server.port
        #expect(throws: HTTPError.self) { try HTTPServer(configuration: configuration, handler: echo) }
    }
}
