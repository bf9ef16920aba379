/// What a configuration file may cost.
package enum YAMLLimits {
    package static let fileByteCountMax = 4 << 20
    package static let nodeCountMax = 100_000
    package static let depthMax = 32
    /// Of a key or a suggestion inside a message.
    static let quotedCharacterCountMax = 64
    /// Longer keys have no near neighbours worth naming.
    static let suggestedKeyByteCountMax = 64
}
