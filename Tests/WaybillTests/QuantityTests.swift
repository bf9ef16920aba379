import Testing

@testable import Waybill

@Suite("Quantity")
struct QuantityTests {
    @Test(
        "reads a decimal exactly",
        arguments: [
            ("0", 0), ("1", 1_000_000), ("1.2", 1_200_000), ("20.5", 20_500_000), ("15", 15_000_000),
            ("15.0", 15_000_000), ("-0.25", -250_000), ("-0", 0), ("0.000001", 1), ("-0.000001", -1),
            ("0.0000010", 1), ("1.000000000000", 1_000_000), ("007", 7_000_000), (" 1", 1_000_000), ("1 ", 1_000_000),
            ("  1.5  ", 1_500_000), ("\n 1.5\r\n\t", 1_500_000),
            ("1e3", 1_000_000_000), ("1E+3", 1_000_000_000), ("12e-1", 1_200_000), ("1.5e-5", 15), ("10e-7", 1),
            ("1e-6", 1), ("0e99", 0), ("0e-99", 0), ("0.0e-50", 0),
            // Noise of binary fractions, in the ways that they are printed: rounded, half away from zero.
            ("0.30000000000000004", 300_000), ("3.0000000000000004E-1", 300_000),
            ("0.1000000000000000055511151231257827", 100_000),
            ("-0.30000000000000004", -300_000), ("1.9999999999999998", 2_000_000), ("5.551115123125783e-17", 0),
            ("4.9e-324", 0), ("1e-7", 0), ("-1e-7", 0), ("0.0000001", 0), ("0.0000005", 1), ("-0.0000005", -1),
            ("0.00000049999999999999999999999", 0), ("0.00000005", 0), ("1.5e-6", 2), ("1e-100", 0),
            ("9.999999949e-1", 1_000_000),
            ("999999999999.9999994", 999_999_999_999_999_999), ("1000000000000.0000004", 1_000_000_000_000_000_000),
            ("0." + String(repeating: "0", count: 100_000) + "1", 0),
            ("0." + String(repeating: "3", count: 100_000), 333_333),
            ("123456789012345678901e-10", 12_345_678_901_234_568),
            ("1000000000000", 1_000_000_000_000_000_000), ("1e12", 1_000_000_000_000_000_000),
            ("-1000000000000", -1_000_000_000_000_000_000), ("999999999999.999999", 999_999_999_999_999_999),
            (String(repeating: "0", count: 63) + "1", 1_000_000),
            (String(repeating: "0", count: 100_000), 0),
        ] as [(String, Int64)])
    func value(_ text: String, _ millionths: Int64) {
        #expect(Quantity(text: Array(text.utf8)) == .value(millionths: millionths))
    }

    @Test("an empty or blank text is absent", arguments: ["", " ", "     ", "\t", "\r\n"])
    func absent(_ text: String) {
        #expect(Quantity(text: text.utf8) == .absent)
    }

    @Test(
        "anything else is unreadable, as is what is too large",
        arguments: [
            "abc", "1,2", "1.", ".5", ".", "-", "+1", "--1", "- 1", "1e", "1e+", "1e-", "1e100", "1e99999", "e3",
            "0x10",
            "1 2",
            "1.2.3", "1-2", "NaN", "Infinity", "1_000", "1.2kg", "\u{ff11}", "\u{0}", "1\u{0}", "true", "unreadable",
            "1000000000000.000001", "1000000000000.0000005", "1000000000001", "-1000000000001", "1e13", "1e99",
            "9223372036854775807", "99999999999999999999999999999999",
            String(repeating: "9", count: 100_000),
        ])
    func unreadable(_ text: String) {
        #expect(Quantity(text: text.utf8) == .unreadable)
    }

    @Test(
        "writes the shortest decimal",
        arguments: [
            (0, "0"), (1, "0.000001"), (-1, "-0.000001"), (1_000_000, "1"), (20_500_000, "20.5"), (-250_000, "-0.25"),
            (100_000, "0.1"), (10_010, "0.01001"), (1_000_000_000_000_000_000, "1000000000000"),
            (.max, "9223372036854.775807"), (.min, "-9223372036854.775808"),
        ] as [(Int64, String)])
    func text(_ millionths: Int64, _ text: String) {
        #expect(Quantity.value(millionths: millionths).text == text)
    }

    @Test("what is written reads back as itself")
    func roundTrip() throws {
        var random = SplitMix64(seed: 3)
        let bound: Int64 = 1_000_000_000_000_000_000
        for _ in 0..<20_000 {
            // Magnitudes of every size.
            let number = Int64.random(in: -bound...bound, using: &random) >> Int64.random(in: 0...60, using: &random)
            let quantity = Quantity.value(millionths: number)
            let text = try #require(quantity.text)
            if Quantity(text: text.utf8) != quantity { Issue.record("\(number) was written as \(text)") }
        }
        #expect(Quantity.absent.text == nil)
        #expect(Quantity.unreadable.text == nil)
    }

    @Test("random bytes give an answer, and never a trap")
    func noise() {
        var random = SplitMix64(seed: 4)
        let alphabet = Array("0123456789.-+eE x\u{0}".utf8)
        var readCount = 0
        for _ in 0..<50_000 {
            let count = Int.random(in: 0...70, using: &random) >> Int.random(in: 0...6, using: &random)
            let text = (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] }
            if case .value(let number) = Quantity(text: text) {
                readCount += 1
                #expect(number.magnitude <= 1_000_000_000_000_000_000)
            }
        }
        #expect(readCount > 1_000)
    }

    @Test(
        "whole numbers",
        arguments: [
            (Quantity.whole(5), 5), (.whole(-5), -5), (.value(millionths: 1_500_000), nil), (.absent, nil),
            (.unreadable, nil), (.whole(.max), nil), (.whole(.min), nil), (.whole(0), 0),
        ] as [(Quantity, Int64?)])
    func whole(_ quantity: Quantity, _ number: Int64?) {
        #expect(quantity.wholeNumber == number)
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
