internal import Files
internal import Glibc
internal import Log

/// An exclusive lock on a file, held until the last reference goes or the process dies.
///
/// It belongs to this handle, not to the process: two handles in one process exclude each other too.
final class FileLock: Sendable {
    let path: String
    private let file: Descriptor

    /// Takes the lock at once, or is nil when another handle has it. With `waiting`, waits for that other handle.
    static func take(_ path: String, waiting: Bool = false) throws(LogError) -> FileLock? {
        guard let file = Descriptor(path, O_RDWR | O_CREAT, mode: 0o644) else { throw systemError(path) }
        while flock(file.number, LOCK_EX | (waiting ? 0 : LOCK_NB)) != 0 {
            if errno == EINTR { continue }
            if errno == EWOULDBLOCK { return nil }
            throw systemError(path)
        }
        return FileLock(path, file)
    }

    /// Whether some living process holds the lock.
    static func isHeld(_ path: String) -> Bool {
        // Read-only: closing it wakes nobody who watches for writers.
        guard let file = Descriptor(path, O_RDONLY) else { return false }
        return flock(file.number, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }

    private init(_ path: String, _ file: consuming Descriptor) {
        self.path = path
        self.file = file
    }

    deinit {
        // Closing would not be enough while a process that was just started from this one still has its copy.
        flock(file.number, LOCK_UN)
    }

    /// Puts this at the start of the file, in place of what was there.
    func write(_ text: String) {
        // What the file says is for people; the lock holds without it.
        if ftruncate(file.number, 0) == 0 { _ = file.setBeginning(Array(text.utf8)) }
    }

    /// Writes something, for those who watch the file.
    func touch() { _ = file.setBeginning([49]) }
}

/// Why a call of the system that makes, locks or writes a file has just failed.
func systemError(_ path: String) -> LogError {
    LogError(.unavailable, FileFault.writing(path, code: errno).description)
}
