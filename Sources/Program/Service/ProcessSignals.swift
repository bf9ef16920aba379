internal import Dispatch
internal import Glibc

/// SIGTERM and SIGINT as events that end the service. Whoever sends SIGHUP, SIGUSR1 or SIGUSR2 wants something else of
/// it (to read its files anew, to reopen its log), or has closed the terminal: it goes on, and `ignored` is told which
/// one came. SIGPIPE is ignored: a client that went away is an error of its connection, no more.
final class ProcessSignals {
    private let arrived = DispatchSemaphore(value: 0)
    private let sources: [any DispatchSourceSignal]

    init(ignored: @escaping @Sendable (String) -> Void) {
        signal(SIGPIPE, SIG_IGN)
        // A file that reaches the limit of the shell's ulimit is an error of its writer, too.
        signal(SIGXFSZ, SIG_IGN)
        let arrived = arrived
        let ending = [SIGTERM, SIGINT].map { Self.source($0) { arrived.signal() } }
        let others = [(SIGHUP, "SIGHUP"), (SIGUSR1, "SIGUSR1"), (SIGUSR2, "SIGUSR2")].map { number, name in
            Self.source(number) { ignored(name) }
        }
        sources = ending + others
    }

    /// Blocks until a signal came or `release` was called.
    func wait() { arrived.wait() }

    /// Lets `wait` return; may be called from any thread.
    var release: @Sendable () -> Void { { [arrived] in arrived.signal() } }

    private static func source(
        _ number: Int32, _ handler: @escaping @Sendable () -> Void
    ) -> any DispatchSourceSignal {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler { handler() }
        source.activate()
        return source
    }
}
