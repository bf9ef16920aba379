internal import Log
internal import LogConformance
internal import SingleRecords
internal import Testing

@testable internal import KafkaLog

/// Clusters that go and come back, by librdkafka's mock brokers.
@Suite("Whether the cluster answers", .leavesNothing)
struct ReachabilityTests {
    private let mock: MockCluster
    private let fixture: KafkaFixture
    private let reachable = Heard<String?>()
    private let leftBehind = Heard<String>()

    init() throws {
        mock = try MockCluster(brokerCount: 2)
        fixture = KafkaFixture(mock)
        fixture.events.reachable = { [reachable] in reachable.tell($0) }
        fixture.events.leftBehind = { [leftBehind] in leftBehind.tell($0) }
    }

    @Test("an idle log hears that its cluster went and came; meanwhile appends are refused at once")
    func goesAndComes() async throws {
        try await apart { try goAndCome() }
    }

    private func goAndCome() throws {
        let log = try fixture.open(KafkaFixture.topics)
        #expect(try reachable.next() == nil)
        mock.setDown(true)
        let reason = try #require(try reachable.next())
        #expect(reason.contains("127.0.0.1"))
        for records in [[record("a")], [record("a"), record("b", .replies)]] {
            let answer = Heard<Result<[Int64], LogError>>()
            log.append(NewRecords(records)) { answer.tell($0) }
            // Before the call returns.
            guard case .failure(let error) = answer.all.first else { return #expect(Bool(false)) }
            #expect(error.code == .unavailable)
        }
        mock.setDown(false)
        #expect(try reachable.next() == nil)
        #expect(try log.appended(record("c")).count == 1)
    }

    @Test("a cluster that hangs is found out by an append, which is answered in its time")
    func hangs() async throws {
        try await apart { try hang() }
    }

    private func hang() throws {
        let log = try fixture.open(KafkaFixture.topics)
        #expect(try reachable.next() == nil)
        try log.appended(record("a"))
        mock.delay(milliseconds: 120_000)
        let error = #expect(throws: LogError.self) { try log.appended(record("b")) }
        #expect(error?.code == .unavailable)
        #expect(try reachable.next() != nil)
    }

    @Test("closing ends within its bound when the cluster is gone, with records, a reader and a member under way")
    func closesWithoutCluster() async throws {
        try await apart { try closeWithoutCluster() }
    }

    private func closeWithoutCluster() throws {
        let log = try fixture.open(KafkaFixture.topics)
        let reader = try log.reader(of: .commands, from: [0: 0])
        let member = try log.member(of: "g", topic: .commands)
        let answer = Heard<Result<[Int64], LogError>>()
        mock.setDown(true)
        log.append([record("a")]) { answer.tell($0) }
        log.close()
        guard case .failure(let error) = try answer.next() else { return #expect(Bool(false)) }
        #expect(error.code == .unavailable)
        #expect(leftBehind.all == [])
        #expect(try reader.event() == .closed)
        #expect(try member.event() == .closed)
    }

    @Test("closing ends a question that waits for the cluster", arguments: Question.allCases)
    func closesBesideCall(_ question: Question) async throws {
        try await apart { try closeBesideCall(question) }
    }

    enum Question: CaseIterable { case end, committedOffset }

    private func closeBesideCall(_ question: Question) throws {
        let log = try fixture.open(KafkaFixture.topics)
        mock.delay(milliseconds: 120_000)
        let asking = Heard<Void>()
        try inParallel(2) { role in
            if role == 0 {
                asking.tell(())
                let error = #expect(throws: LogError.self) {
                    switch question {
                    case .end: try log.endOffset(of: .commands, partition: 0)
                    case .committedOffset: try log.committedOffset(of: "g", topic: .commands, partition: 0) ?? 0
                    }
                }
                #expect(error?.code == .closed)
            } else {
                try asking.next()
                log.close()
            }
        }
    }
}
