/// Bounds of what a record of ours may hold.
package enum RecordLimits {
    package static let sealedTokenByteCountMax = 1024
    /// A fault stands in headers and in the reply.
    package static let faultByteCountMax = 512
    /// What a dead letter says of its failure; what is decided says less.
    package static let messageByteCountMax = 4 << 10
    /// Of a dead letter that cannot hold its input whole: what key and headers have before the value may have the rest.
    package static let shareByteCountMax = 64 << 10
    /// What a dead letter keeps of its input's headers. A header has 6 bytes at least, and of a record with more than
    /// 100,000 librdkafka 2.0.2 can read none.
    package static let inheritedByteCountMax = 512 << 10
    /// What the headers take that tell what was left out.
    package static let omissionByteCountMax = 256
    /// A dead letter that still tells where its input is and what was wrong with it, where even one that was cut to the
    /// topic's bound was refused: what any topic takes.
    package static let leastDeadLetterByteCountMax = 16 << 10
    /// RFC 3339 with room to spare.
    static let timeByteCountMax = 40
    /// What the headers of an ordinary record of ours take, and a little more.
    static let headerByteCount = 384
    /// A correlation id or instance name.
    package static let idByteCountMax = 128
}
