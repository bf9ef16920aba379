import JSON
import Log
import Processor
import SeedParcel
import SingleRecords
import Testing
import Waybill

@testable import Records

@Suite("which keys a command came in under")
struct KeyFingerprintTests {
    private static let keys = KeyFingerprints(sealing: 0x0123_4567_89ab_cdef, digest: 0x1f)
    private static let text = "0123456789abcdef/000000000000001f"

    @Test("they read back as they are written", arguments: [0, 1, 0x1f, .max / 2, .max] as [UInt64])
    func roundTrip(_ number: UInt64) {
        for keys in [Self.keys, KeyFingerprints(sealing: number, digest: ~number)] {
            #expect(KeyFingerprints(Array(keys.description.utf8)[...]) == keys)
            #expect(keys.description.utf8.count == 33)
        }
        #expect(Self.keys.description == Self.text)
    }

    @Test(
        "any other text is none",
        arguments: [
            "", "/", "0123456789abcdef", "0123456789abcdef-000000000000001f", "0123456789abcdef/000000000000001",
            "0123456789abcdef/000000000000001f0", "0123456789abcdeg/000000000000001f",
            "+123456789abcdef/000000000000001f", "0123456789abcdef/-00000000000001f",
        ])
    func refusal(_ text: String) { #expect(KeyFingerprints(Array(text.utf8)[...]) == nil) }

    @Test("a command says them in one header, or says nothing")
    func command() {
        func headers(_ keys: String?) -> Headers {
            CommandRecord.record(
                .addWaybill(Seed.add), partitionCount: 12, source: "s", time: 0, reply: Sample.address, keys: keys
            ).headers
        }
        #expect(headers(Self.text).text("waybill_keys") == Self.text)
        #expect(headers(nil)["waybill_keys"] == nil)
    }

    @Test("a partition's mark has them; one of the version before does not, and is read as it was")
    func mark() throws {
        func read(_ value: String) throws(RecordFault) -> ChangelogEntry {
            var parser = JSONParser()
            return try ChangelogEntry(
                Sample.record(nil, [UInt8](value), topic: .waybills, key: Array("#input".utf8)), parser: &parser)
        }
        let written = entry(InputRecord(DecidedInput(offsetNext: 43, keys: Self.keys)))
        #expect(written.value.text == #"{"InputOffsetNext":43,"Keys":"\#(Self.text)"}"#)
        #expect(try read(written.value.text) == .input(DecidedInput(offsetNext: 43, keys: Self.keys)))
        #expect(entry(InputRecord(DecidedInput(offsetNext: 43))).value.text == #"{"InputOffsetNext":43}"#)
        #expect(try read(#"{"InputOffsetNext":43}"#) == .input(DecidedInput(offsetNext: 43)))
        #expect(throws: RecordFault.self) { try read(#"{"InputOffsetNext":43,"Keys":"k1"}"#) }
    }

    @Test("a reply tells whose keys refused the command, and no other reply tells any")
    func reply() throws {
        for keys in [nil, Self.keys] {
            var outputs = NewRecords()
            ReplyRecord.append(
                Sample.refusal, to: Sample.address, time: Sample.time, refusedFor: keys, to: &outputs)
            var parser = JSONParser()
            let reply = try ReplyRecord(Sample.stored(outputs[0]), for: "ingress-1", parser: &parser)
            #expect(reply?.refusedFor == keys && reply?.verdict == Sample.refusal)
        }
    }

    @Test("keys are held where each of the two is among those that there are")
    func known() {
        let known = KnownKeys(sealing: [("k2", 2), ("k1", 1)], digest: [20, 10])
        #expect(known.current == KeyFingerprints(sealing: 2, digest: 20))
        for sealing in 0...3 as ClosedRange<UInt64> {
            for digest in [0, 10, 20, 30] as [UInt64] {
                let isHeld = known.hold(KeyFingerprints(sealing: sealing, digest: digest))
                #expect(isHeld == ([1, 2].contains(sealing) && [10, 20].contains(digest)))
            }
        }
        #expect(known.words.contains("k2 0000000000000002, k1 0000000000000001"))
    }
}
