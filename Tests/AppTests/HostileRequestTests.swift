internal import Foundation
internal import Testing
internal import Waiting

/// Bad requests on the wire, below and around the body.
@Suite struct HostileRequestTests {
    struct Request: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let method: String
        let target: String
        let status: Int
        let text: String

        init(_ name: String, _ method: String, _ target: String, _ status: Int, _ text: String) {
            testDescription = name
            self.method = method
            self.target = target
            self.status = status
            self.text = text
        }
    }

    private static let query = Signed.query()
    private static let unsigned = "signature, timestamp and nonce are required in the query\n"
    private static let wrong = "the signature is wrong: the push token of apps.yaml and WeChat's differ\n"
    private static let noApp = "no app has this path; the paths are /push/<name of an app in apps.yaml>\n"
    private static let noPath = "there is /push/<app>\n"
    private static let method = "use GET for the handshake and POST for events\n"
    private static let target = "the request target cannot be decoded\n"

    static let requests = [
        Request("wrong signature", "POST", Signed.target("zto", "other"), 403, wrong),
        Request("another app's signature", "POST", "/push/test?\(query)", 403, wrong),
        Request("no signature", "POST", "/push/zto", 403, unsigned),
        Request("no nonce", "POST", "/push/zto?signature=a&timestamp=1", 403, unsigned),
        Request("empty signature", "POST", "/push/zto?signature=&timestamp=1&nonce=2", 403, wrong),
        Request("handshake", "GET", "/push/zto?\(query)&echostr=58384%3C%26+%25x", 200, "58384<& %x"),
        Request("handshake with a wrong signature", "GET", "\(Signed.target("zto", "other"))&echostr=1", 403, wrong),
        Request("handshake without echostr", "GET", "/push/zto?\(query)", 400, "echostr is required in the query\n"),
        Request("unknown path", "POST", "/pull?\(query)", 404, noPath),
        Request("root", "GET", "/", 404, noPath),
        Request("unknown app", "POST", "/push/yto?\(query)", 404, noApp),
        Request("no app", "POST", "/push?\(query)", 404, noApp),
        Request("PUT", "PUT", "/push/zto?\(query)", 405, method),
        Request("DELETE", "DELETE", "/push/zto?\(query)", 405, method),
        Request("an invented method", "BREW", "/push/zto?\(query)", 405, method),
        Request("unsigned PUT", "PUT", "/push/zto", 403, unsigned),
        Request("operations: live", "GET", "/live", 404, noPath),
        Request("operations: ready", "GET", "/ready", 404, noPath),
        Request("operations: metrics", "GET", "/metrics", 404, noPath),
        Request("a wrong signature before the right one", "POST", "/push/zto?signature=0&\(query)", 403, wrong),
        Request("NUL in the path", "POST", "/push/zto%00?\(query)", 400, target),
        Request("NUL in the query", "POST", "/push/zto?\(query)&a=%00", 400, target),
        Request("a bad escape", "POST", "/push/zto%zz?\(query)", 400, target),
        Request("a cut escape", "POST", "/push/zto?\(query)&a=%2", 400, target),
        Request("a path upwards", "POST", "/push/../push/zto?\(query)", 404, noApp),
        Request("an escaped path upwards", "GET", "/push/%2e%2e%2fzto?\(query)", 404, noApp),
        Request("two slashes", "POST", "//push/zto?\(query)", 404, noPath),
        Request("a nonce that is not UTF-8", "POST", "/push/zto?\(query)%ff", 403, wrong),
    ]

    private static let shared = Result { try Service.ready(on: try TemporaryFolder()) }

    @Test(arguments: requests) func `a bad request has a status and a line of text`(request: Request) throws {
        let service = try Self.shared.get()
        let body = request.method == "GET" ? nil : Event.add("bad").bytes(.json)
        let answer = try service.wire().request(request.method, request.target, body)
        #expect(answer?.status == request.status)
        #expect(answer?.body == request.text)
        #expect((answer?.headers["allow"]?.hasPrefix("GET, HEAD") == true) == (request.status == 405))
        try expectToGoOn(service)
    }

    @Test(arguments: [
        "/push/%7Ato?\(query)", "/push%2Fzto?\(query)", "/push/zto?\(query)&signature=0",
        "/push/zto?a=%26&\(query.replacing("signature", with: "%73ignature"))",
    ])
    func `the same target in other clothes is the same target`(target: String) throws {
        let wire = try Self.shared.get().wire()
        #expect(wire.push(Event.add("clothes").bytes(.xml), to: target)?.issued != nil)
    }

    @Test func `an event of another kind is answered with success`() throws {
        let service = try Self.shared.get()
        for format in Event.Format.allCases {
            var event = Event.add("other")
            event["Event"] = .text("subscribe")
            let answer = try service.wire().push(event, format)
            #expect(answer?.status == 200)
            #expect(answer?.body == "success")
        }
        try expectToGoOn(service)
    }

    struct Raw: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let head: String
        let status: Int?
        let text: String
    }

    private static let line = "POST /push/zto?\(query) HTTP/1.1\r\nHost: waybill.test\r\n"
    private static let framing = "send one Content-Length or one Transfer-Encoding\n"
    private static let tooBig = "Your HTTP header was too big"

    static let heads = [
        Raw(
            testDescription: "1 GB", head: "\(line)Content-Length: 1073741824\r\n\r\n", status: 413,
            text: "262144 bytes"),
        Raw(
            testDescription: "1 GB, expecting to continue",
            head: "\(line)Expect: 100-continue\r\nContent-Length: 1073741824\r\n\r\n", status: 413, text: "262144 bytes"
        ),
        Raw(
            testDescription: "two lengths", head: "\(line)Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
            status: 400, text: framing),
        Raw(
            testDescription: "length and coding",
            head: "\(line)Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", status: 400,
            text: framing),
        Raw(
            testDescription: "another coding", head: "\(line)Transfer-Encoding: gzip\r\n\r\n", status: 501,
            text: "Transfer-Encoding other than chunked is not supported\n"),
        Raw(
            testDescription: "a header of 100 KB", head: "\(line)X: \(String(repeating: "x", count: 100_000))\r\n\r\n",
            status: 431, text: tooBig),
        Raw(
            testDescription: "a target of 100 KB",
            head: "GET /push/zto?echostr=\(String(repeating: "x", count: 100_000)) HTTP/1.1\r\n\r\n", status: 414,
            text: tooBig),
        Raw(testDescription: "no host", head: "GET /live HTTP/1.1\r\n\r\n", status: 400, text: "Host"),
        Raw(testDescription: "TLS", head: "\u{16}\u{03}\u{01}\u{02}\0\u{01}\0\r\n\r\n", status: nil, text: ""),
    ]

    @Test(arguments: heads) func `a request that cannot be framed is refused`(raw: Raw) throws {
        let service = try Self.shared.get()
        let wire = try service.wire()
        wire.send(raw.head)
        let answer = wire.answer()
        #expect(answer?.status == raw.status)
        if raw.status != nil { #expect(answer?.body.contains(raw.text) == true, "\(answer?.body ?? "")") }
        try expectToGoOn(service)
    }

    @Test func `1 GB in chunks is cut off after a few of them`() throws {
        let service = try Self.shared.get()
        let wire = try service.wire()
        wire.send("\(Self.line)Transfer-Encoding: chunked\r\n\r\n")
        let chunk = Array("10000\r\n".utf8) + [UInt8](repeating: 0x78, count: 0x10000) + Array("\r\n".utf8)
        var count = 0
        while count < 16_384, wire.send(chunk) { count += 1 }
        #expect(count < 1024, "\(count) chunks of 64 KiB were taken")
        #expect(wire.answer()?.status == 413)
        try expectToGoOn(service)
    }

    @Test func `headers without end are cut off`() throws {
        let service = try Self.shared.get()
        let wire = try service.wire()
        wire.send(Self.line)
        let header = Array(String(repeating: "X-More: and more\r\n", count: 50).utf8)
        var count = 0
        while count < 100_000, wire.send(header) { count += header.count }
        #expect(wire.answer()?.status == 431)
        try expectToGoOn(service)
    }

    @Test(arguments: [("--connection-memory", "6KiB", 4_000), ("--connection-memory", "64KiB", 40_000)])
    func `a head is as long as its memory allows`(option: String, memory: String, length: Int) throws {
        let service = try Service.ready(on: try TemporaryFolder(), [option, memory])
        let body = Event.add("long-head").bytes(.json)
        for (length, status) in [(length, 200), (2 * length, 431)] {
            let header = "X: \(String(repeating: "x", count: length))\r\n"
            #expect(try service.wire().request("POST", Signed.target(), body, headers: header)?.status == status)
        }
    }

    @Test func `a good push may come byte by byte, and be told to continue`() throws {
        let wire = try Self.shared.get().wire()
        let body = Event.add("slow").bytes(.json)
        wire.send("\(Self.line)Expect: 100-continue\r\nContent-Length: \(body.count)\r\n\r\n")
        #expect(wire.answer()?.status == 100)
        for byte in body { #expect(wire.send([byte])) }
        let waybill = try #require(wire.answer()?.issued)
        #expect(wire.push(body)?.issued == waybill)
    }

    @Test func `a client that sends byte by byte is cut off when its time is over`() throws {
        let service = try Service.ready(on: try TemporaryFolder(), ["--receive-timeout", "3s"])
        let wire = try service.wire()
        let begin = ContinuousClock.now
        wire.send("\(Self.line)Content-Length: 100000\r\n\r\n")
        wire.setPatience(milliseconds: 100)
        // Each wait for the server's end of the stream is over after a while, and then a byte goes out.
        let isCut = asked({ wire.readsToEnd() || !wire.send("{") }, until: { $0 })
        #expect(isCut)
        #expect(.now - begin >= .milliseconds(2_900))
        try expectToGoOn(service)
    }

    private func expectToGoOn(_ service: Service) throws {
        #expect(try service.wire().push(.add("good"))?.issued != nil)
        let memory = try service.residentByteCount()
        #expect(memory < 100 << 20, "\(memory >> 20) MiB")
    }
}
