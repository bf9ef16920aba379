/// The bounds of this room.
package enum HTTPClientLimits {
    package static let connectionCountMax = 65_536
    package static let bodyByteCountMax = 256 * 1_024 * 1_024
    /// Bytes of an answer's head, all of its lines and those of interim answers together.
    package static let headByteCountMax = 256 * 1_024
    /// The longest time that a request may take; a longer limit is this one.
    package static let timeMax: Duration = .seconds(86_400)
    /// What `HTTPClient.run` was given and is not due yet.
    package static let alarmCountMax = 65_536
    /// Sockets that are looked at in one go.
    static let readyCountMax = 64
    /// Characters of what libcurl says of a failure.
    static let reasonCharacterCountMax = 300
}
