internal import LaneState
internal import Log

extension Worker {
    /// Commands are gone before they were decided. The transaction that brings the group past them holds one dead
    /// letter that says so: until it is committed they are told again, and afterwards never. Where the changelog has
    /// decided them, the group had only forgotten it, and is brought forward.
    func pass(_ missing: MissingRecords) throws(WorkerError) {
        let partition = missing.partition
        // A lane at fault stands still, and with it its partition: they are told again.
        guard let lane = lanes.lane(partition) else { return }
        let decided = lane.position?.inputOffsetNext ?? 0
        let undecided = MissingRecords(
            partition: partition, offset: max(missing.offset, decided), offsetNext: missing.offsetNext)
        var batch = Batch(
            context: context(), refusals: Refusals(), outputs: NewRecords(), replies: NewRecords())
        do throws(LaneFault) {
            try begin(lane, of: partition, decided: decided, in: &batch)
            batch.pass(undecided)
            try batch.finish()
        } catch {
            lane.abort()
            try hold(error, wasOpen: true)
            return report(isSettled: true)
        }
        try commit(batch, of: [])
    }
}
