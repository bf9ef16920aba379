internal import Files
internal import Glibc
internal import Synchronization

/// One line on a terminal that shows how far a run is. Made only when standard error is a terminal: into a pipe or a
/// file nothing is written.
package final class ProgressBar: Sendable {
    private static let width = 30
    private static let interval: Duration = .milliseconds(100)
    private let shownAt = Mutex<Duration?>(nil)
    private let write: @Sendable (String) -> Void

    /// Nil when standard error is no terminal.
    package convenience init?() {
        guard isatty(STDERR_FILENO) == 1 else { return nil }
        self.init(write: writeStandardError)
    }

    init(write: @escaping @Sendable (String) -> Void) { self.write = write }

    /// Shows the state, at most ten times a second; the last state always.
    package func update(_ progress: PushProgress) {
        let isDue = shownAt.withLock { shown in
            if let last = shown, progress.elapsed - last < Self.interval, progress.done < progress.total {
                return false
            }
            shown = progress.elapsed
            return true
        }
        if isDue { write(Self.line(progress)) }
    }

    /// Takes the line away.
    package func clear() { write("\r\u{1B}[K") }

    static func line(_ progress: PushProgress) -> String {
        let share = progress.total > 0 ? min(1, Double(progress.done) / Double(progress.total)) : 1
        let filled = Int(share * Double(width))
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
        let seconds = progress.elapsed / .seconds(1)
        let rate = seconds > 0 ? Double(progress.done) / seconds : 0
        let lost = progress.unanswered > 0 ? ", \(progress.unanswered) unanswered" : ""
        let speed = PushReport.decimal(rate, digits: 0).prefix { $0 != "." }
        return "\r[\(bar)] \(progress.done)/\(progress.total), \(speed)/s\(lost)\u{1B}[K"
    }
}
