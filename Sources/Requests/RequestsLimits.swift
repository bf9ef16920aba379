/// The bounds of this room.
package enum RequestsLimits {
    /// How long a command may wait for its verdict.
    package static let deadlineMax: Duration = .seconds(60)
    /// Commands whose verdict is awaited at the same time.
    package static let waiterCountMax = 1_000_000
    /// Replies read at a time.
    static let replyCountMax = 4_096
    /// What the record of an ordinary command takes, and a little more.
    static let commandByteCount = 2_560
}
