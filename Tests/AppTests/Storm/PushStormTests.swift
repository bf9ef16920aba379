internal import Foundation
internal import KafkaLog
internal import Log
internal import LogConformance
internal import Testing

/// Storms that are seen from outside: WeChat pushes to an ingress, repeats what is not answered, and must be told the
/// same in the end.
extension StormTests {
    @Test func `pushes are answered while processors are killed in turn`() throws {
        let (site, folder) = try Storm.site(.one())
        let contenders = [try Contender("one", on: site), try Contender("two", on: site)]
        for contender in contenders { try contender.awaitLanes() }
        // A push whose reply is lost with its processor waits for no longer than this.
        let ingress = try Service("ingress", on: folder, site.arguments + ["--deadline", "10s"])
        let port = try Self.port(ingress)
        let pushed = try Pushed(port, count: Storm.commandCount)
        var killCount = 0
        while pushed.isUnderWay, killCount < Storm.scaled(5, 200) {
            let victim = contenders[killCount % 2]
            victim.kill()
            killCount += 1
            try victim.restart()
            try victim.awaitLanes()
        }
        let finished = try pushed.finish()
        #expect(finished.code == 0, "\(finished.everything)")
        #expect(ingress.stop() == 0)
        let lostCountMax = killCount * Pushed.concurrency
        let audit = StormAudit(site: site, contenders: contenders, lostCountMax: lostCountMax)
        for fault in try audit.check("storm of pushes") {
            Issue.record("storm of pushes: \(fault)")
        }
        print("storm of pushes: \(killCount) kills; \(finished.output)")
    }

    @Test func `the repeat of a push whose ingress was killed gets the stored result on any replica`() throws {
        let (site, folder) = try Storm.site(.one())
        let replica = try Service("ingress", on: try TemporaryFolder(), site.arguments)
        let dying = try Service("ingress", on: folder, site.arguments)
        let port = try Self.port(dying)
        let orders = (0..<20).map { "waits-\($0)" }
        let wires = try orders.map { order in
            let wire = try #require(Wire(port))
            let body = Event.add(order).bytes(.json)
            wire.send("POST \(Signed.target()) HTTP/1.1\r\nHost: t\r\nContent-Length: \(body.count)\r\n\r\n")
            wire.send(body)
            return wire
        }
        // Nobody decides yet: all of them wait, and the commands of most are in the log. Of the others the repeat is
        // the first push, and must be answered alike all the same.
        try awaitCommands(orders.count - 5, site)
        dying.kill()
        for wire in wires { #expect(wire.answer() == nil) }
        let contender = try Contender("one", on: site)
        try contender.awaitLanes()
        let revived = try Service("ingress", on: try TemporaryFolder(), site.arguments)
        let (first, second) = (try #require(Wire(try Self.port(replica))), try #require(Wire(try Self.port(revived))))
        for order in orders {
            let issued = try #require(first.push(.add(order))?.issued, "the repeat of \(order) is not answered")
            #expect(second.push(.add(order), .xml)?.issued == issued)
        }
        #expect(replica.stop() == 0)
        #expect(revived.stop() == 0)
        let faults = try StormAudit(site: site, contenders: [contender]).check("killed ingress")
        #expect(faults.isEmpty, "\(faults)")
    }

    /// Where an ingress listens, once it has its log.
    private static func port(_ ingress: Service) throws -> UInt16 {
        try #require(ingress.transcript.line(containing: "log.opened") != nil, "\(ingress.transcript.text)")
        return try ingress.port()
    }

    private func awaitCommands(_ count: Int, _ site: Site) throws {
        let log = try site.open()
        defer { log.close() }
        var starts: [Int32: Int64] = [:]
        for partition in 0..<(try log.partitionCount(of: .commands)) { starts[partition] = 0 }
        let reader = try log.reader(of: .commands, from: starts)
        _ = try #require(try? reader.records(count), "not all of \(count) pushes are in the log")
    }
}

/// `waybill push` under way.
private final class Pushed {
    static let concurrency = 64
    private let child: Child
    private let folder: TemporaryFolder

    init(_ port: UInt16, count: Int) throws {
        folder = try TemporaryFolder()
        let process = Child.process(
            [
                "push", "--url", "http://127.0.0.1:\(port)/push/zto", "--count", "\(count)",
                "--concurrency", "\(Self.concurrency)", "--repeat-percent", "10", "--cancel-percent", "5", "--repeats",
                "10", "--timeout", "10m", "--output", "json",
            ], ["WAYBILL_PUSH_TOKEN": Signed.token])
        for name in ["output", "error"] { try folder.write("", to: name) }
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: folder / "output"))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: folder / "error"))
        process.standardInput = FileHandle.nullDevice
        child = Child(process)
        try child.start()
    }

    deinit { child.kill() }

    var isUnderWay: Bool { child.process.isRunning }

    func finish() throws -> Program.Finished {
        Program.Finished(
            code: child.exitCode() ?? -1, output: try folder.text("output"), error: try folder.text("error"))
    }
}
