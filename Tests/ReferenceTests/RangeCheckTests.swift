import Testing

@testable import Waybill

/// What the log knows of issued numbers, against every edit of carriers.yaml.
@Suite("Edits of number ranges")
struct RangeCheckTests {
    struct Edit: CustomTestStringConvertible, Sendable {
        let name: String
        /// The carrier that the numbers are of now, and its ranges.
        var carrier = "ZTO"
        var issued = Numbers()
        var given: [Numbers] = []
        /// What the refusal says; nil where the edit is allowed.
        let refusal: String?

        var testDescription: String { name }
    }

    struct Numbers: Sendable {
        var prefix = "75"
        var digitCount = 6
        var check = CheckDigit.mod10
        var suffix = ""
        var serials: ClosedRange<UInt64> = 1_000...9_999

        func range() throws -> NumberRange {
            try NumberRangeTests.range(prefix, digitCount, check, suffix, serials)
        }
    }

    /// Of 75/1000...9999 three partitions have used 100, 90 and none: serials 1000 to 1297.
    private static let counts: [UInt64] = [100, 90, 0]
    private static let other = Numbers(prefix: "99")
    private static let onParcels = "on parcels already: 190 were issued for ZTO, from "

    static let edits = [
        Edit(name: "the same", refusal: nil),
        Edit(name: "grown", issued: Numbers(serials: 1_000...999_999), refusal: nil),
        Edit(name: "shrunk", issued: Numbers(serials: 1_000...1_500), refusal: nil),
        Edit(name: "shrunk below what was issued", issued: Numbers(serials: 1_000...1_100), refusal: nil),
        Edit(name: "a lower first", issued: Numbers(serials: 0...9_999), refusal: onParcels),
        Edit(name: "a first one lower", issued: Numbers(serials: 999...9_999), refusal: onParcels),
        Edit(name: "a first one higher", issued: Numbers(serials: 1_001...9_999), refusal: onParcels),
        Edit(name: "a first that was the last issued", issued: Numbers(serials: 1_297...9_999), refusal: onParcels),
        Edit(name: "a first after all that was issued", issued: Numbers(serials: 1_298...9_999), refusal: nil),
        Edit(name: "before all that was issued", issued: Numbers(serials: 0...999), refusal: nil),
        Edit(name: "up to the first issued", issued: Numbers(serials: 0...1_000), refusal: onParcels),
        Edit(name: "fewer digits: shorter numbers", issued: Numbers(digitCount: 5), refusal: nil),
        Edit(name: "more digits: longer numbers", issued: Numbers(digitCount: 9), refusal: nil),
        Edit(
            name: "a digit less in the prefix, one more in the serial",
            issued: Numbers(prefix: "7", digitCount: 7, serials: 0...9_999_999), refusal: onParcels),
        Edit(
            name: "a digit in place of the check digit",
            issued: Numbers(digitCount: 7, check: .none, serials: 0...999_999),
            refusal: onParcels),
        Edit(name: "another check digit", issued: Numbers(check: .luhn), refusal: onParcels),
        Edit(name: "another prefix", issued: other, refusal: nil),
        Edit(name: "another suffix", issued: Numbers(suffix: "CN"), refusal: nil),
        Edit(name: "renamed", carrier: "ZTX", refusal: nil),
        Edit(
            name: "renamed, with another first", carrier: "ZTX", issued: Numbers(serials: 0...9_999), refusal: onParcels
        ),
        Edit(name: "moved to given", issued: other, given: [Numbers()], refusal: onParcels),
        Edit(
            name: "partly moved to given", issued: other, given: [Numbers(serials: 1_200...1_250)], refusal: onParcels),
        Edit(
            name: "the unused rest moved to given", issued: Numbers(serials: 1_000...4_999),
            given: [Numbers(serials: 5_000...9_999)], refusal: nil),
        Edit(
            name: "shrunk below what was issued, and the rest moved to given", issued: Numbers(serials: 1_000...1_199),
            given: [Numbers(serials: 1_200...9_999)], refusal: onParcels),
    ]

    @Test("An edit is allowed if no number can be issued again", arguments: edits)
    func edit(_ edit: Edit) throws {
        var check = try check(edit.carrier, edit.issued, given: edit.given)
        for (partition, next) in Self.counts.enumerated() {
            check.add(
                SerialCount(carrier: "ZTO", range: try Numbers().range(), next: next), partition: Int32(partition))
        }
        try expect(check.fault(), edit.refusal)
    }

    @Test("A former range that comes back may not meet what was issued of another since", arguments: [true, false])
    func comesBack(meets: Bool) throws {
        var check = try check("ZTO", Numbers())
        check.add(SerialCount(carrier: "ZTO", range: try Numbers().range(), next: 9), partition: 0)
        let since = Numbers(serials: (meets ? 5_000 : 10_000)...99_999)
        check.add(SerialCount(carrier: "ZTO", range: try since.range(), next: 1), partition: 2)
        try expect(check.fault(), meets ? "1 were issued for ZTO, from 750050003 on, with serials up to 5002" : nil)
    }

    @Test("A range of which nothing was issued may be anything")
    func unused() throws {
        var check = try check("ZTO", Numbers(serials: 0...9_999), given: [Numbers(serials: 10_000...20_000)])
        check.add(SerialCount(carrier: "ZTO", range: try Numbers().range(), next: 0), partition: 0)
        #expect(check.fault() == nil)
        #expect(check.goneCarriers.isEmpty)
    }

    @Test("A range that pushes brought numbers from cannot be issued, unless it was before", arguments: [UInt64(0), 1])
    func movedToIssued(issuedCount: UInt64) throws {
        let range = try Numbers().range()
        var check = try check("ZTO", Numbers())
        check.add(given: try #require(range.number(serial: 7_000)))
        check.add(given: "a stranger's")
        check.add(SerialCount(carrier: "ZTO", range: range, next: issuedCount), partition: 0)
        try expect(check.fault(), issuedCount == 0 ? "given by WeChat, such as 75007000" : nil)
    }

    // MARK: - Counts of versions before ranges were kept

    @Test("A count without a range belongs to the one that is configured, and another carrier cannot have it")
    func rangeless() throws {
        var check = try check("ZTO", Numbers(), given: [Numbers(serials: 0...999)])
        check.add(SerialCount(carrier: "ZTO", range: nil, next: 50), partition: 1)
        #expect(check.ranges(ofRangelessCountsOf: "ZTO") == [try Numbers().range()])
        #expect(check.fault() == nil)
    }

    @Test("A count without a range belongs to the one that other partitions know of its carrier")
    func rangelessBesideKnown() throws {
        var check = try check("ZTO", Self.other)
        check.add(SerialCount(carrier: "ZTO", range: nil, next: 50), partition: 1)
        check.add(SerialCount(carrier: "ZTO", range: try Numbers().range(), next: 3), partition: 0)
        #expect(check.ranges(ofRangelessCountsOf: "ZTO") == [try Numbers().range()])
        #expect(check.fault() == nil)
    }

    @Test("A count without a range, of a carrier that is gone, lets no new range begin", arguments: [true, false])
    func rangelessOfNobody(isKnown: Bool) throws {
        var check = try check("TEST", Numbers())
        check.add(SerialCount(carrier: "ZTO", range: nil, next: 50), partition: 1)
        if isKnown { check.add(SerialCount(carrier: "TEST", range: try Numbers().range(), next: 1), partition: 0) }
        try expect(
            check.fault(), isKnown ? nil : "numbers were issued for carrier ZTO, which carriers.yaml does not name")
        #expect(check.goneCarriers == ["ZTO"])
    }

    @Test("A series reads back from its key, and nothing else does")
    func series() throws {
        for range in [try Numbers().range(), try Numbers(prefix: "", suffix: "HK", serials: 0...0).range()] {
            #expect(NumberSeries(range.series.description) == range.series)
        }
        for text in ["", "ZTO", "75/6/mod10/", "75/6/mod12//0", "75/x/mod10//0", "75/6/mod10//-1", "75/6/mod10//0/"] {
            #expect(NumberSeries(text) == nil)
        }
    }

    private func check(_ carrier: String, _ issued: Numbers, given: [Numbers] = []) throws -> RangeCheck {
        let carrier = try ReferenceTests.carrier(
            id: carrier, issued: issued.range(), given: given.map { try $0.range() })
        let reference = try Reference(
            carriers: [carrier], accounts: [], apps: [], gazetteer: Gazetteer(places: []))
        return RangeCheck(reference: reference, partitionCount: 3)
    }

    private func expect(_ fault: RangeFault?, _ refusal: String?) throws {
        guard let refusal else {
            #expect(fault == nil)
            return
        }
        let message = try #require(fault).message
        #expect(message.contains(refusal), "\(message)")
        #expect(message.hasPrefix("the range ") || message.hasPrefix("numbers were issued"))
    }
}
