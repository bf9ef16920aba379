internal import LaneState
internal import Log
internal import Processor
internal import SingleRecords

/// A machine that runs one worker: its disk stays, its processes come and go.
final class Node {
    /// One process and what lives in it.
    struct Life {
        let process: SimulatedProcess
        let member: SimulatedMember
        let worker: Worker
    }

    typealias MakeParts = (any Log, any GroupMember, any LaneStore) -> WorkerParts

    let number: Int
    let disk = SimulatedDisk()
    private(set) var life: Life?
    private let cluster: SimulatedCluster
    private let fate: Fate
    private let makeParts: MakeParts

    init(_ number: Int, _ cluster: SimulatedCluster, _ fate: Fate, makeParts: @escaping MakeParts) {
        self.number = number
        self.cluster = cluster
        self.fate = fate
        self.makeParts = makeParts
    }

    /// One event of the worker, in a new process where there is none. False where the process came to its end.
    func step(intrusion: @escaping () -> Void) -> Bool {
        guard let life = life ?? start(intrusion) else { return false }
        do {
            if try life.worker.step() {
                if !disk.begunPartitions.isEmpty {
                    cluster.report("a lane stayed in its transaction between two events")
                }
                return true
            }
            cluster.report("a worker ended, but the log was not closed")
        } catch {
            if life.process.isAlive {
                if case WorkerError.contradiction = error, disk.holdsForeignLanes {
                    // As the worker asks.
                    stop()
                    disk.loseEverything()
                    return false
                }
                if !life.process.mayEnd { cluster.report("a worker ended without reason: \(error)") }
                // As Worker.run does on its way out.
                stop()
            }
        }
        end()
        return false
    }

    /// The worker closes its lanes and leaves.
    func stop() {
        guard let life else { return }
        do {
            try life.worker.run(until: { true })
        } catch {
            cluster.report("a worker could not stop: \(error)")
        }
        end()
    }

    /// The process dies where it stands.
    func kill() {
        life?.process.kill()
        end()
    }

    private func end() {
        guard let life else { return }
        life.process.kill()
        cluster.withGroup { $0.evict(life.member.number) }
        disk.forgetProcess()
        self.life = nil
    }

    private func start(_ intrusion: @escaping () -> Void) -> Life? {
        let process = SimulatedProcess(node: number, fate: fate)
        let log = SimulatedLog(cluster, process)
        let member = SimulatedMember(cluster, process)
        member.intrusion = intrusion
        member.lanesFirst = { [disk, cluster] offsetsNext, outputs in
            disk.commitEarly(offsetsNext, outputs, cluster)
        }
        do {
            let worker = try Worker(makeParts(log, member, SimulatedLaneStore(disk, cluster, process)))
            life = Life(process: process, member: member, worker: worker)
        } catch {
            cluster.report("a worker could not start: \(error)")
        }
        return life
    }
}

extension SimulatedDisk {
    /// The mutant's way: what the batch will be after the log's commit is in the lanes before it.
    fileprivate func commitEarly(_ offsetsNext: [Int32: Int64], _ outputs: [NewRecord], _ cluster: SimulatedCluster) {
        for (partition, next) in offsetsNext {
            let changes = outputs.filter { $0.topic == .waybills && $0.partition == partition }
            let end = cluster.endOffset(.waybills, partition) + Int64(changes.count)
            open[partition]?.commitEarly(LanePosition(inputOffsetNext: next, changelogOffsetNext: end))
        }
    }
}
