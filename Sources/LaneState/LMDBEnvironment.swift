internal import CLMDB
internal import Glibc

/// One LMDB file and at most one write transaction on it. Owned by one thread, and by one process: the lane's mark is
/// the lock, so LMDB's own is left out.
@safe
struct LMDBEnvironment: ~Copyable {
    /// The tables of a lane's file.
    enum Table: Int, CaseIterable {
        /// Keys as they are.
        case entries
        /// Entries whose key is longer than LMDB takes, under the digest of the key.
        case longEntries
        /// The position.
        case state

        /// In the file.
        var name: String {
            switch self {
            case .entries: "entries"
            case .longEntries: "long-entries"
            case .state: "state"
            }
        }
    }

    /// LMDB's own bound, a constant of the distribution's build.
    static let keyByteCountMax = LaneLimits.orderedKeyByteCountMax

    // Ours alone from mdb_env_create to the deinit.
    private let environment: OpaquePointer
    // Begun by `begin` or `open`, and given back to LMDB by exactly one of commit and abort.
    private var transaction: OpaquePointer?
    private var tables: [MDB_dbi] = []

    /// Opens or creates the file. Neither syncs nor orders its writes: it survives the process, not the machine.
    /// `markDescriptor` is the mark's, which must stay open for as long as this.
    init(path: String, mapByteCountMax: Int, markDescriptor: Int32) throws(LMDBError) {
        var environment: OpaquePointer?
        try unsafe check(mdb_env_create(&environment), "mdb_env_create")
        guard let environment = unsafe environment else { throw LMDBError(code: ENOMEM, operation: "mdb_env_create") }
        // Keys lie anywhere: what the kernel reads ahead of a page is of no use, and clearing it costs.
        let flags = UInt32(MDB_NOSUBDIR | MDB_WRITEMAP | MDB_NOSYNC | MDB_NOLOCK | MDB_NORDAHEAD)
        do throws(LMDBError) {
            try unsafe Self.distrustAfterAbort(environment, markDescriptor: markDescriptor)
            try unsafe check(mdb_env_set_mapsize(environment, mapByteCountMax), "mdb_env_set_mapsize")
            try unsafe check(mdb_env_set_maxdbs(environment, UInt32(Table.allCases.count)), "mdb_env_set_maxdbs")
            // Swift passes the path as a C string that is good for the call.
            try unsafe check(mdb_env_open(environment, path, flags, 0o600), "mdb_env_open")
        } catch {
            // Required after a failed mdb_env_open too.
            unsafe mdb_env_close(environment)
            throw error
        }
        unsafe self.environment = environment
    }

    deinit {
        // LMDB asks that transactions end before their environment.
        if let transaction = unsafe transaction { unsafe mdb_txn_abort(transaction) }
        unsafe mdb_env_close(environment)
    }

    /// LMDB ends the process where some of a damaged page's properties surprise it. It tells us before: an empty mark
    /// makes the next opening begin anew, instead of ending the process again and again.
    private static func distrustAfterAbort(
        _ environment: OpaquePointer, markDescriptor: Int32
    ) throws(LMDBError) {
        // The context is no pointer but the descriptor, plus 1 since 0 would be nil; nobody follows it.
        let context = unsafe UnsafeMutableRawPointer(bitPattern: Int(markDescriptor) + 1)
        try unsafe check(mdb_env_set_userctx(environment, context), "mdb_env_set_userctx")
        let code = unsafe mdb_env_set_assert(environment) { environment, _ in
            let context = unsafe Int(bitPattern: mdb_env_get_userctx(environment))
            ftruncate(Int32(truncatingIfNeeded: context - 1), 0)
        }
        try check(code, "mdb_env_set_assert")
    }

    /// Makes the tables known, and creates them where they are not there. Once, before anything else.
    mutating func openTables() throws(LMDBError) {
        try begin()
        defer { abort() }
        for table in Table.allCases {
            var handle: MDB_dbi = 0
            // A handle opened in a transaction that commits is good until the environment closes.
            try unsafe check(mdb_dbi_open(transaction, table.name, UInt32(MDB_CREATE), &handle), "mdb_dbi_open")
            tables.append(handle)
        }
        try commit()
    }

    var isBegun: Bool { unsafe transaction != nil }

    mutating func begin() throws(LMDBError) {
        var begun: OpaquePointer?
        try unsafe check(mdb_txn_begin(environment, nil, 0, &begun), "mdb_txn_begin")
        unsafe transaction = begun
    }

    mutating func commit() throws(LMDBError) {
        // mdb_txn_commit frees the transaction whatever it returns.
        let committed = unsafe transaction
        unsafe transaction = nil
        try unsafe check(mdb_txn_commit(committed), "mdb_txn_commit")
    }

    mutating func abort() {
        guard let aborted = unsafe transaction else { return }
        unsafe transaction = nil
        unsafe mdb_txn_abort(aborted)
    }

    /// Only in a transaction. The key is neither empty nor longer than `keyByteCountMax`.
    func value(for key: [UInt8], in table: Table) throws(LMDBError) -> [UInt8]? {
        var found = unsafe MDB_val()
        // LMDB reads the key during the call only. What it finds lies in the map, good until the next change: copied.
        let code = unsafe key.withUnsafeBytes { key in
            var name = unsafe MDB_val(key)
            return unsafe mdb_get(transaction, tables[table.rawValue], &name, &found)
        }
        if code == MDB_NOTFOUND { return nil }
        try check(code, "mdb_get")
        return unsafe found.bytes
    }

    /// As for `value`.
    func put(_ value: [UInt8], for key: [UInt8], in table: Table) throws(LMDBError) {
        // LMDB copies both during the call.
        let code = unsafe key.withUnsafeBytes { key in
            unsafe value.withUnsafeBytes { value in
                var name = unsafe MDB_val(key)
                var content = unsafe MDB_val(value)
                return unsafe mdb_put(transaction, tables[table.rawValue], &name, &content, 0)
            }
        }
        try check(code, "mdb_put")
    }

    /// As for `value`; a key that is not there is no error.
    func remove(_ key: [UInt8], in table: Table) throws(LMDBError) {
        // LMDB reads the key during the call only.
        let code = unsafe key.withUnsafeBytes { key in
            var name = unsafe MDB_val(key)
            return unsafe mdb_del(transaction, tables[table.rawValue], &name, nil)
        }
        if code != MDB_NOTFOUND { try check(code, "mdb_del") }
    }

    /// Writes everything committed to the disk.
    func sync() throws(LMDBError) {
        try unsafe check(mdb_env_sync(environment, 1), "mdb_env_sync")
    }
}

extension LMDBEnvironment {
    /// Bytes to a page, and pages to the map.
    func pageGeometry() throws(LMDBError) -> (byteCount: Int, countMax: Int) {
        var shape = MDB_stat()
        var use = unsafe MDB_envinfo()
        try unsafe check(mdb_env_stat(environment, &shape), "mdb_env_stat")
        try unsafe check(mdb_env_info(environment, &use), "mdb_env_info")
        return unsafe (Int(shape.ms_psize), Int(clamping: use.me_mapsize) / max(1, Int(shape.ms_psize)))
    }

    /// How many pages the file has ever used, as of the last commit.
    func usedPageCount() throws(LMDBError) -> Int {
        var use = unsafe MDB_envinfo()
        try unsafe check(mdb_env_info(environment, &use), "mdb_env_info")
        return unsafe Int(clamping: use.me_last_pgno) + 1
    }

    /// The table's pages and the depth of its tree, as the transaction sees them.
    func shape(of table: Table) throws(LMDBError) -> (pageCount: Int, depth: Int) {
        var shape = MDB_stat()
        try unsafe check(mdb_stat(transaction, tables[table.rawValue], &shape), "mdb_stat")
        let pages = shape.ms_branch_pages &+ shape.ms_leaf_pages &+ shape.ms_overflow_pages
        return (Int(clamping: pages), Int(shape.ms_depth))
    }

    /// Gives the bytes of the file a place on the disk; throws ENOSPC where there is none.
    func allocate(_ bytes: Range<Int>) throws(LMDBError) {
        var descriptor: Int32 = -1
        try unsafe check(mdb_env_get_fd(environment, &descriptor), "mdb_env_get_fd")
        var code = EINTR
        // A signal may interrupt a long allocation; it then begins again where it was.
        while code == EINTR { code = posix_fallocate(descriptor, bytes.lowerBound, bytes.count) }
        try check(code, "posix_fallocate")
    }

    /// Every key and value of a table, or those whose keys start so, in the order of the keys. Only outside a
    /// transaction.
    func forEach(in table: Table, startingWith prefix: [UInt8] = [], _ body: ([UInt8], [UInt8]) throws -> Void) throws {
        var transaction: OpaquePointer?
        try unsafe check(mdb_txn_begin(environment, nil, UInt32(MDB_RDONLY), &transaction), "mdb_txn_begin")
        defer { unsafe mdb_txn_abort(transaction) }
        var cursor: OpaquePointer?
        try unsafe check(mdb_cursor_open(transaction, tables[table.rawValue], &cursor), "mdb_cursor_open")
        // A reader's cursor must be closed by us, and before its transaction: defers run last to first.
        defer { unsafe mdb_cursor_close(cursor) }
        var key = unsafe MDB_val()
        var value = unsafe MDB_val()
        var code = unsafe prefix.withUnsafeBytes { bytes in
            unsafe key = unsafe MDB_val(bytes)
            return unsafe mdb_cursor_get(cursor, &key, &value, bytes.isEmpty ? MDB_FIRST : MDB_SET_RANGE)
        }
        while code != MDB_NOTFOUND {
            try check(code, "mdb_cursor_get")
            // Both lie in the map, good until the cursor moves: copied.
            let found = unsafe key.bytes
            guard found.starts(with: prefix) else { return }
            try unsafe body(found, value.bytes)
            code = unsafe mdb_cursor_get(cursor, &key, &value, MDB_NEXT)
        }
    }
}

extension MDB_val {
    /// Borrowed: only for a call that ends before the buffer does, and does not write to it.
    fileprivate init(_ bytes: UnsafeRawBufferPointer) {
        unsafe self.init(mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
    }

    /// A copy.
    fileprivate var bytes: [UInt8] {
        unsafe [UInt8](UnsafeRawBufferPointer(start: mv_data, count: mv_size))
    }
}
