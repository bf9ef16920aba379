/// The bounds of one entry of a lane.
package enum LaneLimits {
    package static let keyByteCountMax = 8 << 10
    /// Of the keys that are found by how they start.
    package static let orderedKeyByteCountMax = 511
    package static let valueByteCountMax = 64 << 10
    /// How old the witness on the disk may become while the lane is at work.
    static let witnessSyncInterval: Duration = .seconds(5)
}
