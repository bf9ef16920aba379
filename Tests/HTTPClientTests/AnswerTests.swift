import HTTP
import Loopback
import Synchronization
import Testing
import Waiting

@testable import HTTPClient

/// What goes over the wire, and what comes back.
@Suite struct AnswerTests {
    @Test(arguments: [200, 204, 301, 302, 400, 401, 404, 407, 500, 503], ["", "a body\r\n\r\n"])
    func `every status is an answer, and none is followed`(status: Int, body: String) throws {
        let requests = Mutex(0)
        let server = try LoopbackServer { connection in
            while connection.next() != nil {
                requests.withLock { $0 += 1 }
                let length = status == 204 ? "" : "Content-Length: \(body.utf8.count)\r\n"
                connection.send("HTTP/1.1 \(status) X\r\nLocation: /there\r\n\(length)\r\n")
                if status != 204 { connection.send(body) }
            }
        }
        defer { server.stop() }
        let client = try client()
        defer { client.stop() }
        for round in 1...2 {
            #expect(try client.outcome(of: post(server.port, "x")) == .answered(status, status == 204 ? "" : body))
            #expect(requests.withLock { $0 } == round)
        }
    }

    @Test func `a request goes out as it was given`() throws {
        let seen = Mutex<[LoopbackConnection.Request]>([])
        let server = try LoopbackServer { connection in
            while let request = connection.next() {
                seen.withLock { $0.append(request) }
                // A cookie comes back with no request.
                connection.send("HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n")
            }
        }
        defer { server.stop() }
        let client = try client()
        defer { client.stop() }
        let large = String(repeating: "x", count: 3 << 20)
        let headers = [("Content-Type", "text/xml"), ("X-Empty", "")]
        for body in ["<xml>\u{5E7F}</xml>", "", large] {
            #expect(try client.outcome(of: post(server.port, body, headers: headers)) == .answered(200, ""))
        }
        #expect(try client.outcome(of: get(server.port, "/a%20b?token=c&d=%26")) == .answered(200, ""))
        let requests = seen.withLock { $0 }
        #expect(requests.map(\.method) == ["POST", "POST", "POST", "GET"])
        #expect(requests.map(\.target) == ["/", "/", "/", "/a%20b?token=c&d=%26"])
        #expect(
            requests.map { $0.body.utf8.count } == [14, 0, 3 << 20, 0] && requests[0].body == "<xml>\u{5E7F}</xml>")
        #expect(requests.map { $0.header("content-length") } == ["14", "0", "\(3 << 20)", nil])
        #expect(requests.map { $0.header("content-type") } == ["text/xml", "text/xml", "text/xml", nil])
        for request in requests {
            #expect(request.header("host") == "127.0.0.1:\(server.port)")
            #expect(request.header("expect") == nil && request.header("cookie") == nil)
            #expect(request.head.contains(" HTTP/1.1\r\n"))
        }
    }

    /// How the end of a body is told.
    enum Framing: CaseIterable { case length, chunks, close }

    @Test(arguments: [0, 1, 65_535, 65_536, 65_537], Framing.allCases)
    func `a body is taken up to the bound, and no further`(count: Int, framing: Framing) throws {
        let bound = 65_536
        let body = String(repeating: "b", count: count)
        let server = try LoopbackServer { connection in
            while connection.next() != nil {
                switch framing {
                case .length: connection.answer(200, body)
                case .chunks:
                    connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                    if !body.isEmpty { connection.send("\(String(count, radix: 16))\r\n\(body)\r\n") }
                    connection.send("0\r\n\r\n")
                case .close:
                    connection.send("HTTP/1.1 200 OK\r\n\r\n\(body)")
                    return
                }
            }
        }
        defer { server.stop() }
        let client = try client { $0.bodyByteCountMax = bound }
        defer { client.stop() }
        let outcome = try client.outcome(of: get(server.port))
        if count <= bound {
            #expect(outcome == .answered(200, body))
        } else {
            #expect(outcome == .failed(.bodyTooLarge(byteCountMax: bound)))
        }
        // The handle that broke off serves the next request.
        #expect(try client.outcome(of: get(server.port)) == outcome)
    }

    @Test func `trailers behind a body are no head`() throws {
        let server = try LoopbackServer { connection in
            while connection.next() != nil {
                connection.send(
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
                        + "3\r\nabc\r\n0\r\nX-Sum: 7\r\n\r\n")
            }
        }
        defer { server.stop() }
        let client = try client()
        defer { client.stop() }
        for _ in 1...2 { #expect(try client.outcome(of: post(server.port, "x")) == .answered(200, "abc")) }
    }

    @Test func `a head without an end is broken off`() throws {
        let server = try LoopbackServer { connection in
            _ = connection.next()
            connection.send("HTTP/1.1 200 OK\r\n")
            while connection.send("X-More: \(String(repeating: "m", count: 1_000))\r\n") {}
        }
        defer { server.stop() }
        let client = try client()
        defer { client.stop() }
        let bound = HTTPClientLimits.headByteCountMax
        #expect(try client.outcome(of: get(server.port)) == .failed(.headTooLarge(byteCountMax: bound)))
    }

    @Test func `a body that ends as its head says leaves the connection for the next`() throws {
        let server = try LoopbackServer { connection in
            while let request = connection.next() { connection.answer(200, request.body) }
        }
        defer { server.stop() }
        let client = try client()
        defer { client.stop() }
        for number in 0..<100 {
            #expect(try client.outcome(of: post(server.port, "\(number)")) == .answered(200, "\(number)"))
        }
        #expect(server.connectionCount == 1)
    }

    @Test func `a connection that the server has closed is replaced`() throws {
        let server = try LoopbackServer { connection in
            guard connection.next() != nil else { return }
            connection.answer(200, "bye")
        }
        defer { server.stop() }
        let client = try client()
        defer { client.stop() }
        for number in 1...20 {
            #expect(try client.outcome(of: get(server.port)) == .answered(200, "bye"))
            // What is sent in the moment of the close may be lost with it.
            _ = asked({ server.closedCount }, until: { $0 == number })
        }
        #expect(server.connectionCount == 20)
    }

    /// Against the service's own server.
    @Test func `a thousand requests at once have their answers`() throws {
        let count = 1_000
        try allowDescriptors(2 * count + 500)
        let waiting = Mutex<[Held]>([])
        var configuration = HTTPConfiguration()
        configuration.connectionCountMax = count
        let server = try HTTPServer(configuration: configuration) { request, responder in
            let held = Held(request.head.query("number") ?? "", responder)
            let all = waiting.withLock { waiting in
                waiting.append(held)
                return waiting
            }
            if all.count == count { for held in all { held.answer() } }
        }
        defer { server.stop(within: .zero) }
        let client = try client { $0.connectionCountMax = count }
        defer { client.stop() }
        let outcomes = Outcomes()
        let wrong = Mutex<[Int]>([])
        for number in 0..<count {
            try client.send(get(server.port, "/?number=\(number)")) { outcome in
                if outcome != .answered(200, "\(number)") { wrong.withLock { $0.append(number) } }
                outcomes.add(outcome)
            }
        }
        outcomes.wait(count)
        #expect(wrong.withLock { $0 } == [])
        client.stop()
        #expect(outcomes.all.count == count)
    }
}

/// A request that is not answered yet.
private final class Held: Sendable {
    private let number: String
    private let responder: Mutex<HTTPResponder?>

    init(_ number: String, _ responder: consuming HTTPResponder) {
        self.number = number
        self.responder = Mutex(responder)
    }

    /// With its number.
    func answer() { responder.withLock { $0.take() }?.send(HTTPResponse(status: 200, text: number)) }
}
