internal import LogConformance
internal import Testing

@Suite(.serialized, .enabled(if: Broker.shared != nil, "there is no broker to start"))
struct ConformanceTests {
    @Test("The engine on Kafka keeps the contract", arguments: LogPromise.all(.blockingCompletion))
    func keeps(_ promise: LogPromise) throws {
        try promise.check(KafkaFixture(#require(Broker.shared)))
    }
}
