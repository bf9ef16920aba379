import SeedParcel
import Testing

@testable import Waybill

@Suite("the carrier's own numbers")
struct NumberTests {
    private func push(serialNext: UInt64, partition: Int32, of count: Int32, _ reference: Reference) -> Outcome {
        var add = Seed.add
        add.waybillID = "0"
        let facts = Facts(
            order: nil, serialNext: serialNext, holder: nil, partition: partition, partitionCount: count)
        return decide(.addWaybill(add, contentDigest: Seed.contentDigest), facts: facts, reference: reference)
    }

    @Test("partitions never meet, use up the whole range, and say when it is over", arguments: [1, 2, 3, 7, 64, 120])
    func partitions(_ count: Int32) throws {
        let reference = try Rules().reference()
        var numbers: [String] = []
        for partition in 0..<count {
            var next: UInt64 = 0
            while true {
                let outcome = push(serialNext: next, partition: partition, of: count, reference)
                guard outcome.verdict.reason == nil else {
                    #expect(outcome.verdict.refusal?.message == exhaustion(partition, of: count))
                    #expect(outcome == Outcome(verdict: outcome.verdict))
                    break
                }
                numbers.append(outcome.verdict.waybillID)
                #expect(outcome.serialNext == next + 1)
                next += 1
            }
        }
        #expect(numbers.count == 100)
        #expect(Set(numbers).count == 100)
    }

    /// The range has a hundred numbers.
    private func exhaustion(_ partition: Int32, of count: Int32) -> String {
        switch (partition, count) {
        case (100..., _):
            "the carrier's range of waybill numbers has none for partition \(partition) of \(count); the carrier has "
                + "to enter a longer one"
        case (_, 1): "the carrier's waybill numbers are used up; the carrier has to enter another range"
        default:
            "the carrier's waybill numbers of partition \(partition) of \(count) (others may have some left) are used "
                + "up; the carrier has to enter another range"
        }
    }

    @Test("an end before what was issued is told from numbers that are used up", arguments: [(1, 101), (12, 10)])
    func shrunk(_ count: Int32, _ serialNext: UInt64) throws {
        let outcome = push(serialNext: serialNext, partition: 0, of: count, try Rules().reference())
        #expect(outcome.verdict.reason == .other)
        #expect(
            outcome.verdict.refusal?.message.hasPrefix(
                "the carrier's range of waybill numbers ends before numbers that were") == true)
    }

    private static let extremes: [UInt64] = [.max, .max - 1, .max / 64, .max / 64 + 1, 1 << 63]

    @Test("no counter overflows", arguments: extremes)
    func overflow(_ serialNext: UInt64) throws {
        let reference = try Rules().reference()
        for (partition, count) in [(Int32(0), Int32(1)), (63, 64), (1023, 1024)] {
            let outcome = push(serialNext: serialNext, partition: partition, of: count, reference)
            #expect(outcome.verdict.reason == .other)
        }
    }

    @Test("a refused push uses up no number")
    func refused() throws {
        var situation = Situation()
        situation.add.waybillID = "0"
        situation.add.content.service.type = .absent
        #expect(try situation.outcome().serialNext == nil)
    }

    @Test("an order keeps its number, whatever number a later push brings", arguments: ["0", "123000000", "123456789"])
    func anew(_ number: String) throws {
        for digest in [Seed.contentDigest, Seed.digest(0x33)] {
            var situation = Situation()
            situation.facts.order = CancelSituation().order
            situation.add.waybillID = number
            situation.contentDigest = digest
            let outcome = try situation.outcome()
            #expect(outcome.verdict == .success(waybillID: Seed.number, waybillData: Seed.waybillData))
            #expect(outcome.serialNext == nil)
        }
    }
}
