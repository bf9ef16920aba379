import Crypto
import JSON
import Log
import Testing
import Waybill

@testable import Records

@Suite("waybill.commands")
struct CommandRecordTests {
    @Test(
        "a command is written as it stands in the catalogue",
        arguments: [
            (Command.addWaybill(Seed.add), Golden.add), (.cancelWaybill(Sample.cancel), Golden.cancel),
            (.recordPath(Sample.path), Golden.path),
        ])
    func golden(_ command: Command, _ value: String) throws {
        let record = Sample.record(command)
        #expect(record.value?.text == value)
        #expect(record.topic == .commands)
        #expect(record.key == [UInt8](Seed.key.orderID))
        #expect(record.partition == Sample.home)
        #expect(record.timestamp == Sample.time)
        #expect(
            record.headers.lines == [
                "ce_specversion=1.0", "ce_id=0190-abc", "ce_type=\(command.name.rawValue)",
                "ce_source=/waybill/ingress", "ce_time=2018-07-31T13:09:17.123Z", "content-type=application/json",
                "waybill_instance=ingress-1", "waybill_reply_partition=3", "waybill_deadline=1533042562000",
            ])
        #expect(ReplyAddress(record.headers) == Sample.address)
    }

    @Test("what could not be read is kept sealed, under its correlation id")
    func unreadable() throws {
        let command = Command.unreadable(Unreadable(fault: "OrderID is empty"))
        let record = Sample.record(command, sealedPayload: "k1.sealed-payload")
        #expect(record.value?.text == Golden.unreadable)
        #expect(record.key == [UInt8]("0190-abc"))
        let read = try Sample.read(Sample.stored(record))
        #expect(read == CommandRecord(command: command, content: []))
    }

    @Test("a command reads back as itself, with its content and digest")
    func roundTrip() throws {
        var add = Seed.add
        let read = try Sample.read(Sample.input(.addWaybill(add)))
        let canonical = CommandRecord.canonical(add.content, shopAppID: add.shopAppID)
        add.contentDigest = canonical.digest
        #expect(read.command == .addWaybill(add))
        #expect(read.content.text == "{" + Golden.parcel + "}")
        #expect(read.content == canonical.bytes)
        // SHA-256 of the parcel, a zero and the shop, as coreutils gives it: it stands in topics and must not change.
        #expect(Hex.encode(canonical.digest.bytes) == "2cc45e5a49ebcec3a4886e37cb6bb86d")
        for command in [Command.cancelWaybill(Sample.cancel), .recordPath(Sample.path)] {
            #expect(try Sample.read(Sample.input(command)) == CommandRecord(command: command, content: []))
        }
    }

    @Test("texts of any kind survive", arguments: Nasty.texts)
    func nasty(_ text: String) throws {
        var add = Seed.add
        add.content.remark = text
        add.content.receiver.address = text
        add.content.cargo.details = [Cargo.Detail(name: text, count: .absent)]
        add.shopAppID = text
        // Keys and numbers are bounded.
        let short = text.utf8.count > RecordLimits.carrierByteCountMax ? "" : text
        add.waybillID = short
        add.key = OrderKey(carrier: short, bizID: short, orderID: "1" + short)
        add.contentDigest = CommandRecord.canonical(add.content, shopAppID: text).digest
        let input = Sample.input(.addWaybill(add))
        #expect(try Sample.read(input).command == .addWaybill(add))
    }

    @Test("a record in a partition that is not its order's is refused")
    func misplaced() throws {
        for command in [Command.addWaybill(Seed.add), .cancelWaybill(Sample.cancel), .recordPath(Sample.path)] {
            var record = Sample.record(command)
            record.partition = (Sample.home + 1) % Sample.partitionCount
            let message =
                "the record is in partition \(record.partition), but its OrderID belongs to \(Sample.home)"
            #expect(throws: RecordFault(message)) { try Sample.read(Sample.stored(record)) }
        }
    }

    @Test(
        "a command that carries no address waits for nobody",
        arguments: [
            "ce_id", "waybill_instance", "waybill_reply_partition", "waybill_deadline",
        ])
    func address(_ missing: String) {
        var headers = Headers()
        for (name, value) in Sample.record(.addWaybill(Seed.add)).headers.pairs {
            if name != missing, let value { headers.append(name, value) }
        }
        #expect(ReplyAddress(headers) == nil)
        headers.append(missing, "not a number")
        let isNumber = ["waybill_reply_partition", "waybill_deadline"].contains(missing)
        #expect((ReplyAddress(headers) == nil) == isNumber)
    }
}
