import LaneState
import Log
import Telemetry
import Testing

@testable import Processor
@testable import Simulation

/// How a worker goes on after each thing that can go wrong.
@Suite struct RecoveryTests {
    struct CommitCase: CustomTestStringConvertible {
        let fate: CommitFate
        /// Transactions that the worker asked for until all was consumed.
        let transactionCount: Int
        /// Of four commands. After an unknown outcome nobody is told; who asks again is.
        var replyCount = 4
        let endsWorker: Bool

        var testDescription: String { "\(fate)" }
    }

    @Test(arguments: [
        CommitCase(fate: .committed, transactionCount: 1, endsWorker: false),
        CommitCase(fate: .aborted, transactionCount: 2, endsWorker: false),
        CommitCase(fate: .unknownCommitted, transactionCount: 1, replyCount: 0, endsWorker: false),
        CommitCase(fate: .unknownAborted, transactionCount: 2, endsWorker: false),
        CommitCase(fate: .fenced, transactionCount: 2, endsWorker: false),
        CommitCase(fate: .fatal, transactionCount: 2, endsWorker: true),
    ])
    func `however a transaction ends, each command counts once`(example: CommitCase) throws {
        let bench = try Bench(commits: [example.fate])
        for order in bench.orderIDs(4) { bench.push(order) }
        if example.endsWorker {
            let error = #expect(throws: WorkerError.self) { try bench.drain() }
            #expect(error?.description.contains("fatal") == true)
            try bench.restart()
        }
        try bench.drain()
        #expect(bench.fate.passes[Moment.beforeLogBegin.rawValue] == example.transactionCount)
        // Four orders and, for each partition, how many numbers it has used and which commands it has decided.
        #expect(bench.count(.waybills) == 8)
        #expect(bench.count(.replies) == example.replyCount)
        #expect(bench.count(.tokens) == 4)
        #expect(bench.cluster.violations.isEmpty)
        for partition in 0..<2 as Range<Int32> {
            #expect(bench.disk.lanes[partition]?.position?.inputOffsetNext == bench.cluster.committed(partition))
            #expect(bench.disk.lanes[partition]?.entries.count == 4)
        }
    }

    @Test func `after ten failures in a row the worker gives up and says why`() throws {
        let bench = try Bench(commits: Array(repeating: .aborted, count: ProcessorLimits.failureCountMax))
        bench.push("order")
        let error = #expect(throws: WorkerError.self) { try bench.drain() }
        #expect(error?.description.contains("aborted") == true)
        #expect(bench.fate.passes[Moment.beforeLogBegin.rawValue] == ProcessorLimits.failureCountMax)
    }

    @Test func `a success in between starts the count of failures anew`() throws {
        let some = Array(repeating: CommitFate.unknownAborted, count: ProcessorLimits.failureCountMax - 1)
        let bench = try Bench(commits: some + [.committed] + some)
        bench.push("first")
        try bench.drain()
        bench.push("second")
        try bench.drain()
        #expect(bench.count(.replies) == 2)
    }

    @Test func `one transaction takes the batch of several partitions`() throws {
        let bench = try Bench()
        for order in bench.orderIDs(10) { bench.push(order) }
        try bench.drain()
        #expect(bench.fate.passes[Moment.beforeLogBegin.rawValue] == 1)
        #expect(bench.cluster.committed(0) == 5 && bench.cluster.committed(1) == 5)
        #expect(bench.fate.passes[Moment.betweenLaneCommits.rawValue] == 1)
    }

    @Test func `a record of a partition that is not assigned ends the worker`() throws {
        let error = try failure(of: [.records([record(partition: 1, offset: 0)])])
        #expect(error?.description == "a record of partition 1 arrived, which is not assigned here")
    }

    @Test func `a record that was consumed before ends the worker`() throws {
        let batch = MemberEvent.records([record(partition: 0, offset: 3)])
        let error = try failure(of: [.assigned([0]), batch, batch])
        #expect(error?.description == "a record of partition 0 arrived a second time")
    }

    @Test func `a worker that ends closes its lanes and leaves its group`() throws {
        let (worker, member, disk) = try scripted([.assigned([0, 1]), .woken, .closed])
        try worker.run(until: { false })
        #expect(member.isClosed)
        #expect(disk.openPartitions.isEmpty)
        #expect(disk.lanes.count == 2 && disk.lanes.values.allSatisfy(\.isClosed))
    }

    private func failure(of events: [MemberEvent]) throws -> WorkerError? {
        let (worker, member, disk) = try scripted(events)
        let error = #expect(throws: WorkerError.self) { try worker.run(until: { false }) }
        #expect(member.isClosed && disk.openPartitions.isEmpty)
        return error
    }

    private func scripted(_ events: [MemberEvent]) throws -> (Worker, ScriptedMember, SimulatedDisk) {
        let cluster = SimulatedCluster(partitionCount: 2, replyPartitionCount: 1, hasMarkers: true)
        let process = SimulatedProcess(node: 0, fate: Fate(Fate.Plan(), seed: 1))
        let (member, disk) = (ScriptedMember(events), SimulatedDisk())
        let worker = try Worker(
            try Bench.parts(
                SimulatedLog(cluster, process), cluster, disk, process, Registry(), member: member,
                lanesChanged: { _ in }))
        return (worker, member, disk)
    }

    private func record(partition: Int32, offset: Int64) -> Record {
        Record(
            topic: .commands, partition: partition, offset: offset, timestamp: 0, key: nil, value: nil,
            headers: Headers())
    }
}
