internal import JSON
internal import LaneState
internal import Log
internal import Records
internal import Waybill

/// What an operator's folder remembers of earlier checks, so that a start on unchanged ranges reads nothing of others.
package protocol RangeWitness: Sendable {
    /// Whether these ranges were compared with all partitions before, when this partition was opened.
    func isChecked(_ partition: Int32) -> Bool

    func check(_ partitions: [Int32])
}

/// Asks what the log knows of issued numbers, before a lane that was opened decides anything.
///
/// Each lane knows the counts of its own partition. Where a partition meets ranges for the first time, the other
/// partitions' changelogs are read too: another partition may have issued a number that this one is about to. They tell
/// under which keys they were decided, as well.
struct RangeGuard {
    struct Findings {
        /// For each partition, what its counts without a range are to become.
        var adoptions: [Int32: [SerialCount]] = [:]
        /// Carriers that numbers were issued for and that are not configured any more.
        var goneCarriers: [String] = []
        /// For each partition, how many numbers it has used of each carrier's range.
        var used: [Int32: [String: UInt64]] = [:]
    }

    let reference: Reference
    let log: any Log
    let partitionCount: Int32
    let witness: (any RangeWitness)?
    /// Compared with those of the other partitions where these are read; nil where none are.
    let keys: KnownKeys?

    func check(_ lanes: LaneSet) throws(LanesFailure) -> Findings {
        var check = RangeCheck(reference: reference, partitionCount: partitionCount)
        var counts: [Int32: [SerialCount]] = [:]
        var isChecked = true
        for partition in lanes.partitions {
            guard let lane = lanes.lane(partition) else { continue }
            let memory = LaneMemory(lane: lane)
            lanes.stay()
            do throws(LaneError) {
                let found = try memory.serialCounts()
                counts[partition] = found
                for count in found { check.add(count, partition: partition) }
                if witness?.isChecked(partition) == true, found.allSatisfy({ $0.range != nil }) { continue }
                isChecked = false
                try memory.forEachGiven { check.add(given: $0) }
            } catch {
                throw .lane(LaneFault(partition, error))
            }
        }
        var isWhole = true
        var keys: [Int32: KeyFingerprints] = [:]
        if !isChecked { isWhole = try readOthers(than: lanes, into: &check, &keys) }
        let found = keys.sorted { $0.key < $1.key }
        if let known = self.keys, let other = found.first(where: { !known.hold($0.value) }) {
            throw .worker(.keys(KeyFault(partition: other.key, other.value, known: known)))
        }
        if let fault = check.fault() { throw .worker(.ranges(fault)) }
        if !isChecked, isWhole, !lanes.isStopped() { witness?.check(lanes.partitions) }
        return findings(counts, check)
    }

    private func findings(_ counts: [Int32: [SerialCount]], _ check: RangeCheck) -> Findings {
        var findings = Findings(goneCarriers: check.goneCarriers)
        for (partition, counts) in counts {
            func next(of range: NumberRange) -> UInt64 {
                counts.filter { $0.range?.series == range.series }.map(\.next).max() ?? 0
            }
            let adopted = counts.filter { $0.range == nil }.flatMap { count in
                check.ranges(ofRangelessCountsOf: count.carrier).map { range in
                    SerialCount(carrier: count.carrier, range: range, next: max(next(of: range), count.next))
                }
            }
            if !adopted.isEmpty { findings.adoptions[partition] = adopted }
            for carrier in reference.carriers {
                let series = carrier.issued.series
                findings.used[partition, default: [:]][carrier.id] =
                    adopted.first { $0.range?.series == series }?.next ?? next(of: carrier.issued)
            }
        }
        return findings
    }

    /// The counts and given numbers of the partitions that other workers have, or that stand still, from their
    /// changelogs. False where one holds a record that is not ours: its own lane stands still for it and no other does,
    /// but what was read is not all that there is, so that it is read again at the next opening.
    private func readOthers(
        than lanes: LaneSet, into check: inout RangeCheck, _ keys: inout [Int32: KeyFingerprints]
    ) throws(LanesFailure) -> Bool {
        let others = Set(0..<partitionCount).subtracting(lanes.partitions)
        guard !others.isEmpty else { return true }
        var isWhole = true
        var last: [Int32: [[UInt8]: SerialCount]] = [:]
        do throws(WorkerError) {
            var starts: [Int32: Int64] = [:]
            for partition in others {
                starts[partition] = try logged(try log.startOffset(of: .waybills, partition: partition))
            }
            _ = try log.readChangelogs(
                from: starts, for: "issued numbers were looked for", isStopped: lanes.isStopped, stay: lanes.stay
            ) { record, parser throws(WorkerError) in
                let isOurs = try read(record, &parser, &last[record.partition, default: [:]], &check, &keys)
                isWhole = isWhole && isOurs
            }
        } catch {
            throw .worker(error)
        }
        for (partition, counts) in last { for count in counts.values { check.add(count, partition: partition) } }
        return isWhole
    }

    /// False for a record that is not ours. A count that cannot be read is an error: numbers may hide behind it.
    private func read(
        _ record: Record, _ parser: inout JSONParser, _ last: inout [[UInt8]: SerialCount], _ check: inout RangeCheck,
        _ keys: inout [Int32: KeyFingerprints]
    ) throws(WorkerError) -> Bool {
        do throws(RecordFault) {
            switch try ChangelogEntry(record, parser: &parser) {
            case .serial(let count), .adoption(let count): last[record.key ?? []] = count
            case .order(_, let state) where state.isNumberGiven: check.add(given: state.waybillID)
            case .input(let decided): keys[record.partition] = decided.keys
            case .order, .status, .tombstone: break
            }
            return true
        } catch {
            guard !WaybillsKind.isCount(record.key ?? []) else { throw .log(.foreignRecord(error)) }
            return false
        }
    }
}
