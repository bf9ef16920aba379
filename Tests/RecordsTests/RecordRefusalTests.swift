import JSON
import Log
import OrderFields
import Testing
import Waybill

@testable import Records

@Suite("waybill.commands: records that are none of ours")
struct RecordRefusalTests {
    @Test("a record without a value or with a foreign type")
    func foreign() {
        let type = "the header ce_type is not add_waybill, cancel_waybill, record_path or unreadable"
        let add = [UInt8](Golden.add)
        #expect(throws: RecordFault("the record has no value")) { try Sample.read(Sample.record("add_waybill", nil)) }
        for name in [nil, "", "ADD_WAYBILL", "check_biz", "add_waybill "] {
            #expect(throws: RecordFault(type)) { try Sample.read(Sample.record(name, add)) }
        }
    }

    @Test(
        "a value that is not an object in JSON",
        arguments: [
            ("", "the value is not JSON: JSON: the document is empty; send one value"),
            (
                "{",
                "the value is not JSON: JSON: brackets, commas or colons are wrong, or the document ends too early; "
                    + "correct it"
            ),
            (
                "<xml/>",
                "the value is not JSON: JSON: brackets, commas or colons are wrong, or the document ends too early; "
                    + "correct it"
            ),
            ("[]", "the event has no fields"), ("1", "the event has no fields"),
            ("null", "the event has no fields"), ("\"a\"", "the event has no fields"),
        ])
    func shape(_ value: String, _ message: String) {
        #expect(throws: RecordFault(message)) { try Sample.read(Sample.record("add_waybill", [UInt8](value))) }
    }

    @Test(
        "a field that cannot be read is named",
        arguments: [
            (#""OrderID":"012345678901234567890123456789""#, #""OrderID":"""#, "OrderID is empty"),
            (#""OrderID":"012345678901234567890123456789""#, #""OrderID":null"#, "OrderID is empty"),
            (#""OrderID":"012345678901234567890123456789","#, "", "OrderID is empty"),
            (#""BizID":"xyz""#, #""BizID":{}"#, "BizID is an object or a list; a text is expected"),
            (#""CreateTime":1533042556"#, #""CreateTime":1.5"#, "CreateTime is not a whole number"),
            (#""CreateTime":1533042556"#, #""CreateTime":null"#, "CreateTime is not a whole number"),
            (#""CreateTime":1533042556,"#, "", "CreateTime is not a whole number"),
            (#""CreateTime":1533042556"#, #""CreateTime":99999999999999"#, "CreateTime is not a whole number"),
            (#""BizPwdDigest":"1111"#, #""BizPwdDigest":"11"#, noDigest),
            (#""BizPwdDigest":"1111"#, #""BizPwdDigest":"111111"#, noDigest),
            (#""BizPwdDigest":"1111"#, #""BizPwdDigest":"g111"#, noDigest),
            (#""WayBillID":"123456789""#, #""WayBillID":[]"#, "WayBillID is an object or a list; a text is expected"),
            (#""Area":"Tianhe District""#, #""Area":{}"#, "Receiver.Area is an object or a list; a text is expected"),
            (#""Insured":{"#, #""Insured":5,"Other":{"#, "Insured is not an object"),
            (#""SealedToken":""#, #""SealedToken":""# + long, "SealedToken is longer than 1024 bytes"),
        ])
    func field(_ found: String, _ replacement: String, _ message: String) throws {
        let (head, tail) = try #require(Golden.add.cut(at: found))
        let value = head + replacement + tail
        #expect(throws: RecordFault(message)) { try Sample.read(Sample.record("add_waybill", [UInt8](value))) }
    }

    @Test(
        "what a key or a number is made of has a bound, at which it is still taken",
        arguments: [
            (#""DeliveryID":"ZTO""#, "DeliveryID", OrderFieldLimits.carrierByteCountMax),
            (#""BizID":"xyz""#, "BizID", OrderFieldLimits.bizIDByteCountMax),
            (#""WayBillID":"123456789""#, "WayBillID", OrderFieldLimits.waybillIDByteCountMax),
            (#""SealedToken":"k1.sealed-text""#, "SealedToken", RecordLimits.sealedTokenByteCountMax),
        ])
    func bounds(_ found: String, _ name: String, _ byteCountMax: Int) throws {
        let (head, tail) = try #require(Golden.add.cut(at: found))
        func record(_ count: Int) -> Record {
            let field = "\"\(name)\":\"\(String(repeating: "s", count: count))\""
            return Sample.record("add_waybill", [UInt8](head + field + tail))
        }
        _ = try Sample.read(record(byteCountMax))
        #expect(throws: RecordFault("\(name) is longer than \(byteCountMax) bytes")) {
            try Sample.read(record(byteCountMax + 1))
        }
    }

    @Test("no bound of a record is below the domain's own, which answers with a code")
    func domainFirst() {
        #expect(OrderFieldLimits.orderIDByteCountMax > WaybillLimits.orderIDByteCountMax)
        #expect(OrderFieldLimits.bizIDByteCountMax > WaybillLimits.bizIDByteCountMax)
        #expect(OrderFieldLimits.waybillIDByteCountMax > WaybillLimits.waybillIDByteCountMax)
        #expect(OrderFieldLimits.detailCountMax > WaybillLimits.detailCountMax)
    }

    private static let noDigest = "BizPwdDigest is not a digest of 16 bytes in hexadecimal"
    private static let long = String(repeating: "s", count: 1024)

    @Test(
        "a command cut off anywhere is a fault, never a smaller command",
        arguments: [
            ("add_waybill", Golden.add), ("cancel_waybill", Golden.cancel), ("record_path", Golden.path),
            ("unreadable", Golden.unreadable),
        ])
    func truncation(_ type: String, _ value: String) {
        let bytes = [UInt8](value)
        var parser = JSONParser()
        for count in 0..<bytes.count {
            let record = Sample.record(type, Array(bytes[..<count]))
            do throws(RecordFault) {
                let read = try CommandRecord(record, parser: &parser, partitionCount: Sample.partitionCount)
                Issue.record("\(count) bytes gave \(read.kind)")
            } catch {
                #expect(error.message.hasPrefix("the value is not JSON: "))
            }
        }
    }

    @Test(
        "flipped bits give a command or a fault, and never a crash",
        arguments: [
            ("add_waybill", Golden.add), ("cancel_waybill", Golden.cancel), ("record_path", Golden.path),
            ("unreadable", Golden.unreadable),
        ])
    func noise(_ type: String, _ value: String) {
        var random = SplitMix64(seed: 20)
        var parser = JSONParser()
        var (commandCount, faultCount) = (0, 0)
        for _ in 0..<20_000 {
            var bytes = [UInt8](value)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            let record = Sample.record(type, bytes)
            do throws(RecordFault) {
                _ = try CommandRecord(record, parser: &parser, partitionCount: Sample.partitionCount)
                commandCount += 1
            } catch {
                faultCount += 1
            }
        }
        #expect(commandCount > 100)
        #expect(faultCount > 100)
    }
}

extension String {
    /// What stands before and behind the first occurrence.
    func cut(at part: String) -> (head: String, tail: String)? {
        let (bytes, found) = ([UInt8](self), [UInt8](part))
        guard let start = bytes.indices.first(where: { bytes[$0...].starts(with: found) }) else { return nil }
        return (Array(bytes[..<start]).text, Array(bytes[(start + found.count)...]).text)
    }
}

/// A small generator with a seed, so that a failure comes again.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
