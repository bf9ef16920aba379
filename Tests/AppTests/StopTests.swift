internal import Foundation
internal import Synchronization
internal import Testing

/// Graceful stop: what was taken is answered, nothing new is taken, and it comes to its end.
@Suite struct StopTests {
    /// What the clients of one run saw.
    private struct Seen: Sendable {
        var answered: [String: String] = [:]
        var faults: [String] = []
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `a signal under load answers what was taken, and the next start goes on`(signal: Int32) throws {
        let folder = try TemporaryFolder()
        let service = try Service.ready(on: folder)
        let port = try service.port()
        let idle = try service.wire()
        let begin = Mutex(ContinuousClock.now)
        let seen = Mutex(Seen())
        onThreads(16) { number in
            let wire = Wire(port)
            for index in 0... {
                let order = "stop-\(number)-\(index)"
                guard let answer = wire?.push(.add(order), index % 2 == 0 ? .xml : .json) else { return }
                seen.withLock { seen in
                    if let waybill = answer.issued { seen.answered[order] = waybill }
                    if answer.status != 200, answer.status != 503 { seen.faults.append("status \(answer.status)") }
                    if answer.status == 200, answer.issued == nil { seen.faults.append(answer.body) }
                }
                if number == 0, index == 20 {
                    begin.withLock { $0 = .now }
                    service.signal(signal)
                }
            }
        }
        #expect(service.exitCode() == 0)
        let elapsed = begin.withLock { .now - $0 }
        #expect(Wire(port) == nil, "a stopped service refuses connections")
        #expect(idle.answer() == nil)
        service.transcript.awaitEnd()
        #expect(service.transcript.text.contains("service.stopped"))

        let result = seen.withLock { $0 }
        #expect(result.faults.isEmpty, "\(result.faults.prefix(3))")
        let journal = try Journal(of: folder)
        let taken = Set(journal.commands.map(\.keyText))
        #expect(taken == Set(result.answered.keys), "what was taken was answered, and nothing else")
        print("stop: signal \(signal), \(taken.count) pushes, over after \(elapsed)")
        try expectToGoOn(folder, result.answered)
    }

    @Test func `a client that never ends its request does not hold up the stop`() throws {
        let folder = try TemporaryFolder()
        let service = try Service.ready(on: folder)
        let slow = try service.wire()
        slow.send("POST \(Signed.target()) HTTP/1.1\r\nHost: waybill.test\r\nContent-Length: 100\r\n\r\n{")
        let slower = try service.wire()
        slower.send("POST /pu")
        #expect(try service.wire().push(.add("quick"))?.issued != nil)
        let begin = ContinuousClock.now
        service.signal(SIGTERM)
        #expect(service.exitCode() == 0)
        let elapsed = ContinuousClock.now - begin
        print("stop: over after \(elapsed) with a request that never ends")
    }

    private func expectToGoOn(_ folder: TemporaryFolder, _ answered: [String: String]) throws {
        let next = try Service.ready(on: folder)
        let wire = try next.wire()
        for (order, waybill) in answered.sorted(by: { $0.key < $1.key }).prefix(20) {
            #expect(wire.push(.add(order))?.issued == waybill)
        }
        #expect(wire.push(.add("new"))?.issued.map(Set(answered.values).contains) == false)
        #expect(next.stop() == 0)
    }
}
