internal import LaneState
internal import Log
internal import Processor
internal import Records
internal import Telemetry
internal import Waybill

/// One run from one seed: real workers over a simulated log and simulated disks, one step at a time on one thread,
/// with everything going wrong that the seed wills; at the end, in calm, the auditor's verdict.
package final class Simulation {
    package struct Outcome: Sendable {
        package let seed: UInt64
        /// What was found wrong; empty for a run as it should be.
        package let violations: [String]
        package let commandCount: Int
        package let stepCount: Int
        /// By moment: how often it was passed, and how often a process died there.
        package let passes: [Int]
        package let crashes: [Int]
    }

    package let cluster: SimulatedCluster
    package let fate: Fate
    private var workload: Workload
    private var nodes: [Node] = []
    private let makeParts: Node.MakeParts
    private var generator: SeededGenerator
    private let seed: UInt64
    private var stepCount = 0
    private var isIntruding = false
    private var isDisturbed: Bool

    /// A run as the seed wills it.
    package convenience init(seed: UInt64, mutant: Mutant? = nil) throws {
        var generator = SeededGenerator(seed: seed)
        var plan = Fate.Plan.random(&generator)
        plan.mutant = mutant
        let shape = Shape.random(&generator)
        try self.init(seed: seed, plan: plan, shape: shape, generator: generator)
    }

    package init(
        seed: UInt64, plan: Fate.Plan, shape: Shape, isDisturbed: Bool = true, generator: SeededGenerator? = nil
    ) throws {
        var generator = generator ?? SeededGenerator(seed: seed)
        self.seed = seed
        self.isDisturbed = isDisturbed
        cluster = SimulatedCluster(
            partitionCount: shape.partitionCount, replyPartitionCount: shape.replyPartitionCount,
            hasMarkers: shape.hasMarkers)
        fate = Fate(plan, seed: generator.next())
        workload = Workload(
            cluster, orderCount: shape.orderCount, commandCount: shape.commandCount, generator: generator.split())
        self.generator = generator.split()
        let reference = try Setting.reference()
        let clock = SimulatedClock()
        let writer = OutcomeWriter(
            source: "/simulation", version: "test", replyPartitionCount: shape.replyPartitionCount)
        let telemetry = ProcessorTelemetry(Registry(), .silent)
        makeParts = { log, member, lanes in
            var parts = WorkerParts(
                log: log, member: member, lanes: lanes, reference: reference, writer: writer, telemetry: telemetry,
                clock: { clock.next() })
            // Time passes with every step: a lane that stands still is tried again by the next one.
            parts.after = { _, body in body() }
            parts.keys = Setting.keys
            return parts
        }
        nodes = (0..<shape.nodeCount).map { Node($0, cluster, fate, makeParts: makeParts) }
        assignAll()
    }

    /// Runs to the end and says what was found.
    package func run() -> Outcome {
        while workload.remaining > 0, cluster.violations.isEmpty { disturbedTurn() }
        if isDisturbed { for _ in 0..<30 where cluster.violations.isEmpty { disturbedTurn() } }
        fate.becomeCalm()
        if !isDisturbed {
            nodes[0].stop()
            nodes[0].disk.takeForeignLanes()
        }
        settle()
        let (passes, crashes) = (fate.passes, fate.crashes)
        if cluster.violations.isEmpty {
            Auditor(cluster, workload).audit()
            auditLanes()
        }
        return Outcome(
            seed: seed, violations: cluster.violations, commandCount: workload.commandCount, stepCount: stepCount,
            passes: passes, crashes: crashes)
    }

    // MARK: - While things go wrong

    private func disturbedTurn() {
        guard isDisturbed else {
            workload.append(5)
            return step(nodes[0])
        }
        let node = generator.pick(nodes)
        switch generator.below(100) {
        case 0..<25: workload.append(generator.within(1...8))
        case 25..<88: step(node)
        case 88..<92: rebalance()
        case 92..<94:
            cluster.compact(generator.pick([.waybills, .waybills, .tokens]), percent: generator.within(20...100))
        case 94: evict(node)
        case 95: node.stop()
        case 96: crash(node)
        case 97: loseOffsets()
        case 98: expireCommands()
        default: loseCommands()
        }
        checkLanes()
    }

    private func step(_ node: Node) {
        stepCount += 1
        let goesOn = node.step { [unowned self] in intrude(on: node) }
        if !goesOn { lose(node) }
        checkLanes()
    }

    /// While a node has a batch in hand, its partitions go to another, which works on them.
    private func intrude(on node: Node) {
        guard isDisturbed, !fate.isCalm, !isIntruding, nodes.count > 1, generator.once(in: 25) else { return }
        isIntruding = true
        evict(node)
        let other = nodes[(node.number + 1) % nodes.count]
        for _ in 0..<generator.within(1...4) { step(other) }
        isIntruding = false
    }

    /// The coordinator takes a node for dead, though it lives on.
    private func evict(_ node: Node) {
        guard nodes.count > 1, let member = node.life?.member else { return }
        let other = (node.number + 1) % nodes.count
        let count = Int(cluster.partitionCount)
        let taken = (0..<Int32(count)).filter { _ in generator.once(in: 2) }
        cluster.withGroup { group in
            group.release(taken, by: member.number)
            for partition in taken { group.wanted[partition] = other }
        }
    }

    private func rebalance() {
        let partition = Int32(generator.below(Int(cluster.partitionCount)))
        let node = generator.below(nodes.count)
        cluster.withGroup { $0.wanted[partition] = node }
    }

    private func crash(_ node: Node) {
        guard node.life != nil else { return }
        node.kill()
        lose(node)
    }

    /// What a dead process may take with it.
    private func lose(_ node: Node) {
        switch generator.below(12) {
        case 0..<2: node.disk.loseOpenLanes()
        case 2: node.disk.loseEverything()
        case 3: node.disk.takeForeignLanes()
        default: break
        }
        // Others get its partitions, or it comes back for them.
        if nodes.count > 1, generator.once(in: 2) { rebalance() }
    }

    /// Everybody is down for longer than the group's offsets are kept, or somebody deletes or sets back some of them.
    private func loseOffsets() {
        for node in nodes { node.stop() }
        for partition in 0..<cluster.partitionCount where generator.once(in: 2) {
            let committed = cluster.committed(partition)
            let isGone = generator.once(in: 2)
            cluster.setCommitted(partition, isGone ? nil : Int64(generator.below(Int(committed) + 1)))
        }
        for node in nodes where generator.once(in: 2) { node.disk.loseEverything() }
    }

    /// Retention takes what was decided.
    private func expireCommands() {
        for partition in 0..<cluster.partitionCount where generator.once(in: 2) {
            let decided = Int(cluster.everCommitted(partition))
            cluster.delete(.commands, partition, before: Int64(generator.below(decided + 1)))
        }
    }

    /// Everything of a partition is decided; then commands come and are deleted before anybody has seen them.
    private func loseCommands() {
        let partition = Int32(generator.below(Int(cluster.partitionCount)))
        let end = cluster.endOffset(.commands, partition)
        guard cluster.everCommitted(partition) == end else { return }
        workload.lose(generator.within(1...5), in: partition)
    }

    private func assignAll() {
        for partition in 0..<cluster.partitionCount {
            let node = generator.below(nodes.count)
            cluster.withGroup { $0.wanted[partition] = node }
        }
    }

    /// No lane may ever be ahead of what the log says was consumed.
    private func checkLanes() {
        for node in nodes {
            for (partition, lane) in node.disk.lanes where !lane.isForeign {
                let committed = cluster.everCommitted(partition)
                guard let next = lane.position?.inputOffsetNext, next > committed else { continue }
                cluster.report(
                    "lane \(partition) of node \(node.number) stands at \(next), ahead of the log's \(committed)")
            }
        }
    }

    // MARK: - In calm

    /// Works until everything is consumed.
    private func settle() {
        workload.append(workload.remaining)
        for _ in 0..<2_000 where cluster.violations.isEmpty {
            for node in nodes { step(node) }
            if isSettled { return }
        }
        if cluster.violations.isEmpty { cluster.report("the workers do not come to an end") }
    }

    /// Everything consumed, and every lane open where it should be.
    private var isSettled: Bool {
        let isConsumed = (0..<cluster.partitionCount).allSatisfy { partition in
            let committed = cluster.committed(partition)
            return cluster.startOffset(.commands, partition) <= committed
                && cluster.read(.commands, partition, from: committed, countMax: 1).isEmpty
        }
        return isConsumed
            && nodes.reduce(0) { $0 + $1.disk.openPartitions.count } == Int(cluster.partitionCount)
    }
}

extension Simulation {
    /// A lane as it was left, and one that was read from the changelog afresh, are one, byte for byte.
    private func auditLanes() {
        var owners: [Int32: Node] = [:]
        for node in nodes { for partition in node.disk.openPartitions { owners[partition] = node } }
        fate.retire()
        for node in nodes { node.stop() }
        let audit = LaneAudit(cluster: cluster, makeParts: makeParts)
        audit.checkCurrent(owners.mapValues { $0.disk.lanes })
        for node in nodes {
            for (partition, lane) in node.disk.lanes where owners[partition] !== node {
                audit.checkStale(lane, partition)
            }
        }
    }
}
