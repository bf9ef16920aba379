/// The bounds of one run.
package enum PushLimits {
    /// Pushes of one run.
    package static let pushCountMax = 10_000_000
    /// Pushes on their way at once.
    package static let concurrencyMax = 1_024
    /// Pushes a second.
    package static let rateMax = 1_000_000
    /// Attempts after the first one.
    package static let repeatCountMax = 10
    /// From an attempt's end to its repeat.
    package static let repeatPauseMax: Duration = .seconds(600)
    /// Pushes that are begun and not over, those among them that wait for their repeat.
    package static let openCountMax = 10_000
    /// Characters of a carrier's text that are shown.
    package static let shownCharacterCountMax = 300
    /// Bytes of one event file, and of one reply that is read.
    package static let bodyByteCountMax = 1 << 20
    /// Event files of one run.
    package static let fileCountMax = 10_000
    /// Wrong answers that a report names; the others are counted.
    package static let wrongAnswerCountMax = 50
    /// Different codes, statuses or reasons that a report tells apart.
    package static let kindCountMax = 64
    /// A generated repeat pushes one of this many orders before it again.
    package static let repeatReach = 1_000
}
