internal import Log
internal import LogConformance
internal import Testing

@Suite("Who gets no partitions", .leavesNothing, .enabled(if: Broker.isThere, "there is no broker to start"))
struct EmptyShareTests {
    @Test("a member for whom nothing is left hears so from its group, and gets its share once another leaves")
    func nothingLeft() async throws {
        let fixture = try KafkaFixture(#require(Broker.shared))
        let log = try fixture.open()
        let (isFirst, isSecond) = (Heard<Void>(), Heard<Void>())
        try await apart {
            try inParallel(2) { role in
                if role == 0 {
                    let first = try log.member(of: "g", topic: .replies)
                    #expect(try first.event() == .assigned([0]))
                    isFirst.tell(())
                    #expect(try first.event() == .revoked([0]))
                    #expect(try first.event() == .assigned([0]))
                    try isSecond.next()
                    first.close()
                } else {
                    try isFirst.next()
                    let second = try log.member(of: "g", topic: .replies)
                    #expect(try second.event() == .assigned([]))
                    isSecond.tell(())
                    #expect(try second.event() == .assigned([0]))
                    second.close()
                }
            }
        }
        log.close()
    }
}
