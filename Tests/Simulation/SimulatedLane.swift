internal import LaneState
internal import Log

/// A lane in memory. Changes go to the disk at commit, all at once.
final class SimulatedLane: Lane {
    let partition: Int32
    private let disk: SimulatedDisk
    private let cluster: SimulatedCluster
    private let process: SimulatedProcess
    private var changes: [[UInt8]: [UInt8]?] = [:]
    private(set) var isBegun = false
    /// A mutant has committed it already.
    private var isCommittedEarly = false
    private var isOpen = true

    init(_ partition: Int32, _ disk: SimulatedDisk, _ cluster: SimulatedCluster, _ process: SimulatedProcess) {
        self.partition = partition
        self.disk = disk
        self.cluster = cluster
        self.process = process
    }

    var position: LanePosition? { disk.lanes[partition]?.position }
    var witness: LanePosition? { disk.lanes[partition]?.witness }

    func begin() throws(LaneError) {
        try process.passLane(.beforeLaneBegin)
        try disk.pass(.beforeLaneBegin, partition)
        try expect(!isBegun, "begun twice")
        isBegun = true
        changes = [:]
        try process.passLane(.afterLaneBegin)
    }

    func value(for key: [UInt8]) throws(LaneError) -> [UInt8]? {
        guard process.isAlive else { throw LaneError("the simulated process is dead") }
        try expect(isBegun, "read outside of a transaction")
        try expectBounds(key, nil)
        if let change = changes[key] { return change }
        return disk.lanes[partition]?.entries[key]
    }

    func setValue(_ value: [UInt8]?, for key: [UInt8]) throws(LaneError) {
        try process.passLane(.beforeSetValue)
        try disk.pass(.beforeSetValue, partition)
        try expect(isBegun, "changed outside of a transaction")
        try expectBounds(key, value)
        changes[key] = .some(value)
        try process.passLane(.afterSetValue)
    }

    func commit(_ position: LanePosition) throws(LaneError) {
        try process.passLane(.beforeLaneCommit)
        try disk.pass(.beforeLaneCommit, partition)
        if !isCommittedEarly {
            try expect(isBegun, "committed without a transaction")
            store(position)
        }
        isBegun = false
        isCommittedEarly = false
        if !disk.begunPartitions.isEmpty { try process.passLane(.betweenLaneCommits) }
        try process.passLane(.afterLaneCommit)
    }

    func abort() {
        guard process.isAlive else { return }
        isBegun = false
        isCommittedEarly = false
        changes = [:]
    }

    func forEach(_ body: (_ key: [UInt8], _ value: [UInt8]) throws -> Void) throws {
        for (key, value) in disk.lanes[partition]?.entries ?? [:] { try body(key, value) }
    }

    func forEach(startingWith prefix: [UInt8], _ body: (_ key: [UInt8], _ value: [UInt8]) throws -> Void) throws {
        let entries = disk.lanes[partition]?.entries ?? [:]
        for (key, value) in entries where key.starts(with: prefix) { try body(key, value) }
    }

    func close() {
        guard process.pass(.beforeLaneClose), isOpen else { return }
        abort()
        isOpen = false
        disk.open[partition] = nil
        disk.lanes[partition]?.isClosed = true
        _ = process.pass(.afterLaneClose)
    }

    /// What the mutant does that commits lanes first.
    func commitEarly(_ position: LanePosition) {
        guard isBegun else { return }
        store(position)
        isCommittedEarly = true
    }

    private func store(_ position: LanePosition) {
        for (key, value) in changes { disk.lanes[partition]?.entries[key] = value }
        disk.lanes[partition]?.position = position
        let furthest = witness?.furthest(position) ?? position
        disk.lanes[partition]?.witness = furthest
        changes = [:]
    }

    private func expectBounds(_ key: [UInt8], _ value: [UInt8]?) throws(LaneError) {
        try expect((1...LaneLimits.keyByteCountMax).contains(key.count), "given a key of \(key.count) bytes")
        try expect(value?.count ?? 0 <= LaneLimits.valueByteCountMax, "given a value of \(value?.count ?? 0) bytes")
    }

    private func expect(_ condition: Bool, _ what: String) throws(LaneError) {
        let misuse = isOpen ? condition ? nil : what : "used after it was closed"
        guard let misuse else { return }
        cluster.report("lane \(partition) was \(misuse)")
        throw LaneError("lane \(partition) was \(misuse)")
    }
}
