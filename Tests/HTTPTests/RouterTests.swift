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
