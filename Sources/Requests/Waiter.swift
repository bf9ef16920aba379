internal import Synchronization

/// A command that is on its way, and whoever waits for it.
final class Waiter: Sendable {
    let requester: any Requester
    /// The partition whose lane decides it, once the log has kept it; until then it is the log that is awaited.
    private let lane = Atomic(noLane)
    private static let noLane: Int32 = -1

    init(_ requester: any Requester) { self.requester = requester }

    func kept(in partition: Int32) { lane.store(partition, ordering: .releasing) }

    var keptIn: Int32? {
        let partition = lane.load(ordering: .acquiring)
        return partition == Self.noLane ? nil : partition
    }
}
