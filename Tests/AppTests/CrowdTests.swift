internal import Foundation
internal import Testing
internal import Waiting

@testable internal import Program

/// Many connections at once.
@Suite struct CrowdTests {
    @Test func `of 5,000 connections those within the limit are served and the others told to come again`() throws {
        try #require(OpenFiles.raise(to: 12_000), "the limit of open files is too low for this test")
        let service = try Service.ready(on: try TemporaryFolder())
        let port = try service.port()
        var wires = (0..<5_000).compactMap { _ in Wire(port) }
        #expect(wires.count == 5_000)
        // Once as many are in as may be, one more is told so, whether it says anything or not.
        let operations = try service.operations()
        let full = asked(
            {
                // A system whose queue of connections was full forgets some that believe they are there.
                wires += (0..<10).compactMap { _ in Wire(port) }
                return operations.get("/metrics")?.body
            }, until: { $0?.contains(Self.fullLine) != false })
        #expect(full?.contains(Self.fullLine) == true)
        #expect(Wire(port)?.answer()?.status == 503)
        let request = Self.request("crowd")
        for wire in wires { wire.send(request) }
        var statuses: [Int: Int] = [:]
        for wire in wires { statuses[wire.answer()?.status ?? 0, default: 0] += 1 }
        print("crowd: answers by status \(statuses), \(try service.residentByteCount() >> 20) MiB of its own")
        // At any time no more than the limit; one that is answered early makes room.
        #expect(statuses[200, default: 0] >= 4_000)
        // Closed before its request was read, a client may see a reset and not the 503.
        #expect(statuses[503, default: 0] + statuses[0, default: 0] >= 700)
        #expect(statuses[200, default: 0] + statuses[503, default: 0] + statuses[0, default: 0] == wires.count)
        #expect(try service.residentByteCount() < 130 << 20)
    }

    // SQLite opens files while it works; a cluster's connections are there before the crowd.
    @Test(.embeddedLog) func `with at most 1,024 open files a crowd does not starve the log`() throws {
        try #require(OpenFiles.raise(to: 12_000), "the limit of open files is too low for this test")
        // Not ready yet: the log opens its files while they come.
        let service = try Service("serve", on: try TemporaryFolder(), openFiles: 1_024)
        let port = try service.port()
        let crowd = (0..<1_500).compactMap { _ in Wire(port) }
        try service.awaitReady()
        let request = Self.request("crowd")
        for wire in crowd { wire.send(request) }
        // The first to come are served.
        let refused = crowd.prefix(500).first { $0.answer()?.status != 200 }
        #expect(refused == nil, "\(service.transcript.text.suffix(300))")
    }

    @Test func `4,000 strangers cost next to nothing, whatever they send`() throws {
        try #require(OpenFiles.raise(to: 12_000), "the limit of open files is too low for this test")
        let service = try Service.ready(on: try TemporaryFolder())
        let (port, operations) = (try service.port(), try service.operations())
        #expect(try service.wire().push(.add("before"))?.issued != nil)
        let before = try service.residentByteCount()
        let count = 4_000

        var strangers = (0..<count).compactMap { _ in Wire(port) }
        #expect(strangers.count == count)
        let line = "POST /push/zto?signature=0&timestamp=1&nonce=2 HTTP/1.1\r\nHost: t\r\n"
        let body = [UInt8](repeating: 0x78, count: 262_000)
        var statuses: [Int: Int] = [:]
        for stranger in strangers {
            stranger.send("\(line)Content-Length: 262144\r\n\r\n")
            stranger.send(body)
            statuses[stranger.answer()?.status ?? 0, default: 0] += 1
        }
        #expect(statuses == [403: count])
        let metrics = try operations.metrics()
        #expect(metrics["waybill_pushes_refused_total{reason=\"signature\",app=\"zto\"}"] == Double(count))
        let small = Event.add("before").bytes(.json).count
        #expect(metrics["waybill_http_body_highest_bytes"] == Double(small), "no byte of theirs was kept")
        let bodies = try service.residentByteCount() - before

        // All of the head but its end, as much as is taken and more.
        strangers = (0..<count).compactMap { _ in Wire(port) }
        for (number, stranger) in strangers.enumerated() {
            stranger.send(line + "X: " + String(repeating: "x", count: number % 2 == 0 ? 100 : 10_000))
        }
        #expect(try service.wire().push(.add("among"))?.issued != nil)
        let heads = try service.residentByteCount() - before
        print("crowd: \(count) strangers took \(bodies >> 10) KiB with bodies, \(heads >> 10) KiB with half a head")
        #expect(bodies < 32 << 20 && heads < 32 << 20)
        #expect(ServiceLimits.connectionByteCount * count < 32 << 20)
    }

    @Test func `signed pushes that do not end have a memory in common, and are answered where it is used up`() throws {
        let service = try Service.ready(on: try TemporaryFolder(), ["--body-memory", "1MiB"])
        let wires = try (0..<40).map { _ in try service.wire() }
        let part = [UInt8](repeating: 0x78, count: 262_000)
        for wire in wires {
            wire.send("POST \(Signed.target()) HTTP/1.1\r\nHost: t\r\nContent-Length: 262144\r\n\r\n")
            wire.send(part)
        }
        var statuses: [Int: Int] = [:]
        for wire in wires {
            wire.send([UInt8](repeating: 0x78, count: 144))
            statuses[wire.answer()?.status ?? 0, default: 0] += 1
        }
        // Those that were whole are no events.
        #expect(statuses[400, default: 0] >= 1)
        #expect(statuses[400, default: 0] + statuses[503, default: 0] == 40, "\(statuses)")
        // A body is given back when its request has ended, which is after its answer came.
        let operations = try service.operations()
        let metrics = try asked({ try operations.metrics() }, until: { $0["waybill_http_body_bytes"] == 0 })
        #expect(metrics["waybill_http_body_highest_bytes"].map { $0 <= 1_048_576 } == true)
        #expect(metrics["waybill_http_refused_total{reason=\"body_memory\"}"] == Double(statuses[503, default: 0]))
        #expect(metrics["waybill_http_body_bytes"] == 0)
        #expect(try service.wire().push(.add("after"))?.issued != nil)
        #expect(service.transcript.line(containing: "level=warning event=http.refused cause=body_memory") != nil)
    }

    private static let fullLine = "\nwaybill_http_connections 4096\n"

    private static func request(_ order: String) -> [UInt8] {
        let body = Event.add(order).bytes(.json)
        let head = "POST \(Signed.target()) HTTP/1.1\r\nHost: waybill.test\r\nContent-Length: \(body.count)\r\n\r\n"
        return Array(head.utf8) + body
    }
}

/// The limit of open files.
enum OpenFiles {
    /// Raises this process's limit, which its children start with.
    static func raise(to count: UInt) -> Bool {
        var limit = rlimit()
        // Both calls use the struct while they run.
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return false }
        if limit.rlim_cur >= rlim_t(count) { return true }
        limit.rlim_cur = rlim_t(count)
        return unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
    }
}
