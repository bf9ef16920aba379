internal import Log
internal import SingleRecords
internal import Testing

@testable internal import KafkaLog
@testable internal import LogConformance

/// One promise after the other, since each makes topics of its own; three nodes are a suite beside this one.
@Suite("The engine on Kafka keeps the contract", .serialized, .leavesNothing)
struct ConformanceTests {
    @Test(
        "on one node", .enabled(if: Broker.isThere, "there is no broker to start"),
        arguments: LogPromise.all(.blockingCompletion, .deletion))
    func one(_ promise: LogPromise) throws {
        try promise.check(KafkaFixture(#require(Broker.shared)))
    }

    @Test(
        "on one node, by TLS and SASL", .enabled(if: Broker.isOurs, "there is no broker to start"),
        arguments: LogPromise.all(.blockingCompletion))
    func secured(_ promise: LogPromise) throws {
        try promise.check(KafkaFixture(#require(Broker.shared?.secured)))
    }

    @Test("on librdkafka's mock brokers, as far as they go", arguments: mockPromises)
    func mock(_ promise: LogPromise) throws {
        try promise.check(KafkaFixture(MockCluster(brokerCount: 3)))
    }

    @Test("who wants no headers is spared them")
    func headers() throws {
        let fixture = try KafkaFixture(MockCluster(brokerCount: 1))
        defer { withExtendedLifetime(fixture) {} }
        let log = try fixture.open()
        var written = record("a")
        written.headers.append("ce_id", "1")
        try log.appended(written)
        let read = try log.reader(of: .commands, from: [0: 0], withHeaders: false).records(1)
        #expect(read.map(\.text) == ["a"])
        #expect(read.map(\.headers) == [Headers()])
    }

    /// Mock brokers hold no transaction back, forget the offsets that a transaction commits, keep 5 MiB of a partition,
    /// and let nobody join a group within 3 s: what members, transactions and retention promise is for real ones.
    private static let mockPromises =
        (LogPromise.appending + LogPromise.deadLetters + LogPromise.reading + LogPromise.closing).filter {
            ![
                "batches keep to the bounds of records and bytes",
                "closing ends waiting readers and members",
                "a group may be joined anew after its log was closed under it",
                // One set of records of each partition comes with a fetch, every 10 ms: 1,000 appends of 8 threads are
                // more than the patience of a test.
                "eight appenders at once lose nothing and keep their own order",
                // The same, 200 times.
                "a waiting reader wakes for an append through the same handle",
                "a waiting reader wakes for an append through another handle",
            ].contains($0.text) && $0.feature != .retention
        }
}
