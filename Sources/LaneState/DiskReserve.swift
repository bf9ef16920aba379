/// Keeps the pages that a transaction may touch allocated on the disk.
///
/// LMDB writes through its map, where a page that the disk has no room for ends the process (SIGBUS) instead of
/// returning an error. So room is made before each change, for the most pages that the change can take:
/// - a page that was there is copied at most once in a transaction, and a change touches at most one for each level;
/// - splits show in the table's page count, at most one for each level and a new root;
/// - what else a commit writes (free list, roots, position) is covered by `slackPageCount`.
///
/// This holds on file systems that write where they allocated (ext4, xfs, tmpfs), not on copy-on-write ones.
struct DiskReserve {
    /// Allocated ahead of need: a part of what is in use, within these bounds.
    static let stepByteCountMin = 256 << 10
    static let stepByteCountMax = 16 << 20
    static let stepDivisor = 8

    private let pageByteCount: Int
    private let pageCountMax: Int
    private var allocatedPageCount = 0

    // Of the transaction.
    private var usedPageCount = 0
    private var tablePageCount = 0
    private var copiedPageCount = 0
    private var newPageCount = 0

    init(pageByteCount: Int, pageCountMax: Int) {
        self.pageByteCount = max(1, pageByteCount)
        self.pageCountMax = pageCountMax
    }

    /// Before the first transaction, while the tables are not known.
    mutating func open(in environment: borrowing LMDBEnvironment) throws(LMDBError) {
        usedPageCount = try environment.usedPageCount()
        try makeRoom(for: 0, in: environment)
    }

    /// At the start of a transaction: room for its commit.
    mutating func begin(in environment: borrowing LMDBEnvironment) throws(LMDBError) {
        usedPageCount = try environment.usedPageCount()
        tablePageCount = 0
        for table in LMDBEnvironment.Table.allCases { tablePageCount += try environment.shape(of: table).pageCount }
        copiedPageCount = 0
        newPageCount = 0
        try makeRoom(for: 0, in: environment)
    }

    /// Before an entry of so many bytes is put into a tree of that depth.
    mutating func put(
        byteCount: Int, depth: Int, in environment: borrowing LMDBEnvironment
    ) throws(LMDBError) {
        copiedPageCount += depth
        // LMDB gives an entry of about half a page or more pages of its own.
        newPageCount += byteCount > pageByteCount / 4 ? byteCount / pageByteCount + 1 : 0
        try makeRoom(for: depth + 2, in: environment)
    }

    /// Before an entry is removed from a tree of that depth.
    mutating func remove(depth: Int, in environment: borrowing LMDBEnvironment) throws(LMDBError) {
        // A page that becomes too empty takes from its neighbour, or joins it.
        copiedPageCount += 2 * depth
        try makeRoom(for: 1, in: environment)
    }

    /// After either, with the growth of the table.
    mutating func grew(by pageCount: Int) { newPageCount += max(0, pageCount) }

    private mutating func makeRoom(for pageCount: Int, in environment: borrowing LMDBEnvironment) throws(LMDBError) {
        let touched = min(copiedPageCount, tablePageCount) + newPageCount + pageCount
        let needed = min(usedPageCount + touched + slackPageCount(touched), pageCountMax)
        guard needed > allocatedPageCount else { return }
        let comfortable = min(needed + stepPageCount, pageCountMax)
        do throws(LMDBError) {
            try allocate(upTo: comfortable, in: environment)
        } catch {
            try allocate(upTo: needed, in: environment)
        }
    }

    private mutating func allocate(upTo end: Int, in environment: borrowing LMDBEnvironment) throws(LMDBError) {
        try environment.allocate(allocatedPageCount * pageByteCount..<end * pageByteCount)
        allocatedPageCount = end
    }

    /// The free list takes 8 bytes for each free page, twice that at worst, and is written anew.
    private func slackPageCount(_ touchedPageCount: Int) -> Int { 32 + (usedPageCount + touchedPageCount) / 256 }

    private var stepPageCount: Int {
        let part = usedPageCount * pageByteCount / Self.stepDivisor
        return min(max(part, Self.stepByteCountMin), Self.stepByteCountMax) / pageByteCount
    }
}
