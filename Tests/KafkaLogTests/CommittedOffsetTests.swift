internal import Log
internal import LogConformance
internal import SingleRecords
internal import Testing

@testable internal import KafkaLog

@Suite("Where a group is", .leavesNothing)
struct CommittedOffsetTests {
    @Test(
        "what a member committed is known at once, while the cluster still ends the transaction",
        .enabled(if: Broker.isThere, "there is no broker to start"))
    func atOnce() throws {
        let log = try KafkaFixture(#require(Broker.shared)).open(KafkaFixture.topics)
        defer { log.close() }
        let count = 100
        try log.appended((0..<count).map { record("\($0)") })
        let member = try log.member(of: "g", topic: .commands)
        for record in try member.records(count) {
            _ = try member.commit([], offsetsNext: [0: record.offset + 1])
            #expect(try log.committedOffset(of: "g", topic: .commands, partition: 0) == record.offset + 1)
        }
    }

    @Test(
        "an error that passes is asked past, with a pause each time",
        arguments: [(88, "a transaction holds the offset"), (16, "the coordinator has moved")])
    func pauses(_ code: Int32, _ why: String) async throws {
        try await apart {
            let mock = try MockCluster()
            let log = try KafkaFixture(mock).open(KafkaFixture.topics)
            defer { log.close() }
            #expect(try log.committedOffset(of: "g", topic: .commands, partition: 0) == nil)
            let count = 20
            mock.answer(.fetchOffsets, Array(repeating: code, count: count))
            let begin = ContinuousClock.now
            #expect(try log.committedOffset(of: "g", topic: .commands, partition: 0) == nil)
            #expect(.now - begin >= .milliseconds(count * KafkaLogLimits.questionPause), "\(why)")
        }
    }

    @Test("more groups than there are clients for are asked none the less, and nothing stays behind")
    func manyGroups() async throws {
        try await apart {
            let fixture = KafkaFixture(try MockCluster())
            let leftBehind = Heard<String>()
            fixture.events.leftBehind = { leftBehind.tell($0) }
            let log = try fixture.open(KafkaFixture.topics)
            for number in 0...KafkaLogLimits.observerCountMax {
                #expect(try log.committedOffset(of: "g\(number)", topic: .commands, partition: 0) == nil)
            }
            #expect(try log.committedOffset(of: "g0", topic: .commands, partition: 0) == nil)
            log.close()
            #expect(leftBehind.all == [])
        }
    }
}
