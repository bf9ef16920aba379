internal import Glibc

/// A small file beside a lane's file: its lock, and what is known of it without looking inside.
///
/// It is written to the disk before the lane's first change and after its last sync, so that after the death of the
/// machine the lane's file is not even opened: LMDB trusts the pages it reads.
@safe
final class LaneMark: Sendable {
    enum State: Equatable {
        /// Changes may have been lost if the machine has died since.
        case open(bootID: String)
        /// All of it is on the disk.
        case closed
        /// New, of another format, found damaged, or unreadable: the lane's file is to be dropped.
        case untrusted
    }

    /// The version of everything in the lane's file; another one is not read.
    static let formatVersion = 1
    private static let byteCountMax = 256
    private static let lockAttemptCountMax = 8

    let path: String
    let descriptor: Int32

    /// Throws where another process, or another lane of this one, holds it.
    init(path: String) throws(LaneError) {
        self.path = path
        for _ in 0..<Self.lockAttemptCountMax {
            // Swift passes the path as a C string that is good for the call.
            let descriptor = unsafe Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw Self.failure("cannot be opened", path: path) }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                let error =
                    errno == EWOULDBLOCK
                    ? LaneError("\(path): it is open elsewhere; give each process a folder of its own")
                    : Self.failure("cannot be locked", path: path)
                Glibc.close(descriptor)
                throw error
            }
            // The holder before us may have deleted the file that we have locked.
            if Self.isSameFile(descriptor, path) {
                self.descriptor = descriptor
                return
            }
            Glibc.close(descriptor)
        }
        throw LaneError("\(path): is deleted again and again; stop what deletes it")
    }

    deinit { Glibc.close(descriptor) }

    /// The lane may be opened again, by anyone.
    func unlock() { flock(descriptor, LOCK_UN) }

    func read() -> State {
        var buffer = [UInt8](repeating: 0, count: Self.byteCountMax)
        // Writes at most the buffer's length.
        let count = unsafe pread(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return .untrusted }
        let words = String(decoding: buffer.prefix(count), as: UTF8.self).split(separator: " ")
        guard words.count == 5, words[0] == "lane", words[1] == "\(Self.formatVersion)", words[4] == "\n" else {
            return .untrusted
        }
        switch words[2] {
        case "open": return .open(bootID: String(words[3]))
        case "closed": return .closed
        default: return .untrusted
        }
    }

    /// On the disk when it returns.
    func write(_ state: State) throws(LaneError) {
        let words =
            switch state {
            case .open(let bootID): "open \(bootID)"
            case .closed: "closed -"
            case .untrusted: "untrusted -"
            }
        let line = [UInt8]("lane \(Self.formatVersion) \(words) \n".utf8)
        // Reads the line's bytes only. Shorter first, so that no mixture of two lines reads as a good one.
        guard ftruncate(descriptor, 0) == 0, unsafe pwrite(descriptor, line, line.count, 0) == line.count,
            fsync(descriptor) == 0
        else { throw Self.failure("cannot be written", path: path) }
    }

    /// Deletes the file; the lock holds until the end of this object.
    func delete() throws(LaneError) { try Self.delete(path: path) }

    /// A file that is not there is no error.
    static func delete(path: String) throws(LaneError) {
        guard unsafe unlink(path) == 0 || errno == ENOENT else { throw failure("cannot be deleted", path: path) }
    }

    private static func isSameFile(_ descriptor: Int32, _ path: String) -> Bool {
        var held = stat()
        var named = stat()
        // Both write one `stat`.
        guard unsafe fstat(descriptor, &held) == 0, unsafe stat(path, &named) == 0 else { return false }
        return held.st_ino == named.st_ino && held.st_dev == named.st_dev
    }

    private static func failure(_ what: String, path: String) -> LaneError {
        // strerror gives a C string that is good until this thread's next call of it.
        let reason = unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "error \(errno)"
        return LaneError("\(path): \(what): \(reason)")
    }
}

/// The machine's current boot, a UUID that the kernel draws anew each time.
func currentBootID() throws(LaneError) -> String {
    let path = "/proc/sys/kernel/random/boot_id"
    var buffer = [UInt8](repeating: 0, count: 64)
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw LaneError("\(path): cannot be opened; mount /proc") }
    defer { Glibc.close(descriptor) }
    // Writes at most the buffer's length.
    let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
    let id = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self).filter { !$0.isWhitespace }
    guard !id.isEmpty else { throw LaneError("\(path): cannot be read; mount /proc") }
    return id
}
