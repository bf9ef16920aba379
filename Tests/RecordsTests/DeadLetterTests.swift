import Log
import SeedParcel
import SingleRecords
import Testing
import Waybill

@testable import Records

@Suite("waybill.dead-letters")
struct DeadLetterTests {
    private static let input = Sample.input(.addWaybill(Seed.add))

    /// What stands behind the input's own headers.
    private func errors(
        code: String, message: String, offset: Int64 = 42, attempt: Int = 1,
        failedAt: String = "2018-07-31T13:09:18.000Z", version: String = "1.2.3",
        inputTime: Int64 = Sample.time
    ) -> [String] {
        [
            "__streams.errors.exception=waybill.ResultCode\(code)", "__streams.errors.message=\(message)",
            "__streams.errors.topic=waybill.commands", "__streams.errors.partition=\(Sample.home)",
            "__streams.errors.offset=\(offset)", "waybill_result_code=\(code)", "waybill_result_msg=\(message)",
            "waybill_attempt=\(attempt)", "waybill_first_failed_at=\(failedAt)", "waybill_version=\(version)",
            "waybill_input_timestamp=\(inputTime)",
        ]
    }

    private func letter(_ input: Record, _ verdict: Verdict = Sample.refusal, time: Int64 = 1_533_042_558_000)
        -> NewRecord
    {
        DeadLetter.record(input, verdict: verdict, time: time, version: "1.2.3")
    }

    @Test("key, value and headers of the input stand unchanged; the failure comes behind, with the input's own time")
    func first() {
        let letter = letter(Self.input)
        #expect(letter.topic == .deadLetters)
        #expect(letter.partition == Sample.home)
        #expect(letter.timestamp == 1_533_042_558_000, "it ages from the failure")
        #expect(letter.key == Self.input.key)
        #expect(letter.value == Self.input.value)
        let failure = errors(code: "20002", message: "Sender.Name is empty")
        #expect(letter.headers.lines == Self.input.headers.lines + failure)
    }

    @Test("what it says of its failure is read as it was written, and nothing where a part of that is missing")
    func reading() throws {
        let letter = letter(Self.input)
        let read = try #require(DeadLetter(letter.headers))
        #expect(read.code == 20002 && read.message == "Sender.Name is empty" && read.attempt == 1)
        #expect(read.topic == "waybill.commands" && read.partition == Sample.home && read.offset == 42)
        #expect(read.failedAt == "2018-07-31T13:09:18.000Z" && read.version == "1.2.3")
        var written = Headers()
        read.write(to: &written)
        #expect(DeadLetter(written) == read)
        #expect(written.lines == errors(code: "20002", message: "Sender.Name is empty").dropLast())
        for (name, _) in written where name != DeadLetter.Name.message {
            var partial = Headers()
            partial.append(written, except: [name])
            #expect(DeadLetter(partial) == nil, "without \(name)")
        }
    }

    @Test("a second failure counts up and keeps the time of the first")
    func second() {
        var redriven = letter(Self.input)
        redriven.headers.append("waybill_redrive_job", "job-7")
        redriven.topic = .commands
        let result = Verdict.refused(.other, "the carrier is not configured")
        let again = letter(Sample.stored(redriven, offset: 99), result, time: 1_600_000_000_000)
        let failure = errors(
            code: "-1", message: "the carrier is not configured", offset: 99, attempt: 2,
            inputTime: 1_533_042_558_000)
        #expect(again.headers.lines == Self.input.headers.lines + ["waybill_redrive_job=job-7"] + failure)
        #expect(again.value == Self.input.value)
        let third = letter(Sample.stored(again), result, time: 1_700_000_000_000)
        #expect(third.headers.text("waybill_attempt") == "3")
        #expect(third.headers.text("waybill_first_failed_at") == "2018-07-31T13:09:18.000Z")
    }

    @Test(
        "an attempt that is no count starts anew",
        arguments: [
            ("0", "1"), ("1", "2"), ("", "1"), ("x", "1"), ("-5", "1"), ("9223372036854775807", "1"),
            ("9223372036854775806", "9223372036854775807"), ("99999999999999999999", "1"),
        ])
    func attempts(_ before: String, _ after: String) {
        var headers = Headers()
        headers.append("waybill_attempt", before)
        let input = Record(
            topic: .commands, partition: 0, offset: 0, timestamp: 0, key: nil, value: nil, headers: headers)
        #expect(letter(input).headers.text("waybill_attempt") == after)
    }

    @Test("nothing of a payload is lost, however odd the record is")
    func odd() {
        var headers = Headers()
        headers.append("a", "1")
        headers.appendNull("a")
        headers.append("", [0xff, 0x00])
        headers.appendNull("waybill_attempt")
        headers.appendNull("waybill_first_failed_at")
        let input = Record(
            topic: .orders, partition: 5, offset: .max, timestamp: -1, key: nil, value: nil, headers: headers)
        let letter = letter(input)
        #expect(letter.key == nil)
        #expect(letter.value == nil)
        #expect(letter.timestamp == 1_533_042_558_000)
        #expect(letter.headers.text("waybill_input_timestamp") == "-1")
        #expect(letter.partition == 5)
        #expect(letter.headers.lines.prefix(2) == ["a=1", "a"])
        #expect(letter.headers[""].map { Array($0) } == [0xff, 0x00])
        #expect(letter.headers.text("__streams.errors.topic") == "waybill.orders")
        #expect(letter.headers.text("__streams.errors.offset") == "9223372036854775807")
        #expect(letter.headers.text("waybill_attempt") == "1")
        #expect(letter.headers.text("waybill_first_failed_at") == "2018-07-31T13:09:18.000Z")
    }

    @Test("a time that no log takes is clamped", arguments: [0, -1, Int64.min])
    func clamped(_ time: Int64) {
        #expect(letter(Self.input, time: time).timestamp == 1)
    }

    // MARK: - Larger than a dead letter may be

    private static let limits = [LogLimits.deadLetterByteCountMax, RecordLimits.leastDeadLetterByteCountMax]

    private func large(key: Int, value: Int, headers: Int, omission: Record.Omission? = nil) -> Record {
        var encoded = Headers()
        for number in 0..<headers { encoded.append("\(number % 10)", "") }
        return Record(
            topic: .commands, partition: 3, offset: 7, timestamp: 5, key: [UInt8](repeating: 1, count: key),
            value: [UInt8](repeating: 2, count: value), headers: encoded, omission: omission)
    }

    @Test("what does not fit is cut, and headers say how much there was", arguments: limits)
    func cut(_ limit: Int) throws {
        for (key, value, headers) in [
            (3_000_000, 3, 3), (3, 3_000_000, 3), (3, 3, 300_000), (3_000_000, 3_000_000, 300_000),
            (600_000, 600_000, 3),
        ] {
            let input = large(key: key, value: value, headers: headers)
            let letter = DeadLetter.record(
                input, verdict: Sample.refusal, time: 9, version: "1", byteCountMax: limit)
            let (keyCount, valueCount) = (letter.key?.count ?? 0, letter.value?.count ?? 0)
            let byteCount = keyCount + valueCount + letter.headers.bytes.count
            let room = headers > 3 && key + value < 10 ? min(limit, 512 << 10) : limit
            #expect(byteCount <= limit && byteCount > room - 1_000, "nothing is cut that has room")
            // Of more than 100,000 headers librdkafka reads none.
            #expect(letter.headers.map(\.name).count < 100_000)
            #expect(letter.headers.text("waybill_key_bytes") == (keyCount < key ? "\(key)" : nil))
            #expect(letter.headers.text("waybill_value_bytes") == (valueCount < value ? "\(value)" : nil))
            let kept = letter.headers.filter { $0.name.utf8.count == 1 }.count
            let omitted = letter.headers.text("waybill_headers_omitted").flatMap { Int($0) } ?? 0
            #expect(kept + omitted == headers)
            #expect(letter.headers.text("__streams.errors.offset") == "7")
            #expect(letter.headers.text("waybill_result_msg") == Sample.refusal.refusal?.message)
        }
    }

    @Test("what an engine left out is counted with what is cut")
    func omitted() {
        let omission = Record.Omission(keyByteCount: 10, valueByteCount: 2_000, headerCount: 5)
        let letter = letter(large(key: 3, value: 4, headers: 2, omission: omission))
        #expect(letter.headers.text("waybill_key_bytes") == "13")
        #expect(letter.headers.text("waybill_value_bytes") == "2004")
        #expect(letter.headers.text("waybill_headers_omitted") == "5")
    }

    @Test("the largest record that an ingress may append is held whole")
    func whole() {
        let input = large(key: 0, value: LogLimits.recordByteCountMax, headers: 0)
        let letter = letter(input, Verdict.refused(.other, String(repeating: "m", count: 100_000)))
        #expect(letter.value == input.value)
        #expect(letter.headers.text("waybill_value_bytes") == nil)
        #expect(letter.headers.text("waybill_result_msg")?.utf8.count == 4_096)
    }

    @Test("a cut dead letter that is tried again still says how much there was")
    func redriven() {
        var first = letter(large(key: 3, value: 3_000_000, headers: 2))
        first.topic = .commands
        first.value = [1]
        let second = letter(Sample.stored(first))
        #expect(second.headers.text("waybill_value_bytes") == "3000000")
    }
}
