import Testing

@testable import Waybill

@Suite("Number ranges")
struct NumberRangeTests {
    static func range(
        _ prefix: String, _ digitCount: Int, _ checkDigit: CheckDigit = .none, _ suffix: String = "",
        _ serials: ClosedRange<UInt64>? = nil
    ) throws -> NumberRange {
        let last = (0..<digitCount).reduce(UInt64(1)) { power, _ in power * 10 } - 1
        return try NumberRange(
            prefix: prefix, digitCount: digitCount, checkDigit: checkDigit, suffix: suffix,
            first: serials?.lowerBound ?? 0, last: serials?.upperBound ?? last)
    }

    @Test(
        "Check digits agree with published numbers",
        arguments: [
            (CheckDigit.mod10, "400638133393", 1), (.mod10, "629104150021", 3), (.mod10, "0", 0),
            (.mod11, "00071758", 1), (.mod11, "00071759", 5), (.mod11, "47312482", 9),
            (.luhn, "7992739871", 3), (.luhn, "453201511283036", 6),
        ])
    func checkDigit(rule: CheckDigit, digits: String, expected: UInt8) {
        #expect(rule.digit(over: digits.utf8.map { $0 - 0x30 }) == expected)
    }

    @Test("mod11 repeats its weights after eight digits, and gives 0 for 10")
    func mod11Weights() {
        #expect(CheckDigit.mod11.digit(over: [0, 0, 0, 0, 0, 0, 0, 0, 1]) == 3)
        // 8 x 7 = 56, 56 mod 11 = 1, 11 - 1 = 10.
        #expect(CheckDigit.mod11.digit(over: [7]) == 0)
    }

    @Test(
        "A serial becomes a number and back",
        arguments: [
            ("EB", 8, CheckDigit.mod11, "HK", UInt64(71_759), "EB000717595HK"),
            ("75", 11, .mod10, "", 0, "75000000000004"),
            ("12345", 4, .none, "", 6789, "123456789"),
            ("", 10, .luhn, "", 7_992_739_871, "79927398713"),
            ("YT", 13, .none, "", 42, "YT0000000000042"),
            ("", 18, .none, "", 999_999_999_999_999_999, "999999999999999999"),
        ])
    func roundTrip(
        prefix: String, digitCount: Int, check: CheckDigit, suffix: String, serial: UInt64, number: String
    ) throws {
        let range = try Self.range(prefix, digitCount, check, suffix)
        #expect(range.number(serial: serial) == number)
        #expect(try range.serial(of: number).get() == serial)
    }

    @Test("Nothing is issued outside of the range")
    func bounds() throws {
        let range = try Self.range("A", 4, .none, "", 10...20)
        #expect(range.number(serial: 9) == nil)
        #expect(range.number(serial: 10) == "A0010")
        #expect(range.number(serial: 20) == "A0020")
        #expect(range.number(serial: 21) == nil)
        #expect(range.number(serial: .max) == nil)
    }

    @Test(
        "What is wrong with a number is told apart",
        arguments: [
            ("EB000717595HK", NumberFault?.none), ("EB000717594HK", .checkDigit), ("EB999999990HK", .checkDigit),
            ("EB999999995HK", .range),
            ("EB00071759HK", .shape), ("EB0007175955HK", .shape), ("XB000717595HK", .shape), ("EB000717595HX", .shape),
            ("EB0007x7595HK", .shape), ("eb000717595hk", .shape), ("", .shape), ("0", .shape),
            ("EB00071759\u{663}HK", .shape), ("EB000717581HK", .range),
            (String(repeating: "9", count: 100_000), .shape),
        ])
    func faults(number: String, fault: NumberFault?) throws {
        let range = try Self.range("EB", 8, .mod11, "HK", 71_759...80_000)
        switch range.serial(of: number) {
        case .success: #expect(fault == nil)
        case .failure(let found): #expect(found == fault)
        }
    }

    /// Not mod11: S10 has eleven remainders and ten digits, so that it can miss one.
    @Test("Each wrong digit is noticed", arguments: [CheckDigit.mod10, .luhn])
    func singleDigitErrors(check: CheckDigit) throws {
        let range = try Self.range("7", 7, check)
        for serial in stride(from: UInt64(0), to: 9_999_999, by: 399_989) {
            let number = Array(try #require(range.number(serial: serial)).utf8)
            for position in 1..<number.count {
                var wrong = number
                wrong[position] = 0x30 + (wrong[position] - 0x30 + 1) % 10
                #expect(range.serial(of: String(decoding: wrong, as: UTF8.self)) == .failure(.checkDigit))
            }
        }
    }

    @Test("Ranges overlap unless length, suffix or digits rule it out")
    func overlaps() throws {
        let base = try Self.range("75", 11, .mod10)
        let disjoint = [
            try Self.range("76", 11, .mod10), try Self.range("75", 10, .mod10), try Self.range("12345", 4),
            try Self.range("EB", 8, .mod11, "HKXY"), try Self.range("7", 13, .none, "", 0...4_999_999_999_999),
            try Self.range("7", 13, .none, "", 6_000_000_000_000...9_999_999_999_999),
        ]
        for other in disjoint {
            #expect(!base.overlaps(other) && !other.overlaps(base), "\(other)")
        }
        let overlapping = [
            base, try Self.range("75", 12), try Self.range("", 14), try Self.range("7", 12, .luhn),
            try Self.range("750", 11), try Self.range("7", 13, .none, "", 0...5_000_000_000_000),
        ]
        for other in overlapping {
            #expect(base.overlaps(other) && other.overlaps(base), "\(other)")
        }
    }

    @Test("Parts of one segment do not overlap, and neighbours that share a serial do")
    func segments() throws {
        let low = try Self.range("A", 6, .luhn, "", 0...499_999)
        #expect(!low.overlaps(try Self.range("A", 6, .luhn, "", 500_000...999_999)))
        #expect(low.overlaps(try Self.range("A", 6, .luhn, "", 499_999...999_999)))
        #expect(!low.overlaps(try Self.range("B", 6, .luhn)))
        #expect(!(try Self.range("A", 6, .none, "CN")).overlaps(try Self.range("A", 6, .none, "HK")))
    }

    @Test("A range that cannot be is refused, with the reason")
    func refused() {
        func fault(_ prefix: String, _ digits: Int, _ first: UInt64, _ last: UInt64, suffix: String = "") -> String? {
            do throws(ReferenceFault) {
                _ = try NumberRange(
                    prefix: prefix, digitCount: digits, checkDigit: .none, suffix: suffix, first: first, last: last)
                return nil
            } catch {
                return error.message
            }
        }
        #expect(fault("75", 4, 0, 9999) == nil)
        #expect(fault("75", 0, 0, 0) == "digits must be 1 to 18")
        #expect(fault("75", 19, 0, 0) == "digits must be 1 to 18")
        #expect(fault("75", 4, 5, 4) == "the range is upside down: first is larger than last")
        #expect(fault("75", 4, 0, 10_000) == "last has more than the 4 digits of a serial")
        #expect(fault("7 5", 4, 0, 1) == "prefix must be of the letters A-Z, a-z and digits")
        #expect(fault("75", 4, 0, 1, suffix: "#") == "suffix must be of the letters A-Z, a-z and digits")
        #expect(fault(String(repeating: "7", count: 17), 4, 0, 1) == "prefix is longer than 16 characters")
        #expect(fault("", 1, 0, 9) == "a number must have at least 4 characters")
    }
}
