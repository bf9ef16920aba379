internal import Foundation
internal import Log
internal import LogConformance
internal import Testing

@testable internal import KafkaLog

@Suite("What is taken from librdkafka's statistics", .leavesNothing)
struct StatisticsTests {
    private static let text = """
        { "name": "x#consumer-1", "client_id": "x", "type": "consumer", "msg_cnt": 3, "msg_size": 300,
        "brokers": { "localhost:9092/1": { "name": "localhost:9092/1", "nodeid": 1, "state": "UP", "outbuf_cnt": 2,
            "waitresp_cnt": 1, "rtt": { "min": 1, "avg": 1500, "p99": 9000 }, "toppars": { "t-0": { "topic": "t" } } },
          "localhost:9093/2": { "name": "localhost:9093/2", "state": "DOWN" } },
        "topics": { "t": { "topic": "t", "batchsize": { "avg": 9 }, "partitions": {
            "0": { "partition": 0, "fetch_state": "active", "fetchq_cnt": 0, "app_offset": 5, "next_offset": 7,
                "ls_offset": 7 },
            "1": { "partition": 1, "fetch_state": "active", "fetchq_cnt": 2, "app_offset": 5, "next_offset": 7,
                "ls_offset": 9 },
            "2": { "partition": 2, "fetch_state": "none", "fetchq_cnt": 0, "app_offset": 5, "next_offset": 7,
                "ls_offset": 9 },
            "-1": { "partition": -1, "fetch_state": "active" } } } },
        "cgrp": { "state": "up \\"quoted\\"", "rebalance_cnt": 4 }, "eos": { "txn_state": "Ready" } }
        """

    @Test("the figures of one client")
    func figures() {
        let found = ClientStatistics(text: Data(Self.text.utf8))
        #expect(found.client == "x")
        #expect((found.pendingCount, found.pendingByteCount) == (3, 300))
        #expect(found.brokers.map(\.name) == ["localhost:9092/1", "localhost:9093/2"])
        #expect(found.brokers.map(\.state) == ["UP", "DOWN"])
        #expect(found.brokers.map(\.roundTripAverage) == [1_500, 0])
        #expect(found.brokers.map(\.roundTrip99) == [9_000, 0])
        #expect(found.brokers.map(\.unsentCount) == [2, 0])
        #expect(found.brokers.map(\.unansweredCount) == [1, 0])
        // Of what is fetched but not handed out it is lag; of a partition that is not read nothing is said.
        #expect(found.partitions.map(\.partition) == [0, 1])
        #expect(found.partitions.map(\.lag) == [0, 4])
        #expect(found.rebalanceCount == 4)
        #expect(found.transactionState == "Ready")
    }

    @Test("a text that ends early, or is none, does no harm")
    func damaged() {
        let bytes = Array(Self.text.utf8)
        for count in 0..<bytes.count { _ = ClientStatistics(text: Data(bytes[..<count])) }
        for wrong in ["}}}]]]", "\"\\", "{\"brokers\":{\"a\":{\"rtt\":{\"avg\":-}}}}", "[[[[[[[[[[[[[[[[[[[[[["] {
            #expect(ClientStatistics(text: Data(wrong.utf8)).brokers.allSatisfy { $0.roundTripAverage == 0 })
        }
    }

    @Test("an idle producer tells them as often as it is asked to")
    func live() throws {
        let fixture = KafkaFixture(try MockCluster())
        let heard = Heard<ClientStatistics>()
        fixture.configuration.properties["statistics.interval.ms"] = "50"
        fixture.events.statistics = { heard.tell($0) }
        let log = try fixture.open(KafkaFixture.topics)
        let told = try [heard.next(), heard.next()]
        log.close()
        #expect(told.map(\.client) == ["waybill-appender", "waybill-appender"])
        #expect(told.allSatisfy { !$0.brokers.isEmpty })
    }
}
