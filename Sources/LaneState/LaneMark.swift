internal import Files
internal import Glibc

/// A small file beside a lane's file: its lock, and what is known of it without looking inside.
///
/// It is written to the disk before the lane's first change and after its last sync, so that after the death of the
/// machine the lane's file is not even opened: LMDB trusts the pages it reads.
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
    /// Of every line: written over the one before, it needs no room that a full disk could refuse.
    private static let byteCount = 128
    private static let byteCountMax = 256
    private static let lockAttemptCountMax = 8

    private let path: String
    private let file: Descriptor

    var descriptor: Int32 { file.number }

    /// Throws where another process, or another lane of this one, holds it.
    convenience init(path: String) throws(LaneError) {
        guard let file = try Self.lock(path) else {
            throw LaneError("\(path): it is open elsewhere; give each process a folder of its own")
        }
        self.init(path, file)
    }

    private init(_ path: String, _ file: consuming Descriptor) {
        self.path = path
        self.file = file
    }

    /// Nil where somebody else holds it.
    static func take(path: String) throws(LaneError) -> LaneMark? {
        guard let file = try lock(path) else { return nil }
        return LaneMark(path, file)
    }

    /// The file, locked; nil where somebody else holds it.
    private static func lock(_ path: String) throws(LaneError) -> Descriptor? {
        for _ in 0..<lockAttemptCountMax {
            let file = try Descriptor(lane: path)
            guard flock(file.number, LOCK_EX | LOCK_NB) == 0 else {
                if errno == EWOULDBLOCK { return nil }
                throw .system(path)
            }
            // The holder before us may have deleted the file that we have locked.
            if isSameFile(file.number, path) { return file }
        }
        throw LaneError("\(path): is deleted again and again; stop what deletes it")
    }

    /// The lane may be opened again, by anyone.
    func unlock() { flock(descriptor, LOCK_UN) }

    func read() -> State {
        let line = file.beginning(byteCountMax: Self.byteCountMax) ?? []
        let words = String(decoding: line, as: UTF8.self).split(separator: " ")
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
        try write(line: "lane \(Self.formatVersion) \(words) \n")
    }

    /// In place of what was there.
    func write(line text: String) throws(LaneError) {
        var line = [UInt8](text.utf8)
        line += [UInt8](repeating: UInt8(ascii: " "), count: max(0, Self.byteCount - line.count))
        // One write into one block of the disk: no mixture of two lines comes of it.
        guard file.setBeginning(line), ftruncate(descriptor, off_t(line.count)) == 0, fsync(descriptor) == 0 else {
            throw .system(path)
        }
    }

    /// A file that is not there is no error.
    static func delete(path: String) throws(LaneError) {
        guard unsafe unlink(path) == 0 || errno == ENOENT else { throw .system(path) }
    }

    private static func isSameFile(_ descriptor: Int32, _ path: String) -> Bool {
        var held = stat()
        var named = stat()
        // Both write one `stat`.
        guard unsafe fstat(descriptor, &held) == 0, unsafe stat(path, &named) == 0 else { return false }
        return held.st_ino == named.st_ino && held.st_dev == named.st_dev
    }
}

extension Descriptor {
    /// A file beside a lane's, made where there is none.
    init(lane path: String) throws(LaneError) {
        guard let file = Descriptor(path, O_RDWR | O_CREAT, mode: 0o600) else { throw .system(path) }
        self = file
    }
}

extension LaneError {
    /// A call of the system that makes, locks, writes or deletes the file has just failed.
    static func system(_ path: String) -> LaneError { LaneError(FileFault.writing(path, code: errno).description) }
}

/// The machine's current boot, a UUID that the kernel draws anew each time.
func currentBootID() throws(LaneError) -> String {
    let path = "/proc/sys/kernel/random/boot_id"
    guard let text = try? textIfThere(path) else { throw LaneError("\(path): cannot be opened; mount /proc") }
    let id = text.filter { !$0.isWhitespace }
    guard !id.isEmpty else { throw LaneError("\(path): cannot be read; mount /proc") }
    return id
}
