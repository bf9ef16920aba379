import JSON
import Log
import SeedParcel
import SingleRecords
import Testing
import Waybill

@testable import Records

/// The quick way into an add_waybill command says the same as the general one, or nothing.
@Suite("commands that stand in canonical form")
struct CanonicalCommandTests {
    /// What the general way says. White space at the end takes the quick way's eye off it and means nothing.
    private func general(_ value: [UInt8]) throws(RecordFault) -> CommandRecord {
        try Sample.read(Sample.record("add_waybill", value + [UInt8(ascii: "\n")]))
    }

    private func read(_ value: [UInt8]) throws(RecordFault) -> CommandRecord {
        try Sample.read(Sample.record("add_waybill", value))
    }

    private func isAlike(_ value: [UInt8]) -> Bool {
        let general = Result { () throws(RecordFault) in try self.general(value) }
        let read = Result { () throws(RecordFault) in try self.read(value) }
        let quick = CommandRecord(canonical: value)
        return read == general && (quick == nil || (try? general.get()) == quick || isElsewhere(general))
    }

    /// The quick way does not look at the partition.
    private func isElsewhere(_ result: Result<CommandRecord, RecordFault>) -> Bool {
        if case .failure(let fault) = result { return fault.message.hasPrefix("the record is in partition") }
        return false
    }

    @Test("what an ingress writes is taken")
    func golden() throws {
        let quick = try #require(CommandRecord(canonical: [UInt8](Golden.add)))
        #expect(try quick == general([UInt8](Golden.add)))
        #expect(Array(quick.canonicalContent).text == Golden.parcel + "}")
        #expect(quick.keyBytes == Seed.key.bytes)
    }

    @Test("whatever an ingress writes is taken, or left to the general way")
    func written() throws {
        var random = SplitMix64(seed: 12)
        var takenCount = 0
        for round in 0..<6_000 {
            var add = Seed.add
            let content = Content.random(using: &random)
            switch round % 6 {
            case 0: add.content = content
            case 1: add.content.cargo = content.cargo
            case 2: add.content.insured = content.insured
            case 3: add.content.service = content.service
            case 4: add.content.sender[.address] = content.sender[.address]
            default: add.shopAppID = content.remark.string
            }
            let value = Sample.record(.addWaybill(add)).value ?? []
            guard isAlike(value) else {
                Issue.record("read otherwise: \(value.text)")
                return
            }
            takenCount += CommandRecord(canonical: value) == nil ? 0 : 1
        }
        #expect((2_000..<6_000).contains(takenCount))
    }

    @Test(
        "what is written otherwise is left to the general way",
        arguments: [
            ("{\"DeliveryID\"", "{ \"DeliveryID\""), ("\"Jim\"", "\"J\\u0069m\""), ("\"Jim\"", "null"),
            ("\"Jim\"", "1"), ("1.2", "1.20"), ("1.2", "01.2"), ("1.2", "1.2e0"), ("1.2", "-0"), ("1.2", "\"1.2\""),
            ("1.2", "0.0000001"), ("1.2", "1.0"), ("1.2", "1."), ("1.2", "1234567890.5"), ("1.2", "1234567890123"),
            ("\"Name\":\"Jim\",", ""), ("\"Tel\"", "\"tel\""), ("\"Remark\"", "\"New\":1,\"Remark\""),
            ("\"DetailList\":[", "\"DetailList\":[,"), ("\"OrderID\":\"", "\"OrderID\":\"\",\"Other\":\""),
            ("\"Fragile\"", "\"a\tb\""), ("delivery\"}}", "delivery\"}} "), ("delivery\"}}", "delivery\"}"),
            ("1533042556", "-0"), ("1533042556", "1533042556.0"), ("\"1111", "\"111"), ("\"1111", "\"x111"),
        ])
    func deviation(_ found: String, _ replacement: String) throws {
        let (head, tail) = try #require(Golden.add.cut(at: found))
        let value = [UInt8](head + replacement + tail)
        #expect(CommandRecord(canonical: value) == nil)
        #expect(isAlike(value))
    }

    @Test(
        "numbers of any kind",
        arguments: [
            "0", "-1", "-0.5", "0.000001", "999999999.999999", "-999999999.999999", "999999999999", "-999999999999",
            "1000000000.5", "1000000000000", "123456789012345678901", "1e3", "00", "-", "--1", "1.1234567", ".5",
            "\"1\"",
        ])
    func number(_ number: String) throws {
        for field in [#""Weight":1.2"#, #""Count":1}"#, #""UseInsured":1"#, #""CreateTime":1533042556"#] {
            let (head, tail) = try #require(Golden.add.cut(at: field))
            let name = field.prefix { $0 != ":" }
            let value = [UInt8](head + name + ":" + number + (field.hasSuffix("}") ? "}" : "") + tail)
            #expect(isAlike(value))
        }
    }

    @Test("texts beyond their bounds", arguments: ["DeliveryID", "BizID", "OrderID", "WayBillID", "SealedToken"])
    func bounds(_ name: String) throws {
        let (head, tail) = try #require(Golden.add.cut(at: "\"\(name)\":\""))
        for count in [64, 65, 512, 513, 1024, 1025] {
            let value = [UInt8](head + "\"\(name)\":\"" + String(repeating: "x", count: count) + tail)
            #expect(isAlike(value))
        }
    }

    @Test("flipped bytes and cut ends are read alike")
    func noise() {
        var random = SplitMix64(seed: 5)
        for index in 0..<20_000 {
            var bytes = [UInt8](Golden.add)
            let place = Int.random(in: 0..<bytes.count, using: &random)
            if index % 2 == 0 { bytes[place] = .random(in: 0...255, using: &random) }
            if index % 3 == 0 { bytes.removeSubrange(place..<min(bytes.count, place + 1 + index % 7)) }
            if index % 5 == 0 { bytes.insert(contentsOf: bytes[place / 2..<place / 2 + index % 4], at: place / 2) }
            guard isAlike(bytes) else {
                Issue.record("read otherwise: \(bytes.text)")
                return
            }
        }
    }
}
