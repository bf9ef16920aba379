import JSON
import Log
import Processor
import SeedParcel
import SingleRecords
import Waybill

@testable import Records

/// Commands and places of the tests, all of the seed's order.
enum Sample {
    static let partitionCount: Int32 = 12
    static let home = Partitioner.partition(of: Array(Seed.key.orderID.utf8), among: partitionCount)
    static let time: Int64 = 1_533_042_557_123
    static let address = ReplyAddress(
        instance: "ingress-1", partition: 3, correlationID: "0190-abc")

    static let cancel = CancelWaybill(
        key: Seed.key, createTime: 1_533_042_556, shopAppID: "wxABCD", waybillID: Seed.number,
        passwordDigest: Seed.password)
    static let path = RecordPath(
        key: Seed.key, waybillID: Seed.number, actionTime: 1_533_052_800, actionType: 300_002,
        actionMessage: "out for \"delivery\"")
    static let state = OrderState(
        status: .cancelled, waybillID: Seed.number, isNumberGiven: true, waybillData: Seed.waybillData,
        shopAppID: "wxABCD", contentDigest: Seed.digest(0x22), passwordDigest: Seed.password,
        eventTime: 1_533_050_000, traceCount: .max, recentTraces: RecentTraces([0x0123_4567_89ab_cdef, 0x11]))
    static let success = Verdict.success(waybillID: Seed.number, waybillData: Seed.waybillData)
    /// Used numbers of a range that has every part.
    static func count(_ next: UInt64) -> SerialCount {
        let range = try? NumberRange(
            prefix: "75", digitCount: 11, checkDigit: .mod10, suffix: "CN", first: 1000, last: 99_999_999_999)
        return SerialCount(carrier: "ZTO", range: range, next: next)
    }

    static let refusal = Verdict.refused(.incompleteSender, "Sender.Name is empty")
    static let writer = OutcomeWriter(source: "/waybill/processor", version: "1.2.3", replyPartitionCount: 4)

    static func record(_ body: CommandRecord.Body) -> NewRecord {
        CommandRecord.record(
            body, partitionCount: partitionCount, source: "/waybill/ingress", time: time, reply: address,
            deadline: 1_533_042_562_000)
    }

    /// As a reader sees it.
    static func stored(_ record: NewRecord, offset: Int64 = 42) -> Record {
        Record(
            topic: record.topic, partition: record.partition, offset: offset, timestamp: record.timestamp,
            key: record.key, value: record.value, headers: record.headers)
    }

    static func input(_ command: CommandRecord.Body) -> Record { stored(record(command)) }

    /// A record of a topic with that value, in the seed's partition.
    static func record(
        _ type: String?, _ value: [UInt8]?, topic: Topic = .commands, partition: Int32 = home,
        key: [UInt8] = Array("k".utf8)
    ) -> Record {
        var headers = Headers()
        if let type { headers.append("ce_type", type) }
        return Record(
            topic: topic, partition: partition, offset: 0, timestamp: 0, key: key, value: value,
            headers: headers)
    }

    static func read(_ record: Record) throws(RecordFault) -> CommandRecord {
        var parser = JSONParser()
        return try CommandRecord(record, parser: &parser, partitionCount: partitionCount)
    }
}

extension [UInt8] {
    init(_ text: String) { self = Array(text.utf8) }

    var text: String { String(decoding: self, as: UTF8.self) }
}

extension Headers {
    var pairs: [(name: String, value: ArraySlice<UInt8>?)] {
        var pairs: [(String, ArraySlice<UInt8>?)] = []
        forEach { pairs.append(($0, $1)) }
        return pairs
    }

    /// `name=value`, null without the sign.
    var lines: [String] {
        pairs.map { name, value in name + (value.map { "=" + String(decoding: $0, as: UTF8.self) } ?? "") }
    }
}
