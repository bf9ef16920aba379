import JSON
import Log
import Processor
import SeedParcel
import SingleRecords
import Testing
import Waybill

@testable import Records

@Suite("everything one command writes")
struct OutputTests {
    private func outputs(_ outcome: Outcome, of command: CommandRecord?, input: Record) -> ([NewRecord], Bool) {
        var (outputs, replies) = (NewRecords(), NewRecords())
        let writer = Sample.writer.at(Sample.time)
        let isAddressed =
            if let command {
                writer.append(
                    writer.appendChange(outcome, of: command, input: input, to: &outputs) ?? outcome, input: input,
                    to: &outputs, replies: &replies)
            } else {
                writer.append(outcome, input: input, to: &outputs, replies: &replies)
            }
        #expect(!outputs.contains { $0.topic == .replies } && replies.allSatisfy { $0.topic == .replies })
        return (Array(outputs) + Array(replies), isAddressed)
    }

    private func read(_ command: CommandRecord.Body) throws -> (CommandRecord, Record) {
        let input = Sample.input(command)
        return (try Sample.read(input), input)
    }

    @Test("a success: the order with its content, the token, the reply")
    func success() throws {
        let (command, input) = try read(.addWaybill(Seed.add))
        let outcome = Outcome(verdict: Sample.success, change: .content(Sample.state), keepsToken: true, serialNext: 1)
        let (records, isAddressed) = outputs(outcome, of: command, input: input)
        #expect(isAddressed)
        #expect(records.map(\.topic) == [.waybills, .tokens, .replies])
        #expect(records.map { $0.value?.text ?? "" } == [Golden.document, Golden.token, Golden.reply])
        #expect(records[0].key == Seed.key.bytes)
        #expect(records[1].key == Seed.key.bytes)
        #expect(records[0].partition == Sample.home, "the three topics of an order share its partition")
        #expect(records[1].partition == Sample.home)
        #expect(
            records[0].headers.lines == [
                "ce_specversion=1.0", "ce_id=\(Sample.home)/42/waybill.order", "ce_type=waybill.order",
                "ce_source=/waybill/processor", "ce_time=2018-07-31T13:09:17.123Z", "content-type=application/json",
            ])
        #expect(records[1].headers.lines == ["ce_id=\(Sample.home)/42/waybill.token"])
    }

    @Test("a repeated push: the newest token and the stored result")
    func repeated() throws {
        let (command, input) = try read(.addWaybill(Seed.add))
        let (records, _) = outputs(Outcome(verdict: Sample.success, keepsToken: true), of: command, input: input)
        #expect(records.map(\.topic) == [.tokens, .replies])
    }

    @Test("a push without a token leaves the stored one alone")
    func tokenless() throws {
        var add = Seed.add
        add.sealedToken = ""
        let (command, input) = try read(.addWaybill(add))
        let (records, _) = outputs(Outcome(verdict: Sample.success, keepsToken: true), of: command, input: input)
        #expect(records.map(\.topic) == [.replies])
    }

    @Test("a cancel and a trace")
    func others() throws {
        let (cancel, cancelInput) = try read(.cancelWaybill(Sample.cancel))
        let status = Outcome(verdict: .success(waybillID: Seed.number), change: .status(Sample.state))
        let (cancelled, _) = outputs(status, of: cancel, input: cancelInput)
        #expect(cancelled.map(\.topic) == [.waybills, .replies])
        #expect(cancelled[0].key?.text == Seed.key.bytes.text + "#status")
        #expect(cancelled[0].value?.text == Golden.status)
        #expect(cancelled[0].headers.text("ce_type") == "waybill.status")

        let (path, pathInput) = try read(.recordPath(Sample.path))
        var traced = status
        traced.traceSequence = 7
        let (traces, _) = outputs(traced, of: path, input: pathInput)
        #expect(traces.map(\.topic) == [.waybills, .traces, .replies])
        #expect(traces[1].value?.text == Golden.trace)
        #expect(traces[1].headers.text("ce_type") == "waybill.trace")
    }

    @Test("a failure: one dead letter and the reply", arguments: Refusal.Reason.allCases)
    func failure(_ reason: Refusal.Reason) throws {
        let (command, input) = try read(.addWaybill(Seed.add))
        let outcome = Outcome(verdict: Verdict.refused(reason, "m"))
        let (records, _) = outputs(outcome, of: command, input: input)
        #expect(records.map(\.topic) == [.deadLetters, .replies])
        #expect(records[0].value == input.value)
        // A record that could not be read at all is kept and answered like any other.
        #expect(outputs(outcome, of: nil, input: input).0 == records)
    }

    @Test("nobody waits, or waits where nobody can be reached")
    func unaddressed() throws {
        let (command, input) = try read(.addWaybill(Seed.add))
        let outcome = Outcome(verdict: Sample.success)
        let silent = Sample.record("add_waybill", input.value)
        #expect(outputs(outcome, of: command, input: silent).0.isEmpty)
        #expect(outputs(outcome, of: command, input: silent).1)
        for partition in [-1, 4, Int32.max, Int32.min] {
            var headers = Headers()
            for (name, value) in input.headers.pairs {
                let value = name == "waybill_reply" ? [UInt8]("\(partition)/0/ingress-1")[...] : value
                if let value { headers.append(name, value) }
            }
            let astray = Record(
                topic: .commands, partition: Sample.home, offset: 42, timestamp: 0, key: nil, value: input.value,
                headers: headers)
            let (records, isAddressed) = outputs(outcome, of: command, input: astray)
            #expect(records.isEmpty)
            #expect(!isAddressed)
        }
    }

    @Test("which commands of a partition are decided")
    func input() {
        var outputs = NewRecords()
        Sample.writer.at(Sample.time).append(
            InputRecord(DecidedInput(offsetNext: 43, partitionCount: 12)), partition: 5, to: &outputs)
        let record = outputs[0]
        #expect(record.topic == .waybills && record.partition == 5 && record.timestamp == Sample.time)
        #expect(record.key?.text == "#input")
        #expect(record.headers.map(\.name) == ["ce_type"] && record.headers.text("ce_type") == "waybill.input")
    }

    @Test("a partition's used-up numbers")
    func serial() {
        var outputs = NewRecords()
        Sample.writer.at(Sample.time).append(SerialRecord(Sample.count(.max)), partition: 5, to: &outputs)
        let record = outputs[0]
        #expect(record.topic == .waybills)
        #expect(record.partition == 5)
        #expect(record.key?.text == "#serial/75/11/mod10/CN/1000")
        #expect(record.value?.text == Golden.serial)
        #expect(record.headers.text("ce_id") == "serial/75/11/mod10/CN/1000/5/18446744073709551615")
        #expect(record.headers.text("ce_type") == "waybill.serial")
    }

    @Test("a record that would be too large is refused by name, and nothing of it is appended")
    func excess() throws {
        var path = Sample.path
        path.actionMessage = String(repeating: "m", count: LogLimits.recordByteCountMax)
        let command = CommandRecord(.recordPath(path))
        let input = Sample.input(.recordPath(Sample.path))
        var traced = Outcome(verdict: .success(waybillID: Seed.number), change: .status(Sample.state))
        traced.traceSequence = 7
        var outputs: NewRecords = [NewRecord(topic: .replies, partition: 0, timestamp: 1, key: [1], value: [2])]
        let before = outputs
        let refusal = Sample.writer.at(Sample.time).appendChange(traced, of: command, input: input, to: &outputs)
        #expect(refusal?.verdict.reason == .other && refusal?.change == Outcome.Change.none)
        #expect(
            refusal?.verdict.refusal?.message.contains("the trace's record in waybill.traces would have 1048") == true)
        #expect(Array(outputs) == Array(before))
    }
}
