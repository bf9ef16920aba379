import LaneState
import Log
import Records
import SeedParcel
import SingleRecords
import Telemetry
import Waybill

@testable import Processor
@testable import Simulation

/// One worker over a simulated log of two partitions, driven step by step.
final class Bench {
    let cluster: SimulatedCluster
    let disk = SimulatedDisk()
    let registry = Registry()
    let lines = Lines()
    let pauses = Pauses()
    let fate: Fate
    /// What the next process is configured with.
    var reference: Reference
    /// What its folder remembers of earlier checks of ranges.
    var witness: (any RangeWitness)?
    /// The keys of the next process; nil compares none.
    var keys: KnownKeys?
    /// What commands say that they came in under.
    var commandKeys: String?
    private(set) var process: SimulatedProcess
    private(set) var worker: Worker
    private(set) var member: SimulatedMember?
    private var heard = Heard()
    private var commandCount = 0

    init(commits: [CommitFate] = [], death: (moment: Moment, pass: Int)? = nil) throws {
        cluster = SimulatedCluster(partitionCount: 2, replyPartitionCount: 1, hasMarkers: true)
        var plan = Fate.Plan()
        plan.commits = commits
        plan.death = death
        plan.isPlain = true
        fate = Fate(plan, seed: 1)
        process = SimulatedProcess(node: 0, fate: fate)
        reference = try Setting.reference()
        worker = try Worker(
            try Self.parts(SimulatedLog(cluster, process), cluster, disk, process, registry, lines, pauses: pauses) {
                _ in
            })
        try restart()
    }

    /// The process dies where it stands, and another one begins.
    func restart() throws {
        process.kill()
        disk.forgetProcess()
        process = SimulatedProcess(node: 0, fate: fate)
        let member = SimulatedMember(cluster, process)
        self.member = member
        cluster.withGroup { group in
            for partition in 0..<cluster.partitionCount {
                // Whoever had it is dead.
                group.grant([partition], to: 0)
                group.release([partition], by: 0)
                group.wanted[partition] = 0
            }
        }
        let heard = Heard()
        var parts = try Self.parts(
            SimulatedLog(cluster, process), cluster, disk, process, registry, lines, member: member, pauses: pauses
        ) { heard.add($0.partitions) }
        parts.reference = reference
        parts.rangeWitness = witness
        parts.keys = keys
        worker = try Worker(parts)
        self.heard = heard
    }

    /// The partitions whose lanes are open, each time that changed in this process.
    var laneChanges: [[Int32]] { heard.all }

    static func parts(
        _ log: SimulatedLog, _ cluster: SimulatedCluster, _ disk: SimulatedDisk, _ process: SimulatedProcess,
        _ registry: Registry, _ lines: Lines = Lines(), member: (any GroupMember)? = nil, pauses: Pauses = Pauses(),
        lanesChanged: @escaping @Sendable (LaneReport) -> Void
    ) throws -> WorkerParts {
        var parts = WorkerParts(
            log: log, member: member ?? SimulatedMember(cluster, process),
            lanes: SimulatedLaneStore(disk, cluster, process), reference: try Setting.reference(),
            writer: OutcomeWriter(source: "/test", version: "test", replyPartitionCount: 1),
            telemetry: ProcessorTelemetry(registry, Logger(sink: lines.sink, now: { 0 })), clock: { 1_785_000_000_000 },
            lanesChanged: lanesChanged)
        parts.after = { pauses.add($0, $1) }
        return parts
    }

    /// Steps until the group has consumed everything.
    func drain() throws {
        for _ in 0..<100 where !isDrained { _ = try worker.step() }
    }

    var isDrained: Bool {
        (0..<cluster.partitionCount).allSatisfy { partition in
            cluster.read(.commands, partition, from: cluster.committed(partition), countMax: 1).isEmpty
                && cluster.startOffset(.commands, partition) <= cluster.committed(partition)
                && disk.openPartitions.contains(partition)
        }
    }

    // MARK: - Commands

    /// Appends one push; `change` may spoil it.
    @discardableResult
    func push(_ orderID: String, _ change: (inout Push) -> Void = { _ in }) -> NewRecord {
        let order = OrderName(carrier: "ZTO", bizID: "biz-a", orderID: orderID)
        var push = Push(
            order: order, password: Setting.password("ZTO", "biz-a"), createTime: 1_785_000_000, waybillID: "0",
            token: "k1.token", parcel: Parcel())
        change(&push)
        return append(Request.push(push).command)
    }

    @discardableResult
    func append(_ command: CommandRecord.Body, partition: Int32? = nil) -> NewRecord {
        commandCount += 1
        var record = CommandRecord(command).record(
            partitionCount: cluster.partitionCount, source: "/test", time: 1_785_000_000_000,
            reply: ReplyAddress(instance: "ingress", partition: 0, correlationID: "call-\(commandCount)"), deadline: 0,
            keys: commandKeys)
        if let partition { record.partition = partition }
        cluster.append([record])
        return record
    }

    /// Order ids of which the first lies in partition 0, the second in 1, and so on in turn.
    func orderIDs(_ count: Int) -> [String] {
        (0..<count).map { index in
            let partition = Int32(index) % cluster.partitionCount
            return (0..<1_000).lazy.map { "order-\(index)-\($0)" }.first {
                Partitioner.partition(of: Array($0.utf8), among: self.cluster.partitionCount) == partition
            } ?? ""
        }
    }

    func count(_ topic: Topic) -> Int { cluster.history(topic).count }
}
