internal import CSQLite
internal import Files

/// Why SQLite refused, with the file it happened on. The message holds no bound value.
package struct SQLiteError: Error, Equatable, Sendable {
    /// What the caller can do about it.
    package enum Kind: Sendable {
        /// Another connection holds the lock, and went on holding it through the busy timeout.
        case busy
        /// The disk, or the file's own bound, is full.
        case full
        /// The file or its folder may not be written or opened.
        case refused
        /// Reading or writing the file failed.
        case inputOutput
        /// The file is not a database, or is damaged.
        case corrupt
        case constraint
        case other
    }

    /// SQLite's primary result code.
    package let code: Int32
    /// The system's error number, where a call of the system failed; otherwise 0.
    package let systemCode: Int32
    /// Names the file and the reason.
    package let message: String

    package init(extendedCode: Int32, systemCode: Int32 = 0, message: String) {
        self.code = extendedCode & 0xff
        self.systemCode = systemCode
        self.message = message
    }

    package var kind: Kind {
        switch code {
        case SQLITE_BUSY, SQLITE_LOCKED: .busy
        case SQLITE_FULL: .full
        case SQLITE_IOERR where FileFault.isFull(systemCode): .full
        case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH: .refused
        case SQLITE_IOERR: .inputOutput
        case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt
        case SQLITE_CONSTRAINT: .constraint
        default: .other
        }
    }
}
