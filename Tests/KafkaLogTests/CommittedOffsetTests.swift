internal import Log
internal import LogConformance
internal import Testing

@testable internal import KafkaLog

@Suite("Where a group is")
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

    @Test("more groups than there are clients for are asked none the less, and nothing stays behind")
    func manyGroups() async throws {
        try await apart {
            let fixture = KafkaFixture(try MockCluster())
            let leftBehind = Heard<String>()
            fixture.events.leftBehind = { leftBehind.tell($0) }
            let log = try fixture.open(KafkaFixture.topics)
            for number in 0...KafkaLogLimits.onlookerCountMax {
                #expect(try log.committedOffset(of: "g\(number)", topic: .commands, partition: 0) == nil)
            }
            #expect(try log.committedOffset(of: "g0", topic: .commands, partition: 0) == nil)
            log.close()
            #expect(leftBehind.all == [])
        }
    }
}
