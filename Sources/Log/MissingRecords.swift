/// Records of a partition that were deleted before the group consumed them: by a retention, by a tool, or because the
/// group forgot where it was.
package struct MissingRecords: Equatable, Sendable {
    package let partition: Int32
    /// Where the group was to read on: what it has committed, or was handed out; 0 where it never committed.
    package let offset: Int64
    /// The first offset from which on records are there.
    package let offsetNext: Int64

    package init(partition: Int32, offset: Int64, offsetNext: Int64) {
        self.partition = partition
        self.offset = offset
        self.offsetNext = offsetNext
    }

    /// How many records that can have been. Fewer where offsets had gaps.
    package var countMax: Int64 { max(0, offsetNext - offset) }
}
