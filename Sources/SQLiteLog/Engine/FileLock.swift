internal import Files
internal import Glibc
internal import Log

/// An exclusive lock on a file, held until the last reference goes or the process dies.
///
/// It belongs to this handle, not to the process: two handles in one process exclude each other too.
final class FileLock: Sendable {
    let path: String
    private let descriptor: Int32

    /// Takes the lock at once, or is nil when another handle has it. With `waiting`, waits for that other handle.
    static func take(_ path: String, waiting: Bool = false) throws(LogError) -> FileLock? {
        // open, here and below: the path is copied out before the call returns.
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw systemError(path) }
        while flock(descriptor, LOCK_EX | (waiting ? 0 : LOCK_NB)) != 0 {
            if errno == EINTR { continue }
            let error = systemError(path)
            let held = errno == EWOULDBLOCK
            close(descriptor)
            if held { return nil }
            throw error
        }
        return FileLock(path, descriptor)
    }

    /// Whether some living process holds the lock.
    static func isHeld(_ path: String) -> Bool {
        // Read-only: closing it wakes nobody who watches for writers.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }

    private init(_ path: String, _ descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        // Closing would not be enough while a process that was just started from this one still has its copy.
        _ = flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// Puts this at the start of the file, in place of what was there.
    func write(_ text: String) {
        // What the file says is for people; the lock holds without it.
        if ftruncate(descriptor, 0) != 0 { return }
        let bytes = Array(text.utf8)
        // pwrite reads no more than the count from the address, which holds for the closure.
        _ = unsafe bytes.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    /// Writes something, for those who watch the file.
    func touch() {
        // pwrite reads one byte, which holds for the closure.
        _ = unsafe [49 as UInt8].withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, 1, 0) }
    }

    /// The first bytes of a file; empty where it cannot be read.
    static func read(_ path: String) -> String {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 64)
        // pread writes no more than the count to the address, which holds for the closure.
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe pread(descriptor, $0.baseAddress, $0.count, 0) }
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}

/// Why a call of the system that makes, locks or writes a file has just failed.
func systemError(_ path: String) -> LogError {
    LogError(.unavailable, FileFault.writing(path, code: errno).description)
}

/// This process, as operators know it.
func processNumber() -> String { "\(getpid())" }
