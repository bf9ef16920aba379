internal import LaneState
internal import Log
internal import Records
internal import Waybill

/// The lanes that the group gives and takes, and those that stand still.
extension Worker {
    func open(_ partitions: [Int32]) throws(WorkerError) {
        held.forget(partitions)
        let start = ContinuousClock.now
        let (count, faults) = try opened(partitions)
        let faulty = Set(faults.map(\.partition))
        let open = partitions.filter { !faulty.contains($0) }
        parts.telemetry.opened(open, restoredCount: count, elapsed: .now - start)
        for fault in faults { try hold(fault, wasOpen: false) }
        try checkLanes()
        report(isSettled: true)
    }

    /// Opens lanes that are closed; one after the other where one of them cannot be, so that the others are none the
    /// less.
    func opened(_ partitions: [Int32]) throws(WorkerError) -> (restoredCount: Int, faults: [LaneFault]) {
        let positions = try positions(of: partitions)
        do throws(WorkerError) {
            return (try lanes.open(positions), [])
        } catch {
            guard error.isOfOneLane else { throw error }
        }
        lanes.close(partitions)
        var (count, faults): (Int, [LaneFault]) = (0, [])
        for (partition, position) in positions.sorted(by: { $0.key < $1.key }) {
            do throws(WorkerError) {
                count += try lanes.open([partition: position])
            } catch {
                guard error.isOfOneLane else { throw error }
                lanes.close([partition])
                faults.append(LaneFault(partition, error))
            }
        }
        return (count, faults)
    }

    /// Closes the lanes among these that are open, which it returns.
    func letGo(_ partitions: [Int32]) -> [Int32] {
        let open = partitions.filter { lanes.lane($0) != nil }
        lanes.close(open)
        held.forget(partitions)
        defer { report(isSettled: false) }
        return open
    }

    func report(isSettled: Bool) {
        parts.lanesChanged(LaneReport(partitions: lanes.partitions, isSettled: isSettled, held: held.reasons))
    }

    /// Where the group is; 0 where it never committed.
    func positions(of partitions: [Int32]) throws(WorkerError) -> [Int32: Int64] {
        var positions: [Int32: Int64] = [:]
        for partition in partitions {
            positions[partition] = try logged(try parts.member.position(of: partition)) ?? 0
        }
        return positions
    }

    func catchUp() throws(WorkerError) {
        let partitions = lanes.partitions
        do throws(WorkerError) {
            _ = try lanes.catchUp(positions(of: partitions))
            return
        } catch {
            guard error.isOfOneLane else { throw error }
        }
        lanes.close(partitions)
        for fault in try opened(partitions).faults { try hold(fault, wasOpen: true) }
        try checkLanes()
        report(isSettled: true)
    }

    // MARK: - Lanes at fault

    /// The lane stands still, and no other: nothing more of its partition is handed out until it is tried again.
    func hold(_ fault: LaneFault, wasOpen: Bool) throws(WorkerError) {
        let partition = fault.partition
        lanes.close([partition])
        try logged(try parts.member.pause(partition))
        let pause = held.add(fault)
        parts.telemetry.held(fault, pause, wasOpen: wasOpen)
        parts.after(pause) { [due, waker = parts.member.waker] in
            due.add(partition)
            waker.wake()
        }
    }

    func retry(_ partition: Int32) throws(WorkerError) {
        let start = ContinuousClock.now
        let (count, faults) = try opened([partition])
        if let fault = faults.first { return try hold(fault, wasOpen: false) }
        held.opened(partition)
        parts.telemetry.released(partition, restoredCount: count, elapsed: .now - start)
        try checkLanes()
        // Its counts could not be read: it stands still again.
        guard lanes.lane(partition) != nil else { return report(isSettled: true) }
        try logged(try parts.member.resume(partition))
        report(isSettled: true)
    }

    // MARK: - Keys and ranges of numbers

    /// Before lanes that were opened decide anything. One that cannot be read stands still, and the others are checked
    /// without it.
    func checkLanes() throws(WorkerError) {
        for partition in lanes.partitions {
            guard let lane = lanes.lane(partition) else { continue }
            let keys: KeyFingerprints?
            do throws(LaneError) {
                keys = try LaneMemory(lane: lane).decidedKeys()
            } catch {
                try hold(LaneFault(partition, error), wasOpen: true)
                continue
            }
            if let keys { try check(keys, of: partition) }
        }
        try checkRanges()
    }

    private func check(_ keys: KeyFingerprints, of partition: Int32) throws(WorkerError) {
        guard let known = parts.keys, !known.hold(keys) else { return }
        throw .keys(KeyFault(partition: partition, keys, known: known))
    }

    private func checkRanges() throws(WorkerError) {
        let check = RangeGuard(
            reference: parts.reference, log: parts.log, partitionCount: partitionCount, witness: parts.rangeWitness,
            keys: parts.keys)
        while true {
            do throws(LanesFailure) {
                return take(try check.check(lanes))
            } catch {
                switch error {
                case .lane(let fault): try hold(fault, wasOpen: true)
                case .worker(let error): throw error
                }
            }
        }
    }

    private func take(_ findings: RangeGuard.Findings) {
        adoptions = findings.adoptions
        for carrier in findings.goneCarriers { parts.telemetry.isGone(carrier) }
        for (partition, counts) in findings.used {
            for (carrier, count) in counts { tellUsed(count, of: carrier, partition) }
        }
    }

    func tellUsed(_ count: UInt64, of carrier: String, _ partition: Int32) {
        guard let range = parts.reference.carrier(carrier)?.issued else { return }
        let share = NumberShare(of: range, partition: partition, partitionCount: partitionCount)
        parts.telemetry.numbersLeft.used(count, of: carrier, share)
    }
}
