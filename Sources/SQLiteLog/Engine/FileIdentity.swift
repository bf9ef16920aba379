internal import Glibc
internal import Log

/// Which file a path meant when the log was opened. SQLite writes on into a file that was deleted or replaced under it,
/// and what it acknowledges there is lost.
struct FileIdentity: Sendable {
    private let path: String
    private let device: dev_t
    private let inode: ino_t

    init(_ path: String) throws(LogError) {
        guard let found = Self.status(of: path) else { throw systemError(path) }
        self.path = path
        (device, inode) = (found.st_dev, found.st_ino)
    }

    /// Why nothing may be written any more; nil where the path still means that file.
    var fault: LogError? {
        if let found = Self.status(of: path), found.st_dev == device, found.st_ino == inode { return nil }
        return LogError(
            .unavailable,
            "\(path) was deleted or replaced while it is in use: nothing is written any more. Move that file back, or "
                + "stop the service, bring this log's folder back from a copy and start it again; leave the lanes "
                + "beside it as they are: they alone know an older copy of the log from the right one")
    }

    private static func status(of path: String) -> stat? {
        var found = stat()
        // stat reads the path and fills the struct, and keeps neither.
        return unsafe stat(path, &found) == 0 ? found : nil
    }
}
