/// Whether the ranges of the reference data may be issued from, and given to WeChat, by what the log knows of all
/// numbers before. A value: it is told what is known, and then asked.
///
/// What is compared with is what was issued, not what could have been: a former range's unused rest may be given to
/// somebody else. Should that range come back, its own rest is compared with what was issued of it since.
package struct RangeCheck {
    /// What was issued of one series, whoever issued it.
    private struct Use {
        var carrier: String
        var count: UInt64 = 0
        var serialLast: UInt64
    }

    private let reference: Reference
    private let partitionCount: Int32
    /// By series; a series that is known and of which nothing was issued has no use.
    private var uses: [NumberSeries: Use] = [:]
    private var ranges: [String: [NumberSeries: NumberRange]] = [:]
    /// Counts that do not know their range, by carrier.
    private var rangeless: [String: [(next: UInt64, partition: Int32)]] = [:]
    /// A number that a push brought along, in a range that is to be issued from for the first time.
    private var taken: [NumberSeries: String] = [:]

    package init(reference: Reference, partitionCount: Int32) {
        self.reference = reference
        self.partitionCount = partitionCount
    }

    /// A partition's count.
    package mutating func add(_ count: SerialCount, partition: Int32) {
        guard let range = count.range else {
            return rangeless[count.carrier, default: []].append((count.next, partition))
        }
        ranges[count.carrier, default: [:]][range.series] = range
        Self.add(count.next, partition, of: range, carrier: count.carrier, partitionCount, to: &uses)
    }

    /// A number that a push brought along, and an order holds.
    package mutating func add(given number: String) {
        for carrier in reference.carriers {
            if case .success = carrier.issued.serial(of: number) { taken[carrier.issued.series] = number }
        }
    }

    /// The ranges that a count without one belongs to: that of its carrier which the log knows, or else the one that
    /// stands in carriers.yaml. Of several it may be any: it then counts for each, which leaves out numbers and repeats
    /// none. Empty where nobody knows.
    package func ranges(ofRangelessCountsOf carrier: String) -> [NumberRange] {
        if let known = ranges[carrier], !known.isEmpty {
            return known.values.sorted { "\($0)" < "\($1)" }
        }
        return (reference.carrier(carrier)?.issued).map { [$0] } ?? []
    }

    /// Carriers that numbers were issued for and that carriers.yaml does not name any more.
    package var goneCarriers: [String] {
        let all = uses.values.map(\.carrier) + rangeless.keys
        return Set(all).filter { reference.carrier($0) == nil }.sorted()
    }

    /// What forbids to go on; nil where no number can be issued again.
    package func fault() -> RangeFault? {
        var uses = uses
        var unknown: [String] = []
        for (carrier, counts) in rangeless.sorted(by: { $0.key < $1.key }) {
            let owners = ranges(ofRangelessCountsOf: carrier)
            if owners.isEmpty { unknown.append(carrier) }
            for (next, partition) in counts {
                for range in owners {
                    Self.add(next, partition, of: range, carrier: carrier, partitionCount, to: &uses)
                }
            }
        }
        let known = uses.sorted { $0.key.description < $1.key.description }
        for carrier in reference.carriers {
            let isNew = uses[carrier.issued.series] == nil
            for range in [carrier.issued] + carrier.given {
                // A carrier goes on with the range that it issues from.
                let own = range == carrier.issued ? range.series : nil
                for (series, use) in known where series != own && Self.meet(range, series, use) {
                    return Self.issuedBefore(carrier, range, series, use)
                }
            }
            if isNew, let number = taken[carrier.issued.series] { return Self.givenBefore(carrier, number) }
            if isNew, let gone = unknown.first { return Self.unknown(carrier, gone) }
        }
        return nil
    }

    private static func add(
        _ next: UInt64, _ partition: Int32, of range: NumberRange, carrier: String, _ partitionCount: Int32,
        to uses: inout [NumberSeries: Use]
    ) {
        let share = NumberShare(of: range, partition: partition, partitionCount: partitionCount)
        guard next > 0 else { return }
        let serial = share.serial(after: next - 1) ?? .max
        var use = uses[range.series] ?? Use(carrier: carrier, serialLast: serial)
        use.carrier = carrier
        use.count &+= next
        use.serialLast = max(use.serialLast, serial)
        uses[range.series] = use
    }

    /// Whether a number of the range was issued. A serial that its digits cannot hold never was.
    private static func meet(_ range: NumberRange, _ series: NumberSeries, _ use: Use) -> Bool {
        let end = (0..<series.digitCount).reduce(UInt64(1)) { product, _ in product * 10 } - 1
        guard let issued = try? series.range(to: min(use.serialLast, end)) else { return false }
        return issued.overlaps(range)
    }
}

/// Why a range may not be used.
package struct RangeFault: Error, Equatable, Sendable {
    package let carrier: String
    package let range: NumberRange
    package let message: String
}

extension RangeCheck {
    private static func issuedBefore(
        _ carrier: Carrier, _ range: NumberRange, _ series: NumberSeries, _ use: Use
    ) -> RangeFault {
        let entry =
            "prefix: \"\(series.prefix)\", digits: \(series.digitCount), check_digit: \(series.checkDigit), "
            + "suffix: \"\(series.suffix)\", first: \(series.first)"
        let first = (try? series.range(to: series.first))?.number(serial: series.first) ?? "\(series.first)"
        return RangeFault(
            carrier: carrier.id, range: range,
            message: """
                the range \(range) of carrier \(carrier.id) has numbers that are on parcels already: \(use.count) were \
                issued for \(use.carrier), from \(first) on, with serials up to \(use.serialLast). They would be used \
                again. Set the range of these numbers as it was ({ \(entry) }; only its last may change) and keep it \
                under issued, or enter a range of which no number was issued
                """)
    }

    private static func givenBefore(_ carrier: Carrier, _ number: String) -> RangeFault {
        RangeFault(
            carrier: carrier.id, range: carrier.issued,
            message: """
                the range \(carrier.issued) of carrier \(carrier.id) has numbers that are on parcels already, given by \
                WeChat, such as \(number). They would be used again. Move the range back to given, or enter one that \
                no push brought a number from
                """)
    }

    private static func unknown(_ carrier: Carrier, _ gone: String) -> RangeFault {
        RangeFault(
            carrier: carrier.id, range: carrier.issued,
            message: """
                numbers were issued for carrier \(gone), which carriers.yaml does not name any more, by a version that \
                did not keep their range: those of \(carrier.id) in \(carrier.issued) may be the same. Enter \(gone) \
                with the range that it had and start once; then its range is known and the carrier can go
                """)
    }
}
