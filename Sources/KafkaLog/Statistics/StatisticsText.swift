/// Finds, in one pass over librdkafka's statistics, the few values that `ClientStatistics` holds.
///
/// The text comes from librdkafka, not from a stranger, and can be large (1 KB for each partition of a topic): there is
/// no tree, and what is not looked for is passed over. A text that is not as expected gives what was found before.
struct StatisticsText {
    private let bytes: [UInt8]
    private var position = 0
    /// The names of the objects around the current place.
    private var path: [Range<Int>] = []
    private var found = ClientStatistics()
    private var broker = ClientStatistics.Broker()
    private var reading = Reading()

    /// Of one partition.
    private struct Reading {
        var isActive = false
        var partition: Int32 = -1
        var (end, handedOut, next, fetchedCount): (Int64, Int64, Int64, Int64) = (-1, -1, -1, -1)

        /// What was fetched but not handed out counts as lag; the end of a transaction does not.
        var lag: Int64? {
            let place = fetchedCount == 0 ? max(next, handedOut) : handedOut
            guard isActive, partition >= 0, end >= 0, place >= 0 else { return nil }
            return max(0, end &- place)
        }
    }

    static func read(_ bytes: [UInt8]) -> ClientStatistics {
        var text = StatisticsText(bytes: bytes)
        text.readAll()
        return text.found
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func readAll() {
        var name = 0..<0
        while let byte = next() {
            switch byte {
            case UInt8(ascii: "\""):
                let text = readString()
                if bytes.indices.contains(position), bytes[position] == UInt8(ascii: ":") {
                    position += 1
                    name = text
                } else {
                    take(name, text)
                }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                guard path.count < KafkaLogLimits.statisticsDepthMax else { return }
                path.append(name)
                name = 0..<0
            case UInt8(ascii: "}"), UInt8(ascii: "]"): leave()
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): take(name, readNumber())
            default: break
            }
        }
    }

    private mutating func next() -> UInt8? {
        guard position < bytes.count else { return nil }
        defer { position += 1 }
        return bytes[position]
    }

    /// What stands between quotes; librdkafka escapes only in texts that are not looked for.
    private mutating func readString() -> Range<Int> {
        let start = position
        while let byte = next(), byte != UInt8(ascii: "\"") {
            if byte == UInt8(ascii: "\\") { position += 1 }
        }
        return start..<max(start, min(position - 1, bytes.count))
    }

    private mutating func readNumber() -> Range<Int> {
        let start = position - 1
        while position < bytes.count, bytes[position] >= UInt8(ascii: "0"), bytes[position] <= UInt8(ascii: "9") {
            position += 1
        }
        return start..<position
    }

    // MARK: - Places

    /// `path` begins with the root, which has no name.
    private func isAt(_ depth: Int, _ name: String, last: String? = nil) -> Bool {
        guard path.count == depth, matches(path[1], name) else { return false }
        return last.map { matches(path[depth - 1], $0) } ?? true
    }

    private func matches(_ range: Range<Int>, _ name: String) -> Bool {
        range.count == name.utf8.count && bytes[range].elementsEqual(name.utf8)
    }

    private mutating func leave() {
        if isAt(3, "brokers") {
            if found.brokers.count < KafkaLogLimits.statisticsRowCountMax { found.brokers.append(broker) }
            broker = ClientStatistics.Broker()
        }
        if path.count == 5, isAt(5, "topics"), matches(path[3], "partitions") {
            if let lag = reading.lag, found.partitions.count < KafkaLogLimits.statisticsRowCountMax {
                found.partitions.append(.init(topic: text(path[2]), partition: reading.partition, lag: lag))
            }
            reading = Reading()
        }
        if !path.isEmpty { path.removeLast() }
    }

    private mutating func take(_ name: Range<Int>, _ value: Range<Int>) {
        switch path.count {
        case 1: takeOwn(name, value)
        case 2:
            if matches(path[1], "cgrp"), matches(name, "rebalance_cnt") { found.rebalanceCount = number(value) }
            if matches(path[1], "eos"), matches(name, "txn_state") { found.transactionState = text(value) }
        case 3 where matches(path[1], "brokers"): takeOfBroker(name, value)
        case 4 where isAt(4, "brokers", last: "rtt"):
            if matches(name, "avg") { broker.roundTripAverage = number(value) }
            if matches(name, "p99") { broker.roundTrip99 = number(value) }
        case 5 where isAt(5, "topics") && matches(path[3], "partitions"): takeOfPartition(name, value)
        default: break
        }
    }

    private mutating func takeOwn(_ name: Range<Int>, _ value: Range<Int>) {
        if matches(name, "client_id") { found.client = text(value) }
        if matches(name, "msg_cnt") { found.pendingCount = number(value) }
        if matches(name, "msg_size") { found.pendingByteCount = number(value) }
    }

    private mutating func takeOfBroker(_ name: Range<Int>, _ value: Range<Int>) {
        if matches(name, "name") { broker.name = text(value) }
        if matches(name, "state") { broker.state = text(value) }
        if matches(name, "outbuf_cnt") { broker.unsentCount = number(value) }
        if matches(name, "waitresp_cnt") { broker.unansweredCount = number(value) }
    }

    private mutating func takeOfPartition(_ name: Range<Int>, _ value: Range<Int>) {
        if matches(name, "partition") { reading.partition = Int32(clamping: number(value)) }
        if matches(name, "fetch_state") { reading.isActive = matches(value, "active") }
        if matches(name, "ls_offset") { reading.end = number(value) }
        if matches(name, "app_offset") { reading.handedOut = number(value) }
        if matches(name, "next_offset") { reading.next = number(value) }
        if matches(name, "fetchq_cnt") { reading.fetchedCount = number(value) }
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// 0 for what is no number of 64 bits.
    private func number(_ range: Range<Int>) -> Int64 { Int64(text(range)) ?? 0 }
}
