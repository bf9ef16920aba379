import Testing
import Waiting

@testable import HTTP

/// What is decided by a request's head, and what its body may cost.
@Suite struct AdmissionTests {
    /// Refuses whatever has no `good` in its query, and gives the others their length as ticket.
    private func doorkeeper(_ configuration: HTTPConfiguration = HTTPConfiguration()) -> HTTPConfiguration {
        var configuration = configuration
        configuration.admit = { head in
            guard let good = head.query("good") else {
                return .refuse(HTTPResponse(status: 403, text: "\(head.method) \(head.path) is refused\n"))
            }
            return .admit(ticket: good.utf8.count)
        }
        return configuration
    }

    private func serveTickets(_ configuration: HTTPConfiguration) throws -> HTTPServer {
        try serve(configuration) { request, responder in
            let text = "\(request.head.path) \(request.ticket ?? -1) \(request.body.count)"
            responder.send(HTTPResponse(status: 200, text: text))
        }
    }

    struct Refused: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let head: String
        /// What the client sends behind the head; nil where it waits for the answer.
        let body: String?
        /// Whether the connection goes on.
        let livesOn: Bool

        init(_ name: String, _ method: String, _ headers: String, _ body: String?, livesOn: Bool) {
            testDescription = name
            head = "\(method) /x HTTP/1.1\r\nHost: t\r\n\(headers)\r\n"
            self.body = body
            self.livesOn = livesOn
        }

        var method: Substring { head.prefix { $0 != " " } }
    }

    private static let long = HTTPLimits.passedByteCountMax + 1

    static let refused = ["GET", "POST", "PUT", "BREW"].flatMap { method in
        [
            Refused("\(method), no body", method, "", "", livesOn: true),
            Refused("\(method), a short body", method, "Content-Length: 5\r\n", "12345", livesOn: true),
            Refused(
                "\(method), as long as may be passed over", method, "Content-Length: \(long - 1)\r\n",
                String(repeating: "x", count: long - 1), livesOn: true),
            Refused("\(method), a longer one, not sent", method, "Content-Length: \(long)\r\n", nil, livesOn: false),
            Refused(
                "\(method), a longer one, sent", method, "Content-Length: \(long)\r\n",
                String(repeating: "x", count: long), livesOn: false),
            Refused("\(method), chunks, not sent", method, "Transfer-Encoding: chunked\r\n", nil, livesOn: false),
            Refused(
                "\(method), chunks", method, "Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n0\r\n\r\n", livesOn: false),
            Refused(
                "\(method), which waits to be told to continue", method,
                "Content-Length: 5\r\nExpect: 100-continue\r\n", nil, livesOn: false),
        ]
    }

    @Test(arguments: refused) func `who is refused by the head is answered without the body`(refused: Refused) throws {
        let server = try serveTickets(doorkeeper())
        let client = try #require(Client(server.port))
        client.send(refused.head + (refused.body ?? ""))
        let reply = try #require(client.reply())
        #expect(reply.status == 403 && reply.body == "\(refused.method) /x is refused\n")
        #expect((reply.headers["connection"] == "close") == !refused.livesOn)
        if refused.livesOn {
            client.request("POST", "/next?good=1", body: "abc")
            #expect(client.reply()?.body == "/next 1 3")
        } else {
            #expect(client.readsToEnd())
        }
        let counts = server.counts
        #expect(counts.requests == (refused.livesOn ? 1 : 0))
        #expect(counts.bodyByteCountHighest == (refused.livesOn ? 3 : 0), "nothing of what was refused is kept")
        #expect(counts.bodyByteCount == 0)
    }

    @Test func `refused and admitted requests may stand in one pipeline`() throws {
        let server = try serveTickets(doorkeeper())
        let client = try #require(Client(server.port))
        let requests = (0..<20).map { number in
            "POST /\(number)\(number % 3 == 0 ? "" : "?good=yes") HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\n\r\nab"
        }
        client.send(requests.joined())
        for number in 0..<20 {
            let body = number % 3 == 0 ? "POST /\(number) is refused\n" : "/\(number) 3 2"
            #expect(client.reply()?.body == body)
        }
        #expect(server.counts.requests == 13)
    }

    @Test func `a client that is told to continue sends its body then`() throws {
        let server = try serveTickets(doorkeeper())
        let client = try #require(Client(server.port))
        client.request("POST", "/?good", headers: "Content-Length: 5\r\nExpect: 100-continue\r\n")
        #expect(client.reply()?.status == 100)
        client.send("12345")
        #expect(client.reply()?.body == "/ 0 5")
    }

    @Test func `no one is asked about a head that is wrong itself`() throws {
        let asked = Signal()
        var configuration = HTTPConfiguration()
        configuration.admit = { _ in
            asked.fire()
            return .admit()
        }
        let server = try serve(configuration, echo)
        let client = try #require(Client(server.port))
        client.request("POST", "/%zz", body: "a")
        #expect(client.reply()?.status == 400)
        #expect(asked.count == 0)
    }

    @Test(arguments: ["Content-Length: 1000\r\n", "Transfer-Encoding: chunked\r\n"])
    func `unfinished bodies together take no more than their memory`(framing: String) throws {
        var configuration = HTTPConfiguration()
        configuration.bodyMemoryByteCountMax = 2_500
        let server = try serve(configuration, echo)
        let isChunked = framing.hasPrefix("T")
        let part = String(repeating: "x", count: 999)
        let clients = try (0..<5).map { _ in try #require(Client(server.port)) }
        for (number, client) in clients.enumerated() {
            client.send("POST / HTTP/1.1\r\nHost: t\r\n\(framing)\r\n\(isChunked ? "3e8\r\n" : "")\(part)")
            // Kept, or refused: seen before the next one comes.
            if number < 2 {
                #expect(Waiting.asked({ server.counts.bodyByteCount }, until: { $0 > number * 1_000 }) > number * 1_000)
            } else {
                let reply = client.reply()
                #expect(reply?.status == 503 && reply?.headers["retry-after"] == "1")
                #expect(client.readsToEnd())
            }
        }
        #expect(server.counts.refused[.bodyMemory] == 3)
        for client in clients.prefix(2) {
            client.send(isChunked ? "x\r\n0\r\n\r\n" : "x")
            #expect(client.reply()?.body == "POST / \(part)x")
        }
        let counts = server.counts
        #expect(counts.bodyByteCount == 0)
        #expect((1_998...2_500).contains(counts.bodyByteCountHighest))
        clients[0].request("POST", "/", body: "again")
        #expect(clients[0].reply()?.body == "POST / again")
    }

    @Test func `what a client takes with it is given back`() throws {
        let clock = HandClock()
        let server = try serve(clock.configuration, echo)
        var client = Client(server.port)
        client?.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 100\r\n\r\nx")
        #expect(asked({ server.counts.bodyByteCount }, until: { $0 == 100 }) == 100)
        client = nil
        #expect(asked({ server.counts.openRequests }, until: { $0 == 0 }) == 0)
        #expect(server.counts.bodyByteCount == 0)
        let slow = try #require(Client(server.port))
        slow.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 100\r\n\r\nx")
        #expect(asked({ server.counts.bodyByteCount }, until: { $0 == 100 }) == 100)
        try clock.letPass(HandClock.receive, on: server)
        #expect(slow.readsToEnd())
        #expect(asked({ server.counts.bodyByteCount }, until: { $0 == 0 }) == 0)
    }

    @Test(arguments: [1, 100_000, 262_144])
    func `a large body takes its announced length once it comes`(count: Int) throws {
        let server = try serve(echo)
        let client = try #require(Client(server.port))
        client.request("POST", "/", body: String(repeating: "x", count: count))
        #expect(client.reply()?.body.utf8.count == count + 7)
        #expect(server.counts.bodyByteCountHighest == count)
    }
}
