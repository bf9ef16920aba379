/// What a decision may look at besides the command and the reference data: the lane's memory of the things that the
/// command names.
package struct Facts: Equatable, Sendable {
    /// The state of the command's order; nil for one that was never accepted.
    package var order: OrderState?
    /// How many numbers of the carrier's own range this partition has used up.
    package var serialNext: UInt64
    /// The order that holds the number given in the command, if any order of this partition does.
    package var holder: [UInt8]?
    /// This partition and how many there are: the carrier's numbers are dealt out among the partitions in turn.
    package var partition: Int32
    package var partitionCount: Int32

    package init(
        order: OrderState?, serialNext: UInt64, holder: [UInt8]?, partition: Int32, partitionCount: Int32
    ) {
        self.order = order
        self.serialNext = serialNext
        self.holder = holder
        self.partition = partition
        self.partitionCount = partitionCount
    }
}
