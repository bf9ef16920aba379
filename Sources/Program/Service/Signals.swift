internal import Dispatch
internal import Glibc

/// SIGTERM, SIGINT and SIGHUP (the terminal was closed) as events. SIGPIPE is ignored: a client that went away is an
/// error of its connection, no more.
final class Signals {
    private let arrived = DispatchSemaphore(value: 0)
    private let sources: [any DispatchSourceSignal]

    init() {
        signal(SIGPIPE, SIG_IGN)
        // A file that reaches the limit of the shell's ulimit is an error of its writer, too.
        signal(SIGXFSZ, SIG_IGN)
        let arrived = arrived
        sources = [SIGTERM, SIGINT, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { arrived.signal() }
            source.activate()
            return source
        }
    }

    /// Blocks until a signal came or `release` was called.
    func wait() { arrived.wait() }

    /// Lets `wait` return; may be called from any thread.
    var release: @Sendable () -> Void { { [arrived] in arrived.signal() } }
}
