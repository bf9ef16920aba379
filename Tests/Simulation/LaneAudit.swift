internal import LaneState
internal import Log

/// Whether lanes are what their changelog says, by reading it afresh with a worker that has nothing.
struct LaneAudit {
    let cluster: SimulatedCluster
    let makeParts: Node.MakeParts

    /// The lanes that were open when all was consumed.
    func checkCurrent(_ lanes: [Int32: [Int32: StoredLane]]) {
        let fresh = restored(cluster)
        for partition in 0..<cluster.partitionCount {
            guard let lane = lanes[partition]?[partition] else {
                cluster.report("partition \(partition) has no lane")
                continue
            }
            if lane.entries != fresh[partition]?.entries {
                cluster.report("lane \(partition) is not what its changelog says")
            }
            checkPosition(lane, partition)
        }
    }

    /// A lane that was left behind on some node holds what its changelog said as far as it had read.
    func checkStale(_ lane: StoredLane, _ partition: Int32) {
        // Half restored from a changelog that was compacted: what it lacks was replaced further on.
        guard !lane.isForeign, lane.position?.inputOffsetNext != 0 else { return }
        guard let end = lane.position?.changelogOffsetNext else {
            if !lane.entries.isEmpty { cluster.report("lane \(partition) holds entries and has no position") }
            return
        }
        let past = SimulatedCluster(
            partitionCount: cluster.partitionCount, replyPartitionCount: cluster.replyPartitionCount, hasMarkers: false)
        past.restore(cluster.history(.waybills).filter { $0.partition == partition && $0.offset < end })
        past.restore(cluster.history(.commands))
        if lane.entries != restored(past)[partition]?.entries {
            cluster.report("the stale lane \(partition) is not what its changelog said up to \(end)")
        }
    }

    private func checkPosition(_ lane: StoredLane, _ partition: Int32) {
        let committed = cluster.committed(partition)
        let position = lane.position ?? LanePosition(inputOffsetNext: 0, changelogOffsetNext: 0)
        if position.inputOffsetNext != committed {
            cluster.report("lane \(partition) stands at \(position.inputOffsetNext), the group at \(committed)")
        }
        let rest = cluster.read(.waybills, partition, from: position.changelogOffsetNext, countMax: 1)
        if !rest.isEmpty || position.changelogOffsetNext > cluster.endOffset(.waybills, partition) {
            cluster.report("lane \(partition) has read its changelog up to \(position.changelogOffsetNext)")
        }
    }

    private func restored(_ cluster: SimulatedCluster) -> [Int32: StoredLane] {
        let node = Node(-1, cluster, Fate(Fate.Plan(), seed: 0), makeParts: makeParts)
        cluster.withGroup { group in
            for partition in 0..<cluster.partitionCount { group.wanted[partition] = node.number }
        }
        for _ in 0..<100 where node.disk.openPartitions.count < Int(cluster.partitionCount) { _ = node.step {} }
        if !cluster.violations.isEmpty { self.cluster.report(cluster.violations[0]) }
        return node.disk.lanes
    }
}
