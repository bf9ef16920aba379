/// Bounds of what a record of ours may hold.
package enum RecordLimits {
    /// One more than the domain accepts, so that the check can refuse a longer list by its own rule.
    package static let detailCountMax = 101
    package static let sealedTokenByteCountMax = 1024
    /// A correlation id or instance name.
    package static let idByteCountMax = 64
}
