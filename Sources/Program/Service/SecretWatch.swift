internal import Configuration
internal import Dispatch
internal import Files
internal import Synchronization
internal import Telemetry
internal import Time

/// Looks from time to time whether a secret or a certificate that was read at the start has changed on the disk, and
/// then ends the service, so that it is started anew with what is there now.
///
/// What a start would refuse does not end it: it is told, and the service goes on with what it has. Processes that see
/// the same change do not end at the same moment.
final class SecretWatch: Sendable {
    private struct State {
        var files: WatchedFiles
        /// The files whose change ends the service when it is seen once more.
        var due: [String] = []
        /// The last thing that a start would have refused, which is told once.
        var refusal: String?
        /// Files that something was told of since all were last as they had been read.
        var toldFiles: Set<String> = []
        var isStopped = false
    }

    private let state: Mutex<State>
    private let interval: Duration
    private let logger: Logger
    private let check: @Sendable () throws -> Void
    private let changed: @Sendable (String) -> Void
    private let looks = DispatchQueue(label: "secrets")

    /// `check` throws what a start would refuse; `changed` is told what has changed, once.
    init(
        _ files: [SecretFile], every interval: Duration, _ logger: Logger,
        check: @escaping @Sendable () throws -> Void, changed: @escaping @Sendable (String) -> Void
    ) {
        let watched = files.prefix(ServiceLimits.watchedFileCountMax)
        if watched.count < files.count {
            let message = "only \(watched.count) files are watched for changes of secrets; there are \(files.count)"
            logger.warning(.configurationLoaded, [.message: .text(message)])
        }
        state = Mutex(State(files: WatchedFiles(Array(watched))))
        self.interval = interval
        self.logger = logger
        self.check = check
        self.changed = changed
        look(in: interval)
    }

    /// Nothing is told any more.
    func stop() { state.withLock { $0.isStopped = true } }

    private func look(in pause: Duration) {
        looks.asyncAfter(pause) { [weak self] in self?.look() }
    }

    private func look() {
        let (findings, due) = state.withLock { state -> (WatchedFiles.Findings?, [String]) in
            guard !state.isStopped else { return (nil, []) }
            return (state.files.look(), state.due)
        }
        guard let findings else { return }
        for fault in findings.faults {
            tell(.warning, [fault.file], "\(fault.message); the service goes on with what it has read")
        }
        if findings.isAllAsRead { tellReturn() }
        let changed = findings.changed
        guard !changed.isEmpty, isLoadable(changed) else {
            state.withLock { $0.due = [] }
            return look(in: interval)
        }
        if changed == due {
            // Somebody may have stopped the service meanwhile.
            let ends = state.withLock { state in
                defer { state.isStopped = true }
                return !state.isStopped
            }
            if ends { self.changed("\(changed.joined(separator: ", ")): changed") }
            return
        }
        state.withLock { $0.due = changed }
        let pause = interval * Double.random(in: 0..<ServiceLimits.watchSpread)
        tell(.warning, changed, "changed; the service ends in order, to be started anew (exit code \(Exit.changed))")
        look(in: pause)
    }

    private func isLoadable(_ files: [String]) -> Bool {
        do {
            try check()
            state.withLock { $0.refusal = nil }
            return true
        } catch {
            let refusal = "\(error)"
            let isNews = state.withLock { state in
                defer { state.refusal = refusal }
                return state.refusal != refusal
            }
            if isNews {
                let message = "changed, but a start would be refused, and the service goes on as it is: \(refusal)"
                tell(.error, files, message)
            }
            return false
        }
    }

    /// The last word on a file must not stay that it is wrong.
    private func tellReturn() {
        let files = state.withLock { state in
            defer { (state.toldFiles, state.refusal) = ([], nil) }
            return state.toldFiles
        }
        guard !files.isEmpty else { return }
        let names = files.sorted().joined(separator: ", ")
        let message = "as it was read at the start again; the service goes on"
        logger.info(.configurationChanged, [.file: .text(names), .message: .text(message)])
    }

    private func tell(_ level: Logger.Level, _ files: [String], _ message: String) {
        state.withLock { $0.toldFiles.formUnion(files) }
        let names = files.joined(separator: ", ")
        logger.log(level, .configurationChanged, [.file: .text(names), .message: .text(message)])
    }
}
