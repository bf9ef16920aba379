import JSON
import Log
import Processor
import SeedParcel
import Testing
import Waybill

@testable import Records

@Suite("waybill.waybills, waybill.tokens, waybill.traces")
struct OrderRecordTests {
    private func read(_ key: String, _ value: [UInt8]?) throws(RecordFault) -> ChangelogEntry {
        try read([UInt8](key), value)
    }

    private func read(_ key: [UInt8], _ value: [UInt8]?) throws(RecordFault) -> ChangelogEntry {
        var parser = JSONParser()
        return try ChangelogEntry(Sample.record(nil, value, topic: .waybills, key: key), parser: &parser)
    }

    /// The enumeration has cases of the same names.
    private typealias KeyValue = (key: [UInt8], value: [UInt8])

    private static let content = CommandRecord.canonicalContent(of: Seed.content)
    private static let document = entry(
        OrderRecord(
            Seed.key, Sample.state, canonicalContent: content))

    @Test("an order, a status and a serial are written as they stand in the catalogue")
    func golden() {
        let status: KeyValue = entry(StatusRecord(Seed.key, Sample.state))
        let serial: KeyValue = entry(SerialRecord(Sample.count(.max)))
        let adoption: KeyValue = entry(SerialRecord(Sample.count(.max), isAdoption: true))
        #expect(Self.document.key.text == "ZTO/xyz/012345678901234567890123456789")
        #expect(Self.document.value.text == Golden.document)
        #expect(status.key.text == "ZTO/xyz/012345678901234567890123456789#status")
        #expect(status.value.text == Golden.status)
        #expect(serial.key.text == "#serial/75/11/mod10/CN/1000")
        #expect(serial.value.text == Golden.serial)
        #expect(adoption.key.text == "#serial/ZTO")
        #expect(adoption.value.text == Golden.serial)
        let input: KeyValue = entry(
            InputRecord(
                DecidedInput(offsetNext: .max, partitionCount: 12)))
        #expect(input.key.text == "#input")
        #expect(input.value.text == Golden.input)
    }

    @Test("a token and a trace are written as they stand in the catalogue")
    func goldenOthers() {
        let token = entry(TokenRecord(Seed.key, waybillID: Seed.number, sealedToken: "k1.sealed-text"))
        let trace = entry(TraceRecord(Sample.path, sequence: 7))
        #expect(token.value.text == Golden.token)
        #expect(trace.key.text == "ZTO/123456789/7")
        #expect(trace.value.text == Golden.trace)
    }

    @Test("whole orders, tokens and traces read back as themselves")
    func whole() throws {
        var parser = JSONParser()
        func stored(_ record: some TopicRecord) -> Record {
            Sample.record(nil, record.value, topic: type(of: record).topic, key: record.keyBytes)
        }
        let order = OrderRecord(Seed.key, Sample.state, canonicalContent: Self.content)
        let read = try OrderRecord(stored(order), parser: &parser)
        #expect(read == order)
        #expect(try read.content(parser: &parser) == Seed.content)
        let token = TokenRecord(Seed.key, waybillID: Seed.number, sealedToken: "k1.sealed-text")
        #expect(try TokenRecord(stored(token), parser: &parser) == token)
        let trace = TraceRecord(Sample.path, sequence: .max)
        #expect(try TraceRecord(stored(trace), parser: &parser) == trace)
        let status = StatusRecord(Seed.key, Sample.state)
        #expect(try StatusRecord(stored(status), parser: &parser) == status)
        let zero = [UInt8](Golden.trace.replacing("\"Sequence\":7", with: "\"Sequence\":0"))
        #expect(throws: RecordFault("Sequence is not the number of a trace")) {
            try TraceRecord(Sample.record(nil, zero, topic: .traces), parser: &parser)
        }
    }

    @Test("each kind reads back as itself")
    func roundTrip() throws {
        #expect(try read(Self.document.key, Self.document.value) == .order(Seed.key, Sample.state))
        let status: KeyValue = entry(StatusRecord(Seed.key, Sample.state))
        #expect(try read(status.key, status.value) == .status(Seed.key, Sample.state))
        for next in [0, 1, 1 << 62, UInt64.max] {
            let count = Sample.count(next)
            let serial: KeyValue = entry(SerialRecord(count))
            #expect(try read(serial.key, serial.value) == .serial(count))
            let adoption: KeyValue = entry(SerialRecord(count, isAdoption: true))
            #expect(try read(adoption.key, adoption.value) == .adoption(count))
        }
        for next in [0, 1, Int64.max] {
            let input: KeyValue = entry(InputRecord(DecidedInput(offsetNext: next)))
            #expect(try read(input.key, input.value) == .input(DecidedInput(offsetNext: next)), "as it was")
            let counted: KeyValue = entry(
                InputRecord(
                    DecidedInput(offsetNext: next, partitionCount: 12)))
            #expect(try read(counted.key, counted.value) == .input(DecidedInput(offsetNext: next, partitionCount: 12)))
        }
    }

    /// More than are kept, too.
    private func traces(_ count: Int, _ random: inout SplitMix64) -> RecentTraces {
        RecentTraces((0..<count).map { _ in UInt64.random(in: 0 ... .max, using: &random) })
    }

    @Test("records of the version before are read, quickly too: what they do not say is not known")
    func before() throws {
        var state = Sample.state
        state.recentTraces = RecentTraces()
        let order = [UInt8](Golden.documentBefore)
        #expect(try read("ZTO/xyz/1", order) == .order(Seed.key, state))
        #expect(quick(order, isOrder: true) == .order(Seed.key, state))
        // A cancel's time is that of the event that stands.
        try expectStatus(Golden.statusBefore, state)
        let (head, tail) = try #require(Golden.statusBefore.cut(at: #""Status":1"#))
        let (middle, end) = try #require(tail.cut(at: #""CancelTime":1533050000"#))
        state.status = .live
        state.eventTime = 0
        try expectStatus(head + #""Status":0"# + middle + #""CancelTime":0"# + end, state)
    }

    private func expectStatus(_ value: String, _ state: OrderState) throws {
        #expect(try read("ZTO/xyz/1#status", [UInt8](value)) == .status(Seed.key, state))
        #expect(quick([UInt8](value), isOrder: false) == .status(Seed.key, state))
        #expect(general("ZTO/xyz/1#status", [UInt8](value)) == .success(.status(Seed.key, state)))
    }

    @Test("a serial of a version before ranges were kept has none")
    func rangeless() throws {
        let count = SerialCount(carrier: "ZTO", range: nil, next: .max)
        #expect(try read("#serial/ZTO", [UInt8](Golden.rangelessSerial)) == .serial(count))
        let entry: KeyValue = entry(SerialRecord(count))
        #expect(entry.key.text == "#serial/ZTO")
        #expect(entry.value.text == Golden.rangelessSerial)
    }

    @Test(
        "a serial with a range that is none is refused",
        arguments: [
            (#""Digits":11"#, #""Digits":0"#, "the range of a serial is none: digits must be 1 to 18"),
            (#""Digits":11"#, #""Digits":"x""#, "Digits is not a whole number"),
            (#""mod10""#, #""mod9""#, "CheckDigit is none of those that there are"),
            (#""First":"1000""#, #""First":"-1""#, "First is not a whole number"),
            (#""Last":"9"#, #""Last":"x9"#, "Last is not a whole number"),
            (#""1000""#, #""100000000000""#, "the range of a serial is none: the range is upside down"),
        ])
    func wrongRange(_ found: String, _ replacement: String, _ message: String) throws {
        let (head, tail) = try #require(Golden.serial.cut(at: found))
        let fault = #expect(throws: RecordFault.self) { try read("#serial/ZTO", [UInt8](head + replacement + tail)) }
        #expect(fault?.message.hasPrefix(message) == true)
    }

    @Test("every state survives")
    func states() throws {
        var random = SplitMix64(seed: 9)
        for index in 0..<500 {
            let text = String.random(using: &random)
            let state = OrderState(
                status: index % 2 == 0 ? .live : .cancelled, waybillID: .random(using: &random),
                isNumberGiven: index % 3 == 0, waybillData: .random(using: &random), shopAppID: text,
                contentDigest: Seed.digest(UInt8(index % 256)), passwordDigest: Seed.digest(UInt8(index % 199)),
                eventTime: .random(in: 0...999_999_999_999, using: &random),
                traceCount: .random(in: 0 ... .max, using: &random), recentTraces: traces(index % 10, &random))
            let key = OrderKey(carrier: text, bizID: .random(using: &random), orderID: "1" + text)
            let status: KeyValue = entry(StatusRecord(key, state))
            #expect(try read(status.key, status.value) == .status(key, state))
            let order = entry(OrderRecord(key, state, canonicalContent: Self.content))
            #expect(try read(order.key, order.value) == .order(key, state))
        }
    }

    @Test(
        "a record without a value is a tombstone for its key, whatever its kind",
        arguments: ["ZTO/xyz/1", "ZTO/xyz/1#status", "#serial/ZTO", "#input", ""])
    func tombstone(_ key: String) throws {
        #expect(try read(key, nil) == .tombstone(key: [UInt8](key)))
    }

    @Test("keys of orders, statuses and serials never meet")
    func keys() throws {
        let hostile = OrderKey(carrier: "#serial", bizID: "ZTO", orderID: "#status")
        let keys = [
            hostile.bytes, entry(StatusRecord(hostile, Sample.state)).key,
            entry(SerialRecord(Sample.count(1))).key, entry(SerialRecord(Sample.count(1), isAdoption: true)).key,
            entry(InputRecord(DecidedInput(offsetNext: 1))).key,
            OrderKey(carrier: "#serial", bizID: "", orderID: "ZTO").bytes, Seed.key.bytes,
            entry(StatusRecord(Seed.key, Sample.state)).key,
            OrderKey(carrier: "ZTO", bizID: "xyz", orderID: Seed.key.orderID + "#status").bytes,
        ]
        #expect(Set(keys).count == keys.count)
        for orderID in ["#status", "1#status", "%23status", "#serial/ZTO"] {
            let key = OrderKey(carrier: "#serial", bizID: "#serial/ZTO", orderID: orderID)
            let order = entry(OrderRecord(key, Sample.state, canonicalContent: Self.content))
            let status: KeyValue = entry(StatusRecord(key, Sample.state))
            #expect(try read(order.key, order.value) == .order(key, Sample.state))
            #expect(try read(status.key, status.value) == .status(key, Sample.state))
        }
    }

    @Test(
        "what is none of ours is refused",
        arguments: [
            ("ZTO/xyz/1", #""Status":1"#, #""Status":2"#, "Status is neither 0 nor 1"),
            ("ZTO/xyz/1", #""Status":1"#, #""Status":-1"#, "Status is neither 0 nor 1"),
            ("ZTO/xyz/1", #""Status":1"#, #""Status":256"#, "Status is neither 0 nor 1"),
            ("ZTO/xyz/1", #""Status":1,"#, "", "Status is not a whole number"),
            ("ZTO/xyz/1#status", "4294967295", "4294967296", "TraceCount is out of range"),
            ("ZTO/xyz/1#status", "4294967295", "-1", "TraceCount is out of range"),
            (
                "ZTO/xyz/1#status", #""ContentDigest":"2"#, #""ContentDigest":""#,
                "ContentDigest is not a digest of 16 bytes in hexadecimal"
            ),
            ("ZTO/xyz/1#status", #""CancelTime":1533050000"#, #""CancelTime":"x""#, "CancelTime is not a whole number"),
            (
                "ZTO/xyz/1#status", #""CreateTime":1533050000"#, #""CreateTime":"x""#,
                "CreateTime is not a whole number"
            ),
            (
                "ZTO/xyz/1#status", #""TraceDigests":"0"#, #""TraceDigests":""#,
                "TraceDigests is not a list of digests of 8 bytes in hexadecimal"
            ),
            (
                "ZTO/xyz/1#status", #""TraceDigests":"01"#, #""TraceDigests":""#,
                "TraceDigests is not a list of digests of 8 bytes in hexadecimal"
            ),
            ("#serial/ZTO", #""DeliveryID":"ZTO""#, #""DeliveryID":"ZTO""#, "SerialNext is not a whole number"),
            ("#input", #"{"#, #"{"InputOffsetNext":-1,"#, "InputOffsetNext is no offset"),
            ("#input", #"{"#, #"{"InputOffsetNext":9223372036854775808,"#, "InputOffsetNext is no offset"),
            ("#input", "", "", "InputOffsetNext is no offset"),
            (
                "#input", #"{"#, #"{"InputOffsetNext":1,"PartitionCount":0,"#,
                "PartitionCount is no number of partitions"
            ),
            ("#input/0", "", "", "the key is that of none of an order, a status, a serial or an input"),
            ("#claim/ZTO/1", "", "", "the key is that of none of an order, a status, a serial or an input"),
            ("ZTO/xyz/1#claim", "", "", "the key is that of none of an order, a status, a serial or an input"),
        ])
    func refusal(_ key: String, _ found: String, _ replacement: String, _ message: String) throws {
        let (head, tail) = try #require(Golden.document.cut(at: found))
        #expect(throws: RecordFault(message)) { try read(key, [UInt8](head + replacement + tail)) }
    }

    @Test("flipped bytes and cut ends never crash")
    func noise() throws {
        var random = SplitMix64(seed: 21)
        var parser = JSONParser()
        var faultCount = 0
        for index in 0..<20_000 {
            var bytes = [UInt8](Golden.document)
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
            if index < bytes.count { bytes.removeSubrange(index...) }
            let record = Sample.record(nil, bytes, topic: .waybills)
            do throws(RecordFault) { _ = try ChangelogEntry(record, parser: &parser) } catch { faultCount += 1 }
        }
        #expect(faultCount > [UInt8](Golden.document).count)
    }

    // MARK: - The quick way

    private func quick(_ value: [UInt8], isOrder: Bool) -> ChangelogEntry? {
        OrderRecord.scannedHead(of: value, isOrder: isOrder).map { key, state in
            isOrder ? .order(key, state) : .status(key, state)
        }
    }

    /// What the general way says: white space at the end means nothing, and takes the quick way's eye off.
    private func general(_ key: String, _ value: [UInt8]) -> Result<ChangelogEntry, RecordFault> {
        Result { () throws(RecordFault) in try read(key, value + [UInt8(ascii: "\n")]) }
    }

    @Test("what the processor writes is read quickly, and as the general way reads it")
    func quick() throws {
        var random = SplitMix64(seed: 33)
        var takenCount = 0
        for index in 0..<2_000 {
            func text(_ count: Int) -> String {
                index % 4 == 0 ? .random(using: &random) : String(repeating: "\u{5e7f}x", count: count)
            }
            let state = OrderState(
                status: index % 2 == 0 ? .live : .cancelled, waybillID: text(7), isNumberGiven: index % 3 == 0,
                waybillData: text(20), shopAppID: text(9), contentDigest: Seed.digest(UInt8(index % 256)),
                passwordDigest: Seed.digest(UInt8(index % 199)),
                eventTime: .random(in: -9...999_999_999_999, using: &random),
                traceCount: .random(in: 0 ... .max, using: &random), recentTraces: traces(index % 10, &random))
            let key = OrderKey(carrier: text(2), bizID: text(3), orderID: "1" + text(5))
            let order = entry(OrderRecord(key, state, canonicalContent: Self.content)).value
            let status = entry(StatusRecord(key, state)).value
            for (value, record) in [(order, ChangelogEntry.order(key, state)), (status, .status(key, state))] {
                let quick = self.quick(value, isOrder: value == order)
                #expect(quick == nil || quick == record)
                takenCount += quick == nil ? 0 : 1
            }
        }
        #expect((3_000..<4_000).contains(takenCount))
    }

    @Test("what is damaged before an order's content is read alike either way", arguments: [true, false])
    func damage(_ isOrder: Bool) throws {
        let (key, golden) = isOrder ? ("ZTO/xyz/1", Golden.document) : ("ZTO/xyz/1#status", Golden.status)
        let bytes = [UInt8](golden)
        let end = isOrder ? try #require(golden.cut(at: #","Content""#)).0.utf8.count : bytes.count
        #expect(quick(bytes, isOrder: isOrder) != nil)
        var random = SplitMix64(seed: 34)
        for index in 0..<20_000 {
            var value = bytes
            let place = Int.random(in: 0..<end, using: &random)
            switch index % 3 {
            case 0: value[place] = .random(in: 0...255, using: &random)
            case 1: value.removeSubrange(place..<min(end, place + 1 + index % 7))
            default: value.insert(contentsOf: value[place / 2..<place / 2 + index % 9 / 2], at: place / 2)
            }
            let read = Result { () throws(RecordFault) in try self.read(key, value) }
            guard read == general(key, value) else {
                Issue.record("read otherwise: \(value.text)")
                return
            }
        }
    }

    @Test(
        "what is no whole record of its kind is left to the general way",
        arguments: [
            ("}}}", "}"), ("}}}", "}}} "), ("\"Content\":{", "\"Content\":["), ("\"CreateTime\":", "\"Time\":"),
        ])
    func deviation(_ found: String, _ replacement: String) throws {
        let (head, tail) = try #require(Golden.document.cut(at: found))
        #expect(quick([UInt8](head + replacement + tail), isOrder: true) == nil)
        #expect(quick([UInt8](Golden.document), isOrder: false) == nil)
        #expect(quick([UInt8](Golden.status), isOrder: true) == nil)
    }
}
