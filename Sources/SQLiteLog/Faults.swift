internal import Log
internal import SQLite

extension LogError {
    /// What an operator can do about it. SQLite's message names the file.
    init(_ error: SQLiteError) {
        switch error.kind {
        case .corrupt, .constraint:
            self.init(.corrupt, "\(error.message): the log is damaged; restore the file from a copy")
        case .full:
            self.init(.unavailable, "\(error.message); make room on it, nothing is appended until then")
        case .refused:
            self.init(.unavailable, "\(error.message): see who may read and write the file and its folder")
        case .busy:
            self.init(.unavailable, "\(error.message): another process keeps the log locked; see what it does")
        case .inputOutput, .other:
            self.init(.unavailable, "\(error.message): see the disk under the log")
        }
    }

    static let closed = LogError(.closed, "the log was closed")
}

/// Runs `body` and says its error in the log's words.
func logged<R>(_ body: () throws(SQLiteError) -> R) throws(LogError) -> R {
    do {
        return try body()
    } catch {
        throw LogError(error)
    }
}
