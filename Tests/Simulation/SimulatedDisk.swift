package import LaneState

/// A lane as a node's disk keeps it.
package struct StoredLane: Equatable, Sendable {
    package var entries: [[UInt8]: [UInt8]] = [:]
    package var position: LanePosition?
    /// In a file of its own, which outlives the machine.
    package var witness: LanePosition?
    /// Closed in order since it was last changed, so that it survives the death of the machine.
    package var isClosed = false
    /// Of another log: ahead of this one, with orders that it never saw.
    package var isForeign = false

    package init() {}
}

/// A node's disk: what of its lanes outlives a process.
package final class SimulatedDisk {
    package internal(set) var lanes: [Int32: StoredLane] = [:]
    /// The lanes that the present process has open.
    var open: [Int32: SimulatedLane] = [:]

    /// Lanes whose part of the disk fails, each at its moment.
    package var faults: [Int32: Moment] = [:]

    package init() {}

    func pass(_ moment: Moment, _ partition: Int32) throws(LaneError) {
        if faults[partition] == moment { throw LaneError("the disk of lane \(partition) fails at \(moment)") }
    }

    package var openPartitions: [Int32] { open.keys.sorted() }

    /// The process is gone; what it had committed stays.
    package func forgetProcess() { open = [:] }

    /// The machine is gone as well: a lane that was open may hold half of what was written, and is not trusted again.
    package func loseOpenLanes() {
        for (partition, lane) in lanes where !lane.isClosed {
            var left = StoredLane()
            (left.witness, left.isForeign) = (lane.witness, lane.isForeign)
            lanes[partition] = left
        }
    }

    /// Somebody put back another log's lanes, as after a restore of the wrong backup.
    package func takeForeignLanes() {
        for partition in lanes.keys.sorted() {
            lanes[partition]?.isForeign = true
            lanes[partition]?.isClosed = true
            let position = LanePosition(inputOffsetNext: 1 << 40, changelogOffsetNext: 3)
            lanes[partition]?.position = position
            lanes[partition]?.witness = position
            lanes[partition]?.entries[Array("sZTO".utf8)] = [0, 0, 0, 0, 0, 0, 0, 99]
        }
    }

    /// Whether an operator who deletes the lanes, as the worker asks, sets right what keeps it from working.
    var holdsForeignLanes: Bool { lanes.values.contains(where: \.isForeign) }

    /// Another disk.
    package func loseEverything() { lanes = [:] }

    /// Lanes that are still in a transaction, which no worker leaves behind between two events.
    package var begunPartitions: [Int32] { open.values.filter(\.isBegun).map(\.partition).sorted() }
}

/// The disk as one process uses it.
package final class SimulatedLaneStore: LaneStore {
    private let disk: SimulatedDisk
    private let cluster: SimulatedCluster
    private let process: SimulatedProcess

    package init(_ disk: SimulatedDisk, _ cluster: SimulatedCluster, _ process: SimulatedProcess) {
        self.disk = disk
        self.cluster = cluster
        self.process = process
    }

    package func open(partition: Int32) throws(LaneError) -> any Lane {
        try process.passLane(.beforeLaneOpen)
        try disk.pass(.beforeLaneOpen, partition)
        if disk.open[partition] != nil { cluster.report("lane \(partition) was opened twice") }
        let lane = SimulatedLane(partition, disk, cluster, process)
        disk.open[partition] = lane
        disk.lanes[partition, default: StoredLane()].isClosed = false
        try process.passLane(.afterLaneOpen)
        return lane
    }
}
