import Dispatch
import Loopback
import Synchronization
import Testing
import Waiting

@testable import HTTPClient

/// Limits of time and number, and the end of a client.
@Suite struct LifeTests {
    /// A server that reads and says nothing.
    private func silent() throws -> LoopbackServer { try LoopbackServer { $0.awaitEnd() } }

    /// How far a server comes before it hangs.
    enum Hang: CaseIterable {
        case atOnce, inHead, inBody, dripping

        func act(_ connection: LoopbackConnection) {
            _ = connection.next()
            switch self {
            case .atOnce: break
            case .inHead: connection.send("HTTP/1.1 200 OK\r\nContent-")
            case .inBody: connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345")
            case .dripping:
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
                while connection.send("x") {}
            }
            connection.awaitEnd()
        }
    }

    @Test(arguments: Hang.allCases) func `the limit is over the whole request`(hang: Hang) throws {
        let server = try LoopbackServer { hang.act($0) }
        defer { server.stop() }
        let client = try client { $0.bodyByteCountMax = HTTPClientLimits.bodyByteCountMax }
        defer { client.stop() }
        let limit = Duration.milliseconds(60)
        let start = ContinuousClock.now
        #expect(try client.outcome(of: get(server.port, within: limit)) == .timedOut)
        #expect(.now - start >= limit)
    }

    @Test func `no more connections are open than may be, and each is used again`() throws {
        let openCount = Mutex((now: 0, max: 0))
        let server = try LoopbackServer { connection in
            openCount.withLock { $0 = ($0.now + 1, max($0.max, $0.now + 1)) }
            while connection.next() != nil { connection.answer(200, "") }
            openCount.withLock { $0.now -= 1 }
        }
        defer { server.stop() }
        let client = try client { $0.connectionCountMax = 3 }
        defer { client.stop() }
        let outcomes = Outcomes()
        let chain = Chain(client: client, port: server.port, count: 200, outcomes: outcomes)
        for _ in 0..<3 { chain.next() }
        #expect(outcomes.wait(200).allSatisfy { $0 == .answered(200, "") })
        #expect(openCount.withLock { $0.max } <= 3 && server.connectionCount <= 3)
    }

    @Test func `one request more than may be open is not taken`() throws {
        let server = try silent()
        defer { server.stop() }
        let client = try client { $0.connectionCountMax = 2 }
        let outcomes = Outcomes()
        for _ in 1...2 { try client.send(get(server.port)) { outcomes.add($0) } }
        #expect(throws: HTTPClientError.full(countMax: 2)) { try client.send(get(server.port)) { outcomes.add($0) } }
        client.stop()
        #expect(outcomes.all == [.failed(.stopped), .failed(.stopped)])
    }

    @Test func `stop ends what is under way, once`() throws {
        let server = try silent()
        defer { server.stop() }
        let client = try client { $0.connectionCountMax = 50 }
        let outcomes = Outcomes()
        for _ in 0..<50 { try client.send(get(server.port)) { outcomes.add($0) } }
        // Some are sent by now, some may not have been looked at.
        _ = asked({ server.connectionCount }, until: { $0 >= 10 })
        client.stop()
        #expect(outcomes.all.count == 50 && outcomes.all.allSatisfy { $0 == .failed(.stopped) })
        client.stop()
        #expect(throws: HTTPClientError.stopped) { try client.send(get(server.port)) { outcomes.add($0) } }
        #expect(throws: HTTPClientError.stopped) { try client.run(after: .zero) {} }
        #expect(outcomes.all.count == 50)
    }

    @Test func `a completion may send the next, and no two run at once`() throws {
        let server = try LoopbackServer { connection in
            while connection.next() != nil { connection.answer(200, "") }
        }
        defer { server.stop() }
        let client = try client { $0.connectionCountMax = 4 }
        defer { client.stop() }
        let outcomes = Outcomes()
        let chain = Chain(client: client, port: server.port, count: 400, outcomes: outcomes)
        for _ in 0..<4 { chain.next() }
        #expect(outcomes.wait(400).allSatisfy { $0 == .answered(200, "") })
        #expect(chain.overlapCount == 0)
    }

    @Test func `a client that is let go in a completion ends`() throws {
        let server = try LoopbackServer(isListening: false) { _ in }
        defer { server.stop() }
        let outcomes = Outcomes()
        let kept = Mutex<HTTPClient?>(try client())
        try kept.withLock { client in
            try client?.send(get(server.port)) { outcome in
                // The last reference: whoever sent it has let go before, or waits for this lock.
                kept.withLock { $0 = nil }
                outcomes.add(outcome)
            }
        }
        #expect(outcomes.wait() == [.failed(.refused)])
    }

    @Test func `alarms ring in the order of their times`() throws {
        let client = try client()
        defer { client.stop() }
        let rung = Mutex<[Int]>([])
        let isDone = DispatchSemaphore(value: 0)
        for number in [30, 10, 0, 20, 40] {
            try client.run(after: .milliseconds(number)) {
                rung.withLock { $0.append(number) }
                if number == 40 { isDone.signal() }
            }
        }
        #expect(isDone.wait(timeout: .now() + patience) == .success)
        // Those that are given while others ring may come late, never early: the last is the last.
        #expect(rung.withLock { Set($0) } == [0, 10, 20, 30, 40] && rung.withLock { $0.last } == 40)
    }

    @Test func `an alarm never rings early`() throws {
        let client = try client()
        defer { client.stop() }
        for microseconds in [0, 1, 300, 1_500, 20_000] {
            let isDone = DispatchSemaphore(value: 0)
            let start = ContinuousClock.now
            try client.run(after: .microseconds(microseconds)) { isDone.signal() }
            #expect(isDone.wait(timeout: .now() + patience) == .success)
            #expect(.now - start >= .microseconds(microseconds))
        }
    }

    @Test func `what is not due when the client stops is let go`() throws {
        final class Kept: Sendable {}
        let client = try client()
        weak var left: Kept?
        do {
            let kept = Kept()
            left = kept
            try client.run(after: .seconds(patience)) { _ = kept }
        }
        #expect(left != nil)
        client.stop()
        #expect(left == nil)
    }

    @Test(arguments: 0..<20) func `the earliest alarm is the next, whatever the order`(round: Int) {
        let start = ContinuousClock.now
        var alarms = Alarms()
        let times = (0..<50).map { $0 / 2 }.shuffled()
        for time in times { alarms.add(Alarm(moment: start + .seconds(time)) {}) }
        #expect(alarms.take(at: start - .seconds(1)) == nil)
        var taken: [ContinuousClock.Instant] = []
        while let alarm = alarms.take(at: start + .seconds(30)) { taken.append(alarm.moment) }
        #expect(taken == times.sorted().map { start + .seconds($0) })
        #expect(alarms.first == nil)
    }

    @Test(arguments: [0, -1, .max]) func `values out of their bounds are refused`(value: Int) {
        for path in [
            \HTTPClientConfiguration.connectionCountMax, \.bodyByteCountMax,
        ] as [WritableKeyPath<HTTPClientConfiguration, Int>] {
            #expect(throws: HTTPClientError.self) { _ = try client { $0[keyPath: path] = value } }
        }
    }
}

/// Requests, each of which is sent by the completion of one before.
private final class Chain: Sendable {
    private let client: HTTPClient
    private let port: UInt16
    private let outcomes: Outcomes
    private let state: Mutex<(left: Int, inside: Int, overlaps: Int)>

    var overlapCount: Int { state.withLock { $0.overlaps } }

    init(client: HTTPClient, port: UInt16, count: Int, outcomes: Outcomes) {
        (self.client, self.port, self.outcomes) = (client, port, outcomes)
        state = Mutex((count, 0, 0))
    }

    func next() {
        let isLeft = state.withLock { state in
            state.left -= 1
            return state.left >= 0
        }
        guard isLeft else { return }
        do {
            try client.send(get(port)) { outcome in
                self.state.withLock { state in
                    state.inside += 1
                    if state.inside > 1 { state.overlaps += 1 }
                }
                self.next()
                self.state.withLock { $0.inside -= 1 }
                self.outcomes.add(outcome)
            }
        } catch {
            Issue.record("\(error)")
        }
    }
}
