internal import Glibc

/// Why a file or a folder could not be read, made or written, and what mends it. Holds nothing of what is in it.
package struct FileFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// As the user wrote it.
    package let path: String
    /// The end of a sentence that begins with the path: "cannot be found; create it or correct its name".
    package let message: String
    /// The system's error number; 0 where it is a rule of our own that the file breaks.
    package let code: Int32

    package init(path: String, message: String, code: Int32 = 0) {
        self.path = path
        self.message = message
        self.code = code
    }

    /// There is nothing of that name.
    package var isAbsence: Bool { code == ENOENT }

    package var description: String { "\(path): \(message)" }

    /// Reading failed with this error number.
    package static func reading(_ path: String, code: Int32) -> FileFault {
        let message =
            switch code {
            case ENOENT: "cannot be found; create it or correct its name"
            case ENOTDIR: "cannot be found: a part of its path is a file; correct its name"
            case EACCES, EPERM: "cannot be read: \(systemReason(code)); let this user read it and enter its folders"
            default: "cannot be read: \(systemReason(code))"
            }
        return FileFault(path: path, message: message, code: code)
    }

    /// Making or writing a file, or making a folder, failed with this error number.
    /// `part` is the folder above `path` that failed, if it was one of these.
    package static func writing(_ path: String, part: String? = nil, code: Int32) -> FileFault {
        FileFault(path: path, message: "cannot be written: \(cause(code, part ?? path))", code: code)
    }

    private static func cause(_ code: Int32, _ path: String) -> String {
        switch code {
        case ENOENT where !exists(parent(of: path)): "the folder \(parent(of: path)) is not there; make it first"
        case EACCES, EPERM: "\(systemReason(code)); let this user write in \(parent(of: path))"
        case EROFS: "the file system is read-only; name a place that can be written"
        case _ where isFull(code): "the disk is full; make room on it, or name a place on another one"
        case EEXIST, ENOTDIR: "a file has the name of a folder; name another place, or move that file away"
        case EISDIR: "it is a folder; name a file"
        default: "\(systemReason(code)); name another place"
        }
    }

    /// The disk, or this user's share of it, has no room.
    package static func isFull(_ code: Int32) -> Bool { code == ENOSPC || code == EDQUOT }

    /// The folder that a path lies in.
    static func parent(of path: String) -> String {
        let trimmed = path.count > 1 && path.hasSuffix("/") ? path.dropLast() : path[...]
        guard let slash = trimmed.lastIndex(of: "/") else { return "." }
        return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
    }

    private static func exists(_ path: String) -> Bool {
        // Swift passes the path as a C string that is good for the call.
        unsafe access(path, F_OK) == 0
    }
}

/// What the system says of an error number: "Permission denied".
package func systemReason(_ code: Int32) -> String {
    // strerror gives a C string that is good until this thread's next call of it; String copies it.
    unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
}
