internal import CLMDB

/// A lane in an LMDB file.
final class LMDBLane: Lane {
    private static let positionKey = [UInt8]("position".utf8)

    private let path: String
    private let mark: LaneMark
    private let file: LaneWitness
    private var reserve: DiskReserve
    /// Nil once closed.
    private var environment: LMDBEnvironment?
    /// What the file holds is known to be wrong; the mark says so already.
    private var isDamaged = false

    private(set) var position: LanePosition?

    var witness: LanePosition? { file.position }

    init(path: String, mark: LaneMark, witness: LaneWitness, mapByteCountMax: Int) throws(LMDBError) {
        var environment = try LMDBEnvironment(
            path: path, mapByteCountMax: mapByteCountMax, markDescriptor: mark.descriptor)
        let pages = try environment.pageGeometry()
        var reserve = DiskReserve(pageByteCount: pages.byteCount, pageCountMax: pages.countMax)
        try reserve.open(in: environment)
        try environment.openTables()
        try environment.begin()
        let bytes = try environment.value(for: Self.positionKey, in: .state)
        environment.abort()
        position = bytes.flatMap { LanePosition(bytes: $0) }
        guard (bytes == nil) == (position == nil) else { throw Self.damage }
        self.path = path
        self.mark = mark
        file = witness
        self.reserve = reserve
        self.environment = consume environment
    }

    func begin() throws(LaneError) {
        guard environment?.isBegun != true else { throw misuse("is begun already; commit or abort first") }
        try attempt(orAbort: true) { lane, environment throws(LMDBError) in
            try environment.begin()
            try lane.reserve.begin(in: environment)
        }
    }

    func value(for key: [UInt8]) throws(LaneError) -> [UInt8]? {
        try checkBegun()
        try checkKey(key)
        return try attempt { _, environment throws(LMDBError) in
            guard key.count > LMDBEnvironment.keyByteCountMax else {
                return try environment.value(for: key, in: .entries)
            }
            guard let bytes = try environment.value(for: LongEntry.digest(of: key), in: .longEntries) else {
                return nil
            }
            guard let entry = LongEntry(bytes: bytes), entry.key == key else { throw Self.damage }
            return entry.value
        }
    }

    func setValue(_ value: [UInt8]?, for key: [UInt8]) throws(LaneError) {
        try checkBegun()
        try checkKey(key)
        guard value?.count ?? 0 <= LaneLimits.valueByteCountMax else {
            throw misuse("takes values of at most \(LaneLimits.valueByteCountMax) bytes")
        }
        try attempt { lane, environment throws(LMDBError) in
            if key.count <= LMDBEnvironment.keyByteCountMax {
                try lane.change(value, for: key, in: .entries, of: environment)
            } else {
                let bytes = value.map { LongEntry(key: key, value: $0).bytes }
                try lane.change(bytes, for: LongEntry.digest(of: key), in: .longEntries, of: environment)
            }
        }
    }

    func commit(_ position: LanePosition) throws(LaneError) {
        try checkBegun()
        // The log has committed: the witness may say so before the lane does.
        try file.note(position)
        try attempt(orAbort: true) { lane, environment throws(LMDBError) in
            try lane.change(position.bytes, for: Self.positionKey, in: .state, of: environment)
            try environment.commit()
            lane.position = position
        }
    }

    func abort() { environment?.abort() }

    func forEach(_ body: (_ key: [UInt8], _ value: [UInt8]) throws -> Void) throws {
        try forEach(startingWith: [], body)
        try forEach(in: .longEntries) { _, bytes in
            guard let entry = LongEntry(bytes: bytes) else { throw Self.damage }
            try body(entry.key, entry.value)
        }
    }

    func forEach(startingWith prefix: [UInt8], _ body: (_ key: [UInt8], _ value: [UInt8]) throws -> Void) throws {
        try forEach(in: .entries, startingWith: prefix, body)
    }

    private func forEach(
        in table: LMDBEnvironment.Table, startingWith prefix: [UInt8] = [], _ body: ([UInt8], [UInt8]) throws -> Void
    ) throws {
        guard environment?.isBegun == false else { throw misuse("is read between transactions only") }
        do {
            try environment?.forEach(in: table, startingWith: prefix, body)
        } catch let error as LMDBError {
            throw report(error)
        }
    }

    func close() {
        abort()
        let isSynced = (try? environment?.sync()) != nil
        environment = nil
        if let position { try? file.note(position, isDurable: true) }
        // Without the mark the lane is still as good as after the death of the process.
        if isSynced, !isDamaged { try? mark.write(.closed) }
        mark.unlock()
    }
}

extension LMDBLane {
    private static var damage: LMDBError { LMDBError(code: MDB_CORRUPTED, operation: "decoding") }

    private func change(
        _ value: [UInt8]?, for key: [UInt8], in table: LMDBEnvironment.Table, of environment: borrowing LMDBEnvironment
    ) throws(LMDBError) {
        let before = try environment.shape(of: table)
        if let value {
            try reserve.put(byteCount: key.count + value.count, depth: before.depth, in: environment)
            try environment.put(value, for: key, in: table)
        } else {
            try reserve.remove(depth: before.depth, in: environment)
            try environment.remove(key, in: table)
        }
        reserve.grew(by: try environment.shape(of: table).pageCount - before.pageCount)
    }

    /// Runs it on the open environment, and turns what it throws into words; the transaction may have to end with it.
    private func attempt<Value>(
        orAbort aborts: Bool = false, _ body: (LMDBLane, inout LMDBEnvironment) throws(LMDBError) -> Value
    ) throws(LaneError) -> Value {
        guard var open = environment.take() else { throw misuse("is closed; open it again") }
        do throws(LMDBError) {
            let result = try body(self, &open)
            environment = consume open
            return result
        } catch {
            if aborts { open.abort() }
            environment = consume open
            throw report(error)
        }
    }

    /// After damage the next opening must begin anew, even if this process dies before it closes the lane.
    private func report(_ error: LMDBError) -> LaneError {
        if error.isDamage, !isDamaged {
            isDamaged = true
            try? mark.write(.untrusted)
        }
        return error.laneError(path: path)
    }

    private func checkBegun() throws(LaneError) {
        guard environment?.isBegun == true else { throw misuse("has no transaction; begin one") }
    }

    private func checkKey(_ key: [UInt8]) throws(LaneError) {
        guard !key.isEmpty, key.count <= LaneLimits.keyByteCountMax else {
            throw misuse("takes keys of 1 to \(LaneLimits.keyByteCountMax) bytes")
        }
    }

    private func misuse(_ rule: String) -> LaneError { LaneError("\(path): the lane \(rule)") }
}
