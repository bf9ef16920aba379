internal import CSQLite
internal import Files

/// One connection to one SQLite file, used by one thread at a time (it may be handed on between calls).
///
/// Closed when the last reference to it and to its statements goes.
@safe package final class Connection {
    package struct Access: Sendable {
        fileprivate let flags: Int32

        /// Makes the file where there is none; its folder must exist.
        package static let readWriteCreate = Access(flags: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
        package static let readWrite = Access(flags: SQLITE_OPEN_READWRITE)
        package static let readOnly = Access(flags: SQLITE_OPEN_READONLY)
    }

    package enum TransactionMode: String, Sendable {
        /// Takes its snapshot with the first read.
        case deferred = "BEGIN DEFERRED"
        /// Takes the write lock at once.
        case immediate = "BEGIN IMMEDIATE"
    }

    /// The file's path as it was given.
    package let path: String
    let handle: OpaquePointer
    private let walFrames: UnsafeMutablePointer<Int32>
    private let busyTimeout: Int32

    /// A lock that another connection holds is waited for at most `busyTimeout` milliseconds; then `.busy`.
    package init(path: String, access: Access, busyTimeout: Int32) throws(SQLiteError) {
        var opened: OpaquePointer?
        // NOMUTEX: no two threads are in one connection at a time, this type's own rule.
        let flags = access.flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let result = unsafe sqlite3_open_v2(path, &opened, flags, nil)
        guard let handle = unsafe opened, result == SQLITE_OK else {
            let error = unsafe SQLiteError(result, opened, path)
            // A failed open may leave a handle, which is ours to close; closing nil does nothing.
            unsafe sqlite3_close_v2(opened)
            throw error
        }
        self.path = path
        self.busyTimeout = busyTimeout
        unsafe self.handle = handle
        unsafe walFrames = .allocate(capacity: 1)
        unsafe walFrames.initialize(to: 0)
        unsafe sqlite3_busy_timeout(handle, busyTimeout)
    }

    deinit {
        // Every other statement holds a reference to us, so that none is left and the handle is freed here and now.
        controls.removeAll()
        unsafe sqlite3_close_v2(handle)
        unsafe walFrames.deallocate()
    }

    /// Runs statements that return nothing of interest and take no values.
    package func execute(_ sql: String) throws(SQLiteError) {
        let result = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
        if result != SQLITE_OK { throw error(result) }
    }

    /// One prepared statement, to be kept and run many times.
    package func prepare(_ sql: String) throws(SQLiteError) -> Statement {
        try Statement(self, sql)
    }

    /// The first column of the first row as an integer; nil where there is no row or the value is null.
    package func integer(_ sql: String) throws(SQLiteError) -> Int64? {
        let statement = try prepare(sql)
        guard try statement.step(), !statement.isNull(0) else { return nil }
        return statement.integer(0)
    }

    private var controls: [String: Statement] = [:]

    package func begin(_ mode: TransactionMode) throws(SQLiteError) {
        try control(mode.rawValue)
    }

    package func commit() throws(SQLiteError) {
        try control("COMMIT")
    }

    /// Ends the transaction, if there is one, and undoes it. A failure leaves nothing to undo.
    package func rollback() {
        if isInTransaction { try? control("ROLLBACK") }
    }

    /// SQLite may itself roll back on an error, so that this can turn false within a transaction.
    package var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

    private func control(_ sql: String) throws(SQLiteError) {
        if let statement = controls[sql] { return try statement.run() }
        let statement = try Statement(self, sql, retainsConnection: false)
        controls[sql] = statement
        try statement.run()
    }

    func error(_ result: Int32) -> SQLiteError {
        unsafe SQLiteError(result, handle, path)
    }

    // MARK: - Write-ahead log

    package struct CheckpointMode: Sendable {
        fileprivate let code: Int32

        /// Copies what it can without waiting for anybody.
        package static let passive = CheckpointMode(code: SQLITE_CHECKPOINT_PASSIVE)
        /// Copies all, so that the next write begins the file anew. Fails as busy, and waits for nobody, where a writer
        /// is at work or a reader keeps an old snapshot: it may keep it for hours.
        package static let restart = CheckpointMode(code: SQLITE_CHECKPOINT_RESTART)
        /// As `restart`, and makes the write-ahead file empty.
        package static let truncate = CheckpointMode(code: SQLITE_CHECKPOINT_TRUNCATE)
    }

    /// The frames in the write-ahead file and how many of them the database file has by now.
    package func checkpoint(_ mode: CheckpointMode) throws(SQLiteError) -> (frames: Int32, copied: Int32) {
        var (frames, copied): (Int32, Int32) = (0, 0)
        // These two would ask the busy handler until everybody has gone.
        unsafe sqlite3_busy_timeout(handle, 0)
        let result = unsafe sqlite3_wal_checkpoint_v2(handle, nil, mode.code, &frames, &copied)
        unsafe sqlite3_busy_timeout(handle, busyTimeout)
        if result != SQLITE_OK { throw error(result) }
        return (frames, copied)
    }

    /// From now on the connection checkpoints nothing of itself and keeps `walFrameCount` instead.
    package func countWALFrames() {
        let count: @convention(c) (UnsafeMutableRawPointer?, OpaquePointer?, UnsafePointer<CChar>?, Int32) -> Int32 = {
            context, _, _, frames in
            // The context is `walFrames`, which lives as long as the connection that calls.
            unsafe context?.assumingMemoryBound(to: Int32.self).pointee = frames
            return SQLITE_OK
        }
        _ = unsafe sqlite3_wal_hook(handle, count, walFrames)
    }

    /// Frames in the write-ahead file as of this connection's last commit.
    package var walFrameCount: Int32 { unsafe walFrames.pointee }
}

extension SQLiteError {
    /// `handle` may be nil, when not even a handle could be made.
    init(_ result: Int32, _ handle: OpaquePointer?, _ path: String) {
        let extended = unsafe handle == nil ? result : sqlite3_extended_errcode(handle)
        // SQLite owns the text until the next call on the handle; String copies it.
        let text = unsafe handle == nil ? sqlite3_errstr(result) : sqlite3_errmsg(handle)
        var reason = unsafe text.map { unsafe String(cString: $0) } ?? "error \(result)"
        // SQLite keeps the system's number for these two alone.
        let isSystems = [SQLITE_IOERR, SQLITE_CANTOPEN].contains(result & 0xff)
        let systemCode = unsafe isSystems && handle != nil ? sqlite3_system_errno(handle) : 0
        if systemCode != 0 { reason += ": \(systemReason(systemCode))" }
        // SQLite has several words for it, and none that a person would look for.
        if result & 0xff == SQLITE_FULL || FileFault.isFull(systemCode) { reason = "the disk is full" }
        self.init(
            extendedCode: extended & 0xff == result & 0xff ? extended : result, systemCode: systemCode,
            message: "\(path): \(reason)")
    }
}
