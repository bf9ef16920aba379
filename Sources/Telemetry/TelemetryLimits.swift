/// The bounds of logs and metrics. What would pass a bound is cut or folded together, never refused: telling about an
/// event must not make the event fail.
package enum TelemetryLimits {
    /// Bytes of one field's text before escaping; what is over is cut at a character and marked with `...`.
    /// The longest message of ours, of what ends a start, stays whole.
    package static let valueByteCountMax = 1_024
    /// Bytes of one line with its newline: PIPE_BUF, so that one write to a pipe is never torn apart.
    package static let lineByteCountMax = 4_096
    /// Between two lines of one kind of an event that is told by a summary.
    package static let summaryInterval = Duration.seconds(10)
    /// The same for what is no trouble of the service's own: a stranger's, or a merchant's.
    package static let dailyInterval = Duration.seconds(60)
    /// Kinds of one event that are told apart at a time; all further ones share one line.
    package static let summaryKindCountMax = 64
    /// Bytes of one label's value; what is over is cut.
    package static let labelByteCountMax = 128
    /// Series of one family unless the family says otherwise; all further ones share the series `other`.
    package static let seriesCountMax = 64
    /// Bounds of one histogram.
    package static let histogramBoundCountMax = 64
}
