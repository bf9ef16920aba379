/// What an operator needs of librdkafka's statistics (its STATISTICS.md) for one client.
package struct ClientStatistics: Equatable, Sendable {
    /// One broker that the client speaks to.
    package struct Broker: Equatable, Sendable {
        package var name = ""
        /// `UP`, `DOWN`, `INIT` and so on.
        package var state = ""
        /// Round trips of the last interval, in microseconds; 0 where there were none.
        package var roundTripAverage: Int64 = 0
        package var roundTrip99: Int64 = 0
        /// Requests that wait to be sent, and those that wait for their answer.
        package var unsentCount: Int64 = 0
        package var unansweredCount: Int64 = 0
    }

    /// One partition that the client reads.
    package struct Partition: Equatable, Sendable {
        package var topic = ""
        package var partition: Int32 = 0
        /// Committed records that were not yet handed out.
        package var lag: Int64 = 0
    }

    /// `client.id`.
    package var client = ""
    /// Records and bytes that wait in a producer.
    package var pendingCount: Int64 = 0
    package var pendingByteCount: Int64 = 0
    package var brokers: [Broker] = []
    package var partitions: [Partition] = []
    /// Divisions of the group that a consumer has seen.
    package var rebalanceCount: Int64 = 0
    /// Of a transactional producer, else empty.
    package var transactionState = ""

    package init() {}
}
