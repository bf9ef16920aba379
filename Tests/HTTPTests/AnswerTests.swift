import Dispatch
import Synchronization
import Testing

@testable import HTTP

@Suite("Requests and their answers")
struct AnswerTests {
    @Test(
        "every method reaches the handler with its body",
        arguments: [("GET", nil), ("POST", "hello"), ("POST", ""), ("PUT", "x"), ("BREW", nil)])
    func echoes(method: String, body: String?) throws {
        let server = try serve(echo)
        let client = try #require(Client(server.port))
        client.request(method, "/a/b?c=d", body: body)
        let reply = try #require(client.reply())
        #expect(reply.status == 200)
        #expect(reply.body == "\(method) /a/b \(body ?? "")")
        #expect(reply.headers["content-type"] == "text/plain; charset=utf-8")
    }

    @Test("HEAD gets the headers of the answer and no body")
    func head() throws {
        let server = try serve(echo)
        let client = try #require(Client(server.port))
        client.request("HEAD", "/a")
        #expect(client.reply(toHead: true)?.headers["content-length"] == "8")
        client.request("GET", "/b")
        #expect(client.reply()?.body == "GET /b ")
    }

    @Test("status, type, headers and close are the handler's")
    func fields() throws {
        let server = try serve { _, responder in
            let headers = [
                ("Retry-After", "7"), ("X-Bad", "a\r\nX-Split: b"),
            ]
            responder.send(
                HTTPResponse(
                    status: 503, contentType: "application/json", body: Array("{}".utf8), headers: headers,
                    close: true))
        }
        let client = try #require(Client(server.port))
        client.request("GET", "/")
        let reply = try #require(client.reply())
        #expect(reply.status == 503 && reply.body == "{}")
        #expect(reply.headers["content-type"] == "application/json")
        #expect(reply.headers["retry-after"] == "7")
        #expect(reply.headers["connection"] == "close")
        #expect(reply.headers["x-bad"] == nil && reply.headers["x-split"] == nil)
        #expect(client.readsToEnd())
    }

    @Test("a status that HTTP does not have is sent as 500", arguments: [0, 99, 100, 600, -1, .max])
    func badStatus(status: Int) throws {
        let server = try serve { _, responder in responder.send(HTTPResponse(status: status)) }
        let client = try #require(Client(server.port))
        client.request("GET", "/")
        #expect(client.reply()?.status == 500)
    }

    @Test("headers are found whatever their case")
    func headers() throws {
        let server = try serve { request, responder in
            let found = ["content-type", "Content-Length", "x-none"].map { request.head.header($0) ?? "-" }
            responder.send(HTTPResponse(status: 200, text: found.joined(separator: ",")))
        }
        let client = try #require(Client(server.port))
        client.request("POST", "/", body: "abc", headers: "Content-Type: text/xml\r\n")
        #expect(client.reply()?.body == "text/xml,3,-")
    }

    @Test("50 connections, 1,000 requests, answered in place and from another thread", arguments: [1, 3])
    func many(threads: Int) throws {
        var configuration = HTTPConfiguration()
        configuration.threadCount = threads
        let queue = DispatchQueue(label: "answers", attributes: .concurrent)
        let server = try serve(configuration) { request, responder in
            let response = reflect(request)
            guard request.head.query("later") != nil else { return responder.send(response) }
            let held = Held()
            held.put(responder)
            queue.async { held.send(response) }
        }
        let port = server.port
        let wrong = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 50) { number in
            guard let client = Client(port) else { return wrong.withLock { $0.append("no connection") } }
            for turn in 0..<20 {
                let body = "\(number)-\(turn)-" + String(repeating: "x", count: turn * 500)
                client.request("POST", turn % 2 == 0 ? "/p?later" : "/p", body: body)
                let reply = client.reply()
                if reply?.body != "POST /p \(body)" { wrong.withLock { $0.append("\(number) \(turn)") } }
            }
        }
        #expect(wrong.withLock { $0 } == [])
        #expect(server.counts.requests == 1_000)
        #expect(server.counts.waitingRequests == 0)
    }

    @Test("pipelined requests are answered in order, each before the next is handled")
    func pipelining() throws {
        let queue = DispatchQueue(label: "answers")
        let server = try serve { request, responder in
            let response = reflect(request)
            let held = Held()
            held.put(responder)
            queue.async { held.send(response) }
        }
        let client = try #require(Client(server.port))
        let requests = (0..<20).map { "POST /\($0) HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\n\r\n\($0 % 10)!" }
        client.send(requests.joined())
        for number in 0..<20 {
            #expect(client.reply()?.body == "POST /\(number) \(number % 10)!")
        }
    }

    @Test("a responder dropped without an answer answers 500", arguments: [true, false])
    func dropped(inHandler: Bool) throws {
        let held = Held()
        let server = try serve { _, responder in
            if inHandler { return }
            held.put(responder)
        }
        let client = try #require(Client(server.port))
        client.request("GET", "/")
        if !inHandler {
            held.awaitArrival()
            held.drop()
        }
        #expect(client.reply()?.status == 500)
        #expect(server.counts.abandoned == 1)
    }

    @Test("chunked bodies arrive joined")
    func chunked() throws {
        let server = try serve(echo)
        let client = try #require(Client(server.port))
        client.send(
            "POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n")
        #expect(client.reply()?.body == "POST / abcde")
    }
}
