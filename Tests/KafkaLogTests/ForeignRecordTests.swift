internal import Log
internal import LogConformance
internal import Records
internal import SeedParcel
internal import SingleRecords
internal import Testing
internal import Waybill

@testable internal import KafkaLog

/// Records that a broker takes and our own appends would not, as a neighbour can write them.
@Suite(
    "A neighbour's records that are larger than ours may be", .leavesNothing,
    .enabled(if: Broker.isThere, "there is no broker to start"))
struct ForeignRecordTests {
    /// A neighbour's producer: compresses, and checks nothing.
    private func write(_ records: [NewRecord], _ fixture: KafkaFixture, _ codec: String) throws {
        var configuration = fixture.configuration
        configuration.properties["compression.type"] = codec
        configuration.properties["message.max.bytes"] = "100000000"
        let transactions = try Transactions(
            configuration, Layout(KafkaFixture.topics, prefix: configuration.prefix), Cluster("", KafkaEvents()),
            id: "\(configuration.prefix)neighbour-\(codec)")
        for record in records { _ = try transactions.commit([record]) }
        transactions.discardProducer()
    }

    private static let foreign: [NewRecord] = {
        var large = record(nil)
        large.value = [UInt8](repeating: 65, count: 3_000_000)
        var key = record("k")
        key.key = [UInt8](repeating: 66, count: 3_000_000)
        var many = record("h")
        for _ in 0..<160_000 { many.headers.append("a", "") }
        var name = record("n")
        name.headers.append("a", [UInt8](repeating: 67, count: 3_000_000)[...])
        var fewer = record("f")
        for _ in 0..<90_000 { fewer.headers.append("eight---", "") }
        return [large, key, many, name, record("t", time: -1), fewer]
    }()

    @Test(
        "what compression made small is cut when it arrives, and becomes a dead letter",
        arguments: ["gzip", "snappy", "lz4", "zstd"])
    func cut(_ codec: String) throws {
        let fixture = KafkaFixture(try #require(Broker.shared))
        let log = try fixture.open(KafkaFixture.topics)
        defer { log.close() }
        try write(Self.foreign + [record("good")], fixture, codec)
        let member = try log.member(of: "g", topic: .commands)
        let input = try member.records(Self.foreign.count + 1)
        let bound = LogLimits.deadLetterByteCountMax
        #expect(input[0].value?.count == bound)
        #expect(input[0].omission == Record.Omission(valueByteCount: 3_000_000 - bound))
        #expect(input[1].key?.count == bound)
        #expect(input[1].omission == Record.Omission(keyByteCount: 3_000_000 - bound))
        #expect(input[2].headers.isEmpty && input[2].omission == Record.Omission(headerCount: nil))
        #expect(input[3].headers.isEmpty && input[3].omission == Record.Omission(headerCount: 1))
        #expect(input[4].timestamp == -1 && input[4].omission == nil)
        #expect(input[5].headers.bytes.count <= bound)
        #expect(input[5].omission == Record.Omission(headerCount: 90_000 - input[5].headers.map(\.name).count))
        #expect(input[6].text == "good" && input[6].omission == nil)

        let result = Verdict.refused(.other, "it is hostile")
        let letters = input[..<6].map {
            DeadLetter.record($0, verdict: result, time: timeOfTests, version: "1")
        }
        _ = try member.commit(NewRecords(letters), offsetsNext: [0: input[6].offset + 1])
        let read = try log.reader(of: .deadLetters, from: [0: 0]).records(6)
        #expect(read.map { $0.headers.text("waybill_value_bytes") } == ["3000000", nil, nil, nil, nil, nil])
        #expect(read.map { $0.headers.text("waybill_key_bytes") } == [nil, "3000000", nil, nil, nil, nil])
        let omitted = read.map { $0.headers.text("waybill_headers_omitted") }
        #expect(omitted[..<5] == [nil, nil, "unknown", "1", nil] && omitted[5] != nil)
        #expect(read[4].headers.text("waybill_input_timestamp") == "-1")
        #expect(read.map(\.key) == letters.map(\.key) && read.map(\.value) == letters.map(\.value))
    }
}
