internal import CSQLite

/// One prepared statement. Parameters count from 1, columns from 0, as in SQLite. Used by its connection's thread.
///
/// Columns may be read after `step` returned true, until the next `step` or `reset`.
@safe package final class Statement {
    private let connection: Connection?
    private unowned let owner: Connection
    private let handle: OpaquePointer

    /// A statement that the connection itself keeps must hold no reference to it.
    init(_ connection: Connection, _ sql: String, retainsConnection: Bool = true) throws(SQLiteError) {
        var prepared: OpaquePointer?
        let flags = UInt32(SQLITE_PREPARE_PERSISTENT)
        let result = unsafe sqlite3_prepare_v3(connection.handle, sql, -1, flags, &prepared, nil)
        if result != SQLITE_OK { throw connection.error(result) }
        guard let prepared = unsafe prepared else {
            throw SQLiteError(extendedCode: SQLITE_MISUSE, message: "\(connection.path): an empty statement")
        }
        unsafe handle = prepared
        self.connection = retainsConnection ? connection : nil
        owner = connection
    }

    deinit {
        // Its result only repeats the last error of `step`.
        unsafe sqlite3_finalize(handle)
    }

    // MARK: - Values in

    package func bind(_ value: Int64, at index: Int32) throws(SQLiteError) {
        try check(unsafe sqlite3_bind_int64(handle, index, value))
    }

    /// A blob; nil is null. Copied.
    package func bind(_ bytes: Span<UInt8>?, at index: Int32) throws(SQLiteError) {
        guard let bytes else { return try check(unsafe sqlite3_bind_null(handle, index)) }
        // No address stands for no bytes; SQLite would take it for null.
        if bytes.isEmpty { return try check(unsafe sqlite3_bind_zeroblob(handle, index, 0)) }
        guard let count = Int32(exactly: bytes.count) else { throw owner.error(SQLITE_TOOBIG) }
        // SQLite copies before it returns, so that the address need not outlive the closure.
        try check(
            unsafe bytes.withUnsafeBytes { unsafe waybill_sqlite3_bind_blob(handle, index, $0.baseAddress, count) })
    }

    /// UTF-8 text. Copied.
    package func bind(_ text: String, at index: Int32) throws(SQLiteError) {
        guard let count = Int32(exactly: text.utf8.count) else { throw owner.error(SQLITE_TOOBIG) }
        // As above; the count leaves out the closing zero.
        try check(unsafe text.withCString { unsafe waybill_sqlite3_bind_text(handle, index, $0, count) })
    }

    private func check(_ result: Int32) throws(SQLiteError) {
        if result != SQLITE_OK { throw owner.error(result) }
    }

    // MARK: - Running

    /// True when there is a row; false at the end. After the end or an error the statement is reset.
    package func step() throws(SQLiteError) -> Bool {
        let result = unsafe sqlite3_step(handle)
        if result == SQLITE_ROW { return true }
        let error = result == SQLITE_DONE ? nil : owner.error(result)
        unsafe sqlite3_reset(handle)
        if let error { throw error }
        return false
    }

    /// Runs to the end, without regard to rows.
    package func run() throws(SQLiteError) {
        while try step() {}
    }

    /// Lets go of the row and of the snapshot; keeps the values bound.
    package func reset() {
        unsafe sqlite3_reset(handle)
    }

    // MARK: - Values out

    package func isNull(_ column: Int32) -> Bool {
        unsafe sqlite3_column_type(handle, column) == SQLITE_NULL
    }

    package func integer(_ column: Int32) -> Int64 {
        unsafe sqlite3_column_int64(handle, column)
    }

    package func byteCount(_ column: Int32) -> Int {
        Int(unsafe sqlite3_column_bytes(handle, column))
    }

    /// A copy of the blob; nil for null.
    package func bytes(_ column: Int32) -> [UInt8]? {
        if isNull(column) { return nil }
        // column_blob before column_bytes, as SQLite asks; it is nil for an empty blob. Both hold until the next step.
        let start = unsafe sqlite3_column_blob(handle, column)
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: byteCount(column)))
    }

    /// A copy of the text; nil for null.
    package func text(_ column: Int32) -> String? {
        guard let start = unsafe sqlite3_column_text(handle, column) else { return nil }
        let text = unsafe UnsafeBufferPointer(start: start, count: byteCount(column))
        return unsafe String(decoding: text, as: UTF8.self)
    }
}
