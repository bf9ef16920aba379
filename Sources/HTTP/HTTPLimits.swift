/// The bounds of this room.
package enum HTTPLimits {
    package static let threadCountMax = 64
    package static let connectionCountMax = 1_000_000
    package static let connectionByteCount = 4_096...1_048_576
    package static let bodyByteCountMax = 256 * 1_024 * 1_024
    package static let bodyMemoryByteCount = 262_144...17_179_869_184
    /// Longest timeout, in milliseconds: a day.
    static let timeoutMillisecondsMax: Int64 = 86_400_000
    package static let timeoutMax: Duration = .milliseconds(timeoutMillisecondsMax)
    /// Clients that the kernel keeps waiting until they are accepted.
    package static let backlogCount: Int32 = 1_024
    /// What is put aside for an announced body before its bytes come: a client's word alone gets no more.
    static let bodyReservationMax = 65_536
    /// The body of a refused request is passed over up to here; behind the head of one that is longer, or of unknown
    /// length, the connection is closed.
    static let passedByteCountMax = 16_384
    /// Clients accepted in one go before the watcher looks at its other work.
    static let acceptCountMax = 64
    /// Sockets looked at in one go.
    static let eventCountMax = 64
    /// Connections that may be on their way from accept to libmicrohttpd.
    static let connectionSlack = 128
    /// How long the last bytes of a client that has left may take to be read.
    static let leftMilliseconds: UInt64 = 1_000
    /// The part of the time to stop that is kept for telling waiting clients 503: one in this many.
    static let farewellShare: Int64 = 4
}
