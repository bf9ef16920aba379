internal import Foundation

/// librdkafka's statistics as far as `ClientStatistics` needs them, by the names of its STATISTICS.md, of which each
/// kind of client has some.
// swift-format-ignore: AlwaysUseLowerCamelCase
private struct StatisticsText: Decodable {
    struct Broker: Decodable {
        struct RoundTrips: Decodable {
            let avg, p99: Int64?
        }

        let name, state: String?
        let outbuf_cnt, waitresp_cnt: Int64?
        let rtt: RoundTrips?
    }

    struct Topic: Decodable {
        let partitions: [String: Partition]?
    }

    struct Partition: Decodable {
        let partition: Int32
        let fetch_state: String?
        let ls_offset, app_offset, next_offset, fetchq_cnt: Int64?

        /// What was fetched but not handed out counts as lag; the end of a transaction does not.
        var lag: Int64? {
            let place = fetchq_cnt == 0 ? max(next_offset ?? -1, app_offset ?? -1) : app_offset ?? -1
            guard fetch_state == "active", partition >= 0, let end = ls_offset, end >= 0, place >= 0 else { return nil }
            return max(0, end &- place)
        }
    }

    struct Group: Decodable {
        let rebalance_cnt: Int64?
    }

    struct Transactions: Decodable {
        let txn_state: String?
    }

    let client_id: String?
    let msg_cnt, msg_size: Int64?
    let brokers: [String: Broker]?
    let topics: [String: Topic]?
    let cgrp: Group?
    let eos: Transactions?
}

extension ClientStatistics {
    /// Nothing is found in a text that is not as expected.
    init(text: Data) {
        guard let text = try? JSONDecoder().decode(StatisticsText.self, from: text) else { return }
        client = text.client_id ?? ""
        (pendingCount, pendingByteCount) = (text.msg_cnt ?? 0, text.msg_size ?? 0)
        rebalanceCount = text.cgrp?.rebalance_cnt ?? 0
        transactionState = text.eos?.txn_state ?? ""
        brokers = (text.brokers ?? [:]).sorted { $0.key < $1.key }.prefix(KafkaLogLimits.statisticsRowCountMax).map {
            Broker($0.value)
        }
        for (topic, row) in (text.topics ?? [:]).sorted(by: { $0.key < $1.key }) {
            let rows = (row.partitions ?? [:]).values.sorted { $0.partition < $1.partition }
            partitions += rows.compactMap { row in
                row.lag.map { Partition(topic: topic, partition: row.partition, lag: $0) }
            }
        }
        partitions = Array(partitions.prefix(KafkaLogLimits.statisticsRowCountMax))
    }
}

extension ClientStatistics.Broker {
    fileprivate init(_ text: StatisticsText.Broker) {
        (name, state) = (text.name ?? "", text.state ?? "")
        (roundTripAverage, roundTrip99) = (text.rtt?.avg ?? 0, text.rtt?.p99 ?? 0)
        (unsentCount, unansweredCount) = (text.outbuf_cnt ?? 0, text.waitresp_cnt ?? 0)
    }
}
