import JSON
import Log
import SingleRecords
import Testing
import Waybill

@testable import Records

@Suite("waybill.replies")
struct ReplyRecordTests {
    private func read(_ record: Record, for instance: String = "ingress-1") throws(RecordFault) -> ReplyRecord? {
        var parser = JSONParser()
        return try ReplyRecord(record, for: instance, parser: &parser)
    }

    private func record(_ verdict: Verdict) -> NewRecord {
        var outputs = NewRecords()
        ReplyRecord.append(verdict, to: Sample.address, time: Sample.time, to: &outputs)
        return outputs[0]
    }

    @Test("a reply is written as it stands in the catalogue")
    func golden() {
        let record = record(Sample.success)
        #expect(record.value?.text == Golden.reply)
        #expect(record.topic == .replies)
        #expect(record.partition == 3)
        #expect(record.key == [UInt8]("0190-abc"))
        #expect(record.headers.lines == ["waybill_instance=ingress-1"])
    }

    @Test("every verdict reads back as itself", arguments: [nil] + Refusal.Reason.allCases)
    func roundTrip(_ reason: Refusal.Reason?) throws {
        for text in Nasty.texts {
            let refusal = reason.map { Refusal($0, text) }
            let verdict = Verdict(refusal: refusal, waybillID: text, waybillData: text)
            let read = try #require(try read(Sample.stored(record(verdict))))
            #expect(read.correlationID == "0190-abc")
            #expect(read.instance == "ingress-1")
            #expect(read.verdict == verdict)
        }
    }

    @Test("what is for another instance, or is no reply, is not ours")
    func strangers() throws {
        let reply = record(Sample.success)
        for instance in ["ingress-2", "ingress-", "ingress-11", ""] {
            #expect(try read(Sample.stored(reply), for: instance) == nil)
        }
        for change in [\NewRecord.key, \NewRecord.value] {
            var tombstone = reply
            tombstone[keyPath: change] = nil
            #expect(try read(Sample.stored(tombstone)) == nil)
        }
        var bare = reply
        bare.headers = Headers()
        #expect(try read(Sample.stored(bare)) == nil)
    }

    @Test(
        "a reply to us that cannot be read is a fault",
        arguments: [
            ("{}", "ResultCode is not a whole number"), (#"{"ResultCode":1}"#, "ResultCode is not one that we know"),
            (#"{"ResultCode":4294967296}"#, "ResultCode is not one that we know"),
            (#"{"ResultCode":0,"ResultMsg":{}}"#, "ResultMsg is an object or a list; a text is expected"),
            ("[]", "the event has no fields"),
        ])
    func refusal(_ value: String, _ message: String) {
        var record = record(Sample.success)
        record.value = [UInt8](value)
        #expect(throws: RecordFault(message)) { try read(Sample.stored(record)) }
    }
}
