/// One partition's part of a range: every `partitionCount`-th serial, so that no partition meets another's number and
/// all are used.
package struct NumberShare: Sendable {
    package let range: NumberRange
    package let partition: Int32
    package let partitionCount: Int32

    package init(of range: NumberRange, partition: Int32, partitionCount: Int32) {
        self.range = range
        self.partition = partition
        self.partitionCount = partitionCount
    }

    /// The serial after `usedCount` others; nil where there is no such integer. It may lie beyond the range.
    package func serial(after usedCount: UInt64) -> UInt64? {
        let (product, overflow) = usedCount.multipliedReportingOverflow(by: UInt64(partitionCount))
        let (offset, overflow2) = product.addingReportingOverflow(UInt64(partition))
        let (serial, overflow3) = offset.addingReportingOverflow(range.first)
        return overflow || overflow2 || overflow3 ? nil : serial
    }

    /// How many numbers of the range are this partition's.
    package var count: UInt64 {
        let span = range.last - range.first
        return span < UInt64(partition) ? 0 : (span - UInt64(partition)) / UInt64(partitionCount) + 1
    }

    package func left(after usedCount: UInt64) -> UInt64 { usedCount < count ? count - usedCount : 0 }

    /// Why there is no number after `usedCount` others, and what the carrier has to do.
    func exhaustion(after usedCount: UInt64) -> String {
        let place = "partition \(partition) of \(partitionCount)"
        if count == 0 {
            return "the carrier's range of waybill numbers has none for \(place); the carrier has to enter a longer one"
        }
        if usedCount > count {
            return "the carrier's range of waybill numbers ends before numbers that were issued; the carrier has to "
                + "correct its end, or to enter another range"
        }
        let others = partitionCount > 1 ? " of \(place) (others may have some left)" : ""
        return "the carrier's waybill numbers\(others) are used up; the carrier has to enter another range"
    }
}
