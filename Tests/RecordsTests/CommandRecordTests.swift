import Crypto
import JSON
import Log
import OrderFields
import SeedParcel
import SingleRecords
import Testing
import Waybill

@testable import Records

@Suite("waybill.commands")
struct CommandRecordTests {
    @Test(
        "a command is written as it stands in the catalogue",
        arguments: [
            (CommandRecord.Body.addWaybill(Seed.add), Golden.add), (.cancelWaybill(Sample.cancel), Golden.cancel),
            (.recordPath(Sample.path), Golden.path),
        ])
    func golden(_ command: CommandRecord.Body, _ value: String) throws {
        let record = Sample.record(command)
        #expect(record.value?.text == value)
        #expect(record.topic == .commands)
        #expect(record.key == [UInt8](Seed.key.orderID))
        #expect(record.partition == Sample.home)
        #expect(record.timestamp == Sample.time)
        #expect(
            record.headers.lines == [
                "ce_specversion=1.0", "ce_id=0190-abc", "ce_type=\(CommandRecord(command).kind.rawValue)",
                "ce_source=/waybill/ingress", "ce_time=2018-07-31T13:09:17.123Z", "content-type=application/json",
                "waybill_reply=3/1533042562000/ingress-1",
            ])
        #expect(ReplyAddress(record.headers) == Sample.address)
    }

    @Test("what could not be read is kept sealed, under its correlation id")
    func unreadable() throws {
        let command = CommandRecord.Body.unreadable(
            Unreadable(fault: "OrderID is empty"), sealedPayload: "k1.sealed-payload")
        let record = Sample.record(command)
        #expect(record.value?.text == Golden.unreadable)
        #expect(record.key == [UInt8]("0190-abc"))
        let read = try Sample.read(Sample.stored(record))
        #expect(read == CommandRecord(command))
    }

    @Test("what could not be read is filed under the order that it is about, where that is known")
    func unreadableOfAnOrder() throws {
        let command = CommandRecord.Body.unreadable(
            Unreadable(fault: "the body is broken", key: Seed.key), sealedPayload: "k1.sealed-payload")
        let record = Sample.record(command)
        #expect(record.key == [UInt8](Seed.key.orderID.utf8))
        #expect(record.partition == Sample.record(.addWaybill(Seed.add)).partition)
        let read = try Sample.read(Sample.stored(record))
        #expect(read == CommandRecord(command))
        // It never changes that order.
        #expect(read.keyBytes.isEmpty && read.body.orderKey == nil)
    }

    @Test("a command reads back as itself, with its content and digest")
    func roundTrip() throws {
        let add = Seed.add
        let read = try Sample.read(Sample.input(.addWaybill(add)))
        let digest = CommandRecord.contentDigest(of: read.canonicalContent, shopAppID: add.shopAppID)
        #expect(read.body == .addWaybill(add))
        #expect(Array(read.canonicalContent).text == Golden.parcel + "}")
        #expect(read.canonicalContent == CommandRecord.canonicalContent(of: add.content))
        // SHA-256 of the parcel, a zero and the shop, as coreutils gives it: it stands in topics and must not change.
        #expect(Hex.encode(digest.bytes) == "2cc45e5a49ebcec3a4886e37cb6bb86d")
        for command in [CommandRecord.Body.cancelWaybill(Sample.cancel), .recordPath(Sample.path)] {
            #expect(try Sample.read(Sample.input(command)) == CommandRecord(command))
        }
    }

    @Test("texts of any kind survive", arguments: Nasty.texts)
    func nasty(_ text: String) throws {
        var add = Seed.add
        add.content.remark = UTF8Slice(text)
        add.content.receiver[.address] = UTF8Slice(text)
        add.content.cargo.details = [Cargo.Detail(name: UTF8Slice(text), count: .absent)]
        add.shopAppID = text
        // Keys and numbers are bounded.
        let short = text.utf8.count > OrderFieldLimits.carrierByteCountMax ? "" : text
        add.waybillID = short
        add.key = OrderKey(carrier: short, bizID: short, orderID: "1" + short)
        let input = Sample.input(.addWaybill(add))
        #expect(try Sample.read(input).body == .addWaybill(add))
    }

    @Test("a record in a partition that is not its order's is refused")
    func misplaced() throws {
        for command in [
            CommandRecord.Body.addWaybill(Seed.add), .cancelWaybill(Sample.cancel), .recordPath(Sample.path),
        ] {
            var record = Sample.record(command)
            record.partition = (Sample.home + 1) % Sample.partitionCount
            let message =
                "the record is in partition \(record.partition), but its OrderID belongs to \(Sample.home)"
            #expect(throws: RecordFault(message)) { try Sample.read(Sample.stored(record)) }
        }
    }

    @Test("a command that carries no address waits for nobody", arguments: ["ce_id", "waybill_reply"])
    func address(_ missing: String) {
        var headers = Headers()
        for (name, value) in Sample.record(.addWaybill(Seed.add)).headers.pairs {
            if name != missing, let value { headers.append(name, value) }
        }
        #expect(ReplyAddress(headers) == nil)
    }

    @Test(
        "an address that is none is nobody's",
        arguments: [
            "", "/", "//", "3", "3/1", "/1/i", "3//i", "x/1/i", "3/x/i", "2147483648/1/i", "3/9223372036854775808/i",
            "3/1/" + String(repeating: "i", count: RecordLimits.idByteCountMax + 1),
        ])
    func wrong(_ value: String) {
        var headers = Headers()
        headers.append("ce_id", "id")
        headers.append("waybill_reply", value)
        #expect(ReplyAddress(headers) == nil)
    }

    @Test("an address whose name is no text is nobody's; a name may hold slashes")
    func names() {
        var headers = Headers()
        headers.append("ce_id", "id")
        var astray = headers
        astray.append("waybill_reply", [UInt8]("3/1/".utf8) + [0xff])
        #expect(ReplyAddress(astray) == nil)
        headers.append("waybill_reply", "-3/-1/a/b")
        #expect(
            ReplyAddress(headers)
                == ReplyAddress(instance: "a/b", partition: -3, correlationID: "id"))
    }
}
