internal import Log
internal import LogConformance
internal import SingleRecords
internal import Testing

@testable internal import KafkaLog

/// Each class of errors that a transaction can meet, put into the answers of librdkafka's mock brokers.
@Suite("Each class of a cluster's errors ends where it should", .leavesNothing)
struct FailureTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let request: MockCluster.Request
        /// Kafka's error codes, an answer each.
        let codes: [Int32]
        let end: TransactionEnd

        init(_ name: String, _ request: MockCluster.Request, _ codes: [Int32], _ end: TransactionEnd) {
            (testDescription, self.request, self.codes, self.end) = (name, request, codes, end)
        }
    }

    static let cases = [
        Case("retriable: the partition's leader has moved", .produce, [6, 6], .committed),
        Case("retriable: the transaction before is still ending", .addPartitions, [51, 51, 51], .committed),
        Case("retriable: the coordinator is loading", .addOffsets, [14, 14], .committed),
        Case("retriable: the group's coordinator is loading", .commitOffsets, [14], .committed),
        Case("retriable: the coordinator is loading at the end", .endTransaction, [14], .committed),
        Case("retriable: the connection breaks at the end", .endTransaction, [-195], .committed),
        Case("abortable: a topic may not be written", .addPartitions, [29], .aborted),
        Case("abortable: the group may not be used", .addOffsets, [30], .aborted),
        Case("abortable: a record is too large for the broker", .produce, [10], .aborted),
        Case("fenced by the group: another generation", .commitOffsets, [22], .fenced),
        Case("fenced by the group: an unknown member", .commitOffsets, [25], .fenced),
        Case("fenced by the group: another has the instance's name", .commitOffsets, [82], .fenced),
        Case("fenced by another producer, at the end", .endTransaction, [90], .fenced),
        Case("fenced by another producer, at the begin", .addPartitions, [47], .fenced),
        Case("fatal: the transactional id may not be used", .endTransaction, [53], .unknown),
        Case("fatal: the cluster lost the transaction", .endTransaction, [48], .unknown),
    ]

    @Test(arguments: cases)
    func ends(_ injected: Case) async throws {
        try await apart { try provoke(injected) }
    }

    private func provoke(_ injected: Case) throws {
        let mock = try MockCluster()
        let fixture = KafkaFixture(mock)
        let ends = Heard<TransactionEnd>()
        fixture.events.transactionEnded = { end, _ in ends.tell(end) }
        let log = try fixture.open(KafkaFixture.topics)
        try log.appended(record("a"))
        let member = try log.member(of: "g", topic: .commands)
        let input = try member.records(1)
        mock.answer(injected.request, injected.codes)
        let failure = commit(member, input)
        #expect(try ends.next() == injected.end, "\(injected)")
        #expect((failure == nil) == (injected.end == .committed), "\(injected)")
        // Whatever is asked again, a record that is too large stays so.
        if case .refused = failure {
            #expect(injected.request == .produce, "\(injected)")
        } else {
            #expect(injected.request != .produce || failure == nil, "\(injected)")
        }
        // The group never said that it put us out; who was told so hears that it is over, and goes on.
        if case .fenced = failure { #expect(try member.event() == .lost([0, 1, 2, 3]), "\(injected)") }
        if failure == nil {
            try log.appended(record("b"))
            #expect(try member.records(1).map(\.text) == ["b"], "\(injected)")
        } else {
            // What failed comes again, until it is committed; librdkafka may have to abort once more to get in step.
            var attempts = 0
            repeat {
                #expect(try member.records(1) == input, "\(injected)")
                attempts += 1
            } while commit(member, input) != nil && attempts < 3
            #expect(attempts < 3, "\(injected)")
        }
        log.close()
    }

    private func commit(_ member: any GroupMember, _ input: [Record]) -> CommitFailure? {
        do throws(CommitFailure) {
            _ = try member.commit([record("done", .replies)], offsetsNext: [0: (input.last?.offset ?? 0) + 1])
            return nil
        } catch {
            return error
        }
    }
}
