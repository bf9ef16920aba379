/// What configuration may cost.
package enum ConfigurationLimits {
    package static let errorCountMax = 20
    static let warningCountMax = 20
    static let csvByteCountMax = 16 << 20
    static let csvFieldByteCountMax = 4096
    static let propertiesByteCountMax = 64 << 10
    static let secretByteCountMax = 4096
    /// Of a file that secrets or certificates stand in, whatever else does.
    static let secretFileByteCountMax = 16 << 20
    static let otherDigestKeyCountMax = 4
    static let accountCountMax = 100_000
    static let appCountMax = 1_000
    static let carrierCountMax = 100
    static let numberRangeCountMax = 1_000
    static let serviceCountMax = 1_000
    static let nameByteCountMax = 128
    /// Entries of a topic's `config`.
    static let topicSettingCountMax = 64
    /// The value of one of them.
    static let topicSettingByteCountMax = 1024
}
