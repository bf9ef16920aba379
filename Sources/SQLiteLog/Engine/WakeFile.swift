internal import Files
internal import Glibc
internal import Log
internal import Synchronization

/// How processes on one folder wake each other: each has a file in `wake/`, writes to it after a commit, and watches
/// the files of the others.
///
/// A process that dies after its commit and before the write wakes the others too: its file is closed for it. Who
/// watches whom is settled by the table of processes, which is written under the log's own lock.
final class WakeFile: Sendable {
    let name: String
    private let folder: String
    private let lock: Mutex<FileLock?>
    private let watch: Int32
    private let stopping: Int32
    private let stopper: Int32

    /// From here on no write of another process goes unnoticed.
    init(folder: String) throws(LogError) {
        self.folder = folder
        name = "\(getpid())-\(String(UInt64.random(in: 0 ... .max), radix: 16))"
        var ends: [Int32] = [-1, -1]
        // pipe writes two descriptors, which hold for the call; both are -1 after a failure.
        let piped = unsafe pipe(&ends)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (stopping, stopper) = (ends[0], ends[1])
        watch = inotify_init1(Int32(IN_CLOEXEC))
        lock = Mutex(nil)
        guard piped == 0 else { throw Self.limit("a pipe", "the limit of open files") }
        guard watch >= 0 else { throw Self.limit("an inotify instance", "fs.inotify.max_user_instances") }
        // mkdir, inotify_add_watch and unlink copy the path out before they return.
        if unsafe mkdir(folder, 0o755) != 0, errno != EEXIST { throw systemError(folder) }
        guard unsafe inotify_add_watch(watch, folder, UInt32(IN_MODIFY) | UInt32(IN_CLOSE_WRITE)) >= 0 else {
            throw Self.limit("a watch of \(folder)", "fs.inotify.max_user_watches")
        }
        let taken = try FileLock.take("\(folder)/\(name)")
        lock.withLock { $0 = taken }
    }

    deinit {
        close(watch)
        close(stopping)
        close(stopper)
    }

    /// The system has just refused something that it bounds.
    private static func limit(_ what: String, _ setting: String) -> LogError {
        LogError(
            .unavailable, "the system gave no \(what): \(systemReason(errno)); \(setting) may be too small, raise it")
    }

    /// Wakes the other processes.
    func touch() {
        lock.withLock { $0?.touch() }
    }

    /// Blocks until another process committed or ended; false once `stop` was called.
    func waitForOthers() -> Bool {
        while true {
            var waiting = [
                pollfd(fd: watch, events: Int16(POLLIN), revents: 0),
                pollfd(fd: stopping, events: Int16(POLLIN), revents: 0),
            ]
            // poll reads and writes two entries, which hold for the call.
            let count = unsafe poll(&waiting, 2, -1)
            if count < 0 && errno == EINTR { continue }
            if count < 0 || waiting[1].revents != 0 { return false }
            if hasNotice() { return true }
        }
    }

    /// Ends `waitForOthers` for good and removes the file.
    func stop() {
        // write reads one byte, which holds for the call.
        _ = unsafe [1 as UInt8].withUnsafeBytes { unsafe write(stopper, $0.baseAddress, 1) }
        _ = unsafe unlink("\(folder)/\(name)")
        lock.withLock { $0 = nil }
    }

    /// Whether that process still lives; removes the file of one that does not.
    func isAlive(_ other: String) -> Bool {
        if FileLock.isHeld("\(folder)/\(other)") { return true }
        _ = unsafe unlink("\(folder)/\(other)")
        return false
    }

    /// Whether what there is to read concerns another's file (or is more than the kernel kept).
    private func hasNotice() -> Bool {
        var bytes = [UInt8](repeating: 0, count: 4096)
        // read writes no more than the count to the address, which holds for the closure.
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(watch, $0.baseAddress, $0.count) }
        var position = 0
        while position + WakeFile.headerByteCount <= count {
            // struct inotify_event: wd, mask, cookie, len (4 bytes each), then the name, padded with zeros.
            let length = Int(bytes[position + 12]) | Int(bytes[position + 13]) << 8
            let start = position + WakeFile.headerByteCount
            guard start + length <= count else { return true }
            if !bytes[start..<start + length].prefix(while: { $0 != 0 }).elementsEqual(name.utf8) { return true }
            position = start + length
        }
        return false
    }

    private static let headerByteCount = 16
}
