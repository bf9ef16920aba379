import Synchronization
import Testing
import Threads
import Waiting

@testable import HTTP

@Suite struct RouterTests {
    /// What a server with these routes answers to one request.
    private func answer(_ request: String) throws -> Client.Reply {
        func route(_ path: String, methods: [String]? = nil) -> HTTPRoute {
            HTTPRoute(path, methods: methods) { _, found in
                found.hasSuffix("/none") ? .refuse(HTTPResponse(status: 403, text: "no")) : .admit(ticket: 7)
            } handle: { request, responder in
                responder.send(HTTPResponse(status: 200, text: "\(path) \(request.ticket ?? 0)"))
            }
        }
        let router = HTTPRouter(
            [
                route("/push"), route("/push/*"), route("/push/deep/*"), route("/only", methods: ["GET", "HEAD"]),
                .get("/fixed") { HTTPResponse(status: 200, text: "fixed") },
            ], elsewhere: "there is /push\n")
        let server = try HTTPServer(configuration: HTTPConfiguration(), router: router)
        defer { server.stop(within: .seconds(1)) }
        let client = try #require(Client(server.port))
        client.send(Array(request.utf8))
        return try #require(client.reply())
    }

    @Test(arguments: [
        ("/push", 200, "/push 7"), ("/push/zto", 200, "/push/* 7"), ("/push/", 200, "/push/* 7"),
        ("/push/deep/er", 200, "/push/deep/* 7"), ("/push/deep", 200, "/push/* 7"), ("/push/none", 403, "no"),
        ("/pushed", 404, "there is /push\n"), ("/", 404, "there is /push\n"), ("/only", 200, "/only 7"),
        ("/fixed", 200, "fixed"), ("/fixed/x", 404, "there is /push\n"),
    ])
    func `the longest path that fits has the request`(path: String, status: Int, body: String) throws {
        let reply = try answer("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(reply.status == status && reply.body == body, "\(reply)")
    }

    @Test func `a method that a path does not have is named with those that it has`() throws {
        let reply = try answer("DELETE /only HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(reply.status == 405 && reply.body == "use GET\n")
        #expect(reply.headers["allow"] == "GET, HEAD", "\(reply.headers)")
    }
}

@Suite struct RouteBodyTests {
    /// Of a server whose routes take no body, and ten bytes; it takes a hundred.
    private func server() throws -> HTTPServer {
        var configuration = HTTPConfiguration()
        configuration.bodyByteCountMax = 100
        let router = HTTPRouter(
            [
                .get("/get") { HTTPResponse(status: 200, text: "got") },
                HTTPRoute("/ten", bodyByteCountMax: 10) { request, responder in
                    responder.send(HTTPResponse(status: 200, text: "\(request.body.count)"))
                },
            ], elsewhere: "")
        return try HTTPServer(configuration: configuration, router: router)
    }

    @Test(arguments: [
        ("GET /get", "Content-Length: 1\r\n\r\nx", 413, "the body may have 0 bytes\n"),
        ("GET /get", "Content-Length: 100\r\n\r\n", 413, "the body may have 0 bytes\n"),
        ("GET /get", "Content-Length: 0\r\n\r\n", 200, "got"), ("GET /get", "\r\n", 200, "got"),
        ("GET /get", "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n", 413, ""),
        ("POST /get", "Content-Length: 1\r\n\r\nx", 405, "use GET\n"),
        ("POST /ten", "Content-Length: 10\r\n\r\n0123456789", 200, "10"),
        ("POST /ten", "Content-Length: 11\r\n\r\n", 413, "the body may have 10 bytes\n"),
        ("POST /ten", "Transfer-Encoding: chunked\r\n\r\nb\r\n0123456789a\r\n0\r\n\r\n", 413, ""),
        ("POST /ten", "Content-Length: 101\r\n\r\n", 413, "the body may have 100 bytes\n"),
    ])
    func `a route keeps no more of a body than it takes`(line: String, rest: String, status: Int, body: String) throws {
        let server = try server()
        defer { server.stop(within: .seconds(1)) }
        let client = try #require(Client(server.port))
        client.send(Array("\(line) HTTP/1.1\r\nHost: a\r\n\(rest)".utf8))
        let reply = try #require(client.reply())
        #expect(reply.status == status && reply.body == body, "\(reply)")
        #expect(server.counts.bodyByteCountHighest <= (line == "POST /ten" ? 10 : 0))
        #expect(server.counts.refused[.bodyTooLarge] == (status == 413 ? 1 : 0))
    }
}

@Suite struct OffloadTests {
    /// One thread that is held up, and room for one more.
    @Test func `what there is no room for is refused at once, and the rest is answered in turn`() throws {
        let offload = HTTPOffload("test", threadCount: 1, queueCountMax: 1)
        let gate = Monitor(false)
        let begun = Monitor(0)
        let server = try HTTPServer(configuration: HTTPConfiguration()) { _, responder in
            offload.answer(responder) {
                begun.change { $0 += 1 }
                gate.wait { $0 ? () : nil }
                return HTTPResponse(status: 200, text: "done")
            }
        }
        defer { server.stop(within: .seconds(1)) }
        let get = Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        let running = try #require(Client(server.port))
        running.send(get)
        begun.wait { $0 == 1 ? () : nil }
        let waiting = try #require(Client(server.port))
        waiting.send(get)
        _ = asked({ server.counts.requests }, until: { $0 == 2 })
        let refused = try #require(Client(server.port))
        refused.send(get)
        #expect(try #require(refused.reply()).status == 503)
        gate.change { $0 = true }
        #expect(try #require(running.reply()).body == "done")
        #expect(try #require(waiting.reply()).body == "done")
        offload.stop()
        let late = try #require(Client(server.port))
        late.send(get)
        #expect(try #require(late.reply()).status == 503)
    }
}
