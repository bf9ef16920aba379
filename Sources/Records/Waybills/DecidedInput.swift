/// What a partition's changelog and lane say of its commands that are decided.
package struct DecidedInput: Equatable, Sendable {
    /// Up to here they are.
    package var offsetNext: Int64
    /// Among how many partitions orders and numbers were dealt out; nil where an older version decided, which did not
    /// say it.
    package var partitionCount: Int32?
    /// Under which keys the last of those commands was taken that told; nil where none did.
    package var keys: KeyFingerprints?

    package init(offsetNext: Int64, partitionCount: Int32? = nil, keys: KeyFingerprints? = nil) {
        self.offsetNext = offsetNext
        self.partitionCount = partitionCount
        self.keys = keys
    }
}
