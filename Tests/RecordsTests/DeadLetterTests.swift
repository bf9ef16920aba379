import Log
import SeedParcel
import Testing
import Waybill

@testable import Records

@Suite("waybill.dead-letters")
struct DeadLetterTests {
    private static let input = Sample.input(.addWaybill(Seed.add))

    /// What stands behind the input's own headers.
    private func errors(
        code: String, message: String, offset: Int64 = 42, attempt: Int = 1,
        failedAt: String = "2018-07-31T13:09:18.000Z", version: String = "1.2.3"
    ) -> [String] {
        [
            "__streams.errors.exception=waybill.ResultCode\(code)", "__streams.errors.message=\(message)",
            "__streams.errors.topic=waybill.commands", "__streams.errors.partition=\(Sample.home)",
            "__streams.errors.offset=\(offset)", "waybill_result_code=\(code)", "waybill_result_msg=\(message)",
            "waybill_attempt=\(attempt)", "waybill_first_failed_at=\(failedAt)", "waybill_version=\(version)",
        ]
    }

    private func letter(_ input: Record, _ result: Result = Sample.refusal, time: Int64 = 1_533_042_558_000)
        -> NewRecord
    {
        DeadLetter.record(input, result: result, time: time, version: "1.2.3")
    }

    @Test("key, value, timestamp and headers of the input stand unchanged; the failure comes behind")
    func first() {
        let letter = letter(Self.input)
        #expect(letter.topic == .deadLetters)
        #expect(letter.partition == Sample.home)
        #expect(letter.timestamp == Sample.time)
        #expect(letter.key == Self.input.key)
        #expect(letter.value == Self.input.value)
        let failure = errors(code: "20002", message: "Sender.Name is empty")
        #expect(letter.headers.lines == Self.input.headers.lines + failure)
    }

    @Test("a second failure counts up and keeps the time of the first")
    func second() {
        var redriven = letter(Self.input)
        redriven.headers.append("waybill_redrive_job", "job-7")
        redriven.topic = .commands
        let result = Result(code: .other, message: "the carrier is not configured")
        let again = letter(Sample.stored(redriven, offset: 99), result, time: 1_600_000_000_000)
        let failure = errors(code: "-1", message: "the carrier is not configured", offset: 99, attempt: 2)
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
        #expect(letter.timestamp == -1)
        #expect(letter.partition == 5)
        #expect(letter.headers.lines.prefix(2) == ["a=1", "a"])
        #expect(letter.headers[""].map { Array($0) } == [0xff, 0x00])
        #expect(letter.headers.text("__streams.errors.topic") == "waybill.orders")
        #expect(letter.headers.text("__streams.errors.offset") == "9223372036854775807")
        #expect(letter.headers.text("waybill_attempt") == "1")
        #expect(letter.headers.text("waybill_first_failed_at") == "2018-07-31T13:09:18.000Z")
    }
}
