internal import CLMDB
internal import Glibc

/// A result of LMDB's, or of the system's, that is not success.
struct LMDBError: Error {
    /// LMDB's codes are negative, the system's positive.
    let code: Int32
    /// The function that returned it.
    let operation: String

    /// What the file holds cannot be trusted any more.
    var isDamage: Bool {
        switch code {
        case MDB_CORRUPTED, MDB_PAGE_NOTFOUND, MDB_INVALID, MDB_VERSION_MISMATCH, MDB_PANIC, MDB_INCOMPATIBLE: true
        default: false
        }
    }

    /// For an operator; `path` is the lane's file.
    func laneError(path: String) -> LaneError {
        switch code {
        case MDB_MAP_FULL, MDB_TXN_FULL:
            LaneError("\(path): the lane is full; raise the lanes' size limit, or commit smaller batches")
        case MDB_BAD_TXN:
            LaneError("\(path): an earlier change failed; abort before going on")
        case ENOSPC, EDQUOT:
            LaneError("\(path): the disk is full; free space on it, the lane has lost nothing")
        case _ where isDamage:
            LaneError("\(path): the lane is damaged (\(operation): \(reason)); open it again to rebuild it")
        default:
            LaneError("\(path): \(operation) failed: \(reason); check the disk and the file's permissions")
        }
    }

    private var reason: String {
        // mdb_strerror gives a constant text, or the system's for this thread; it is copied at once.
        unsafe mdb_strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }
}

/// The one gate for LMDB's return convention: 0 is success.
func check(_ code: Int32, _ operation: String) throws(LMDBError) {
    guard code == MDB_SUCCESS else { throw LMDBError(code: code, operation: operation) }
}
