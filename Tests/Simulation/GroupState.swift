/// The group's coordinator: what is committed, who owns a partition, and who should.
struct GroupState: Sendable {
    var committed: [Int32: Int64] = [:]
    private(set) var everCommitted: [Int32: Int64] = [:]
    /// The number of the member that owns the partition; none while it is on its way.
    private(set) var owners: [Int32: Int] = [:]
    /// The node that should own it.
    var wanted: [Int32: Int] = [:]
    private var memberCount = 0

    mutating func commit(_ partition: Int32, _ next: Int64) {
        committed[partition] = next
        everCommitted[partition] = max(everCommitted[partition] ?? 0, next)
    }

    mutating func join() -> Int {
        memberCount += 1
        return memberCount
    }

    /// A member that left, died, or is held to be dead.
    mutating func evict(_ member: Int) {
        for (partition, owner) in owners where owner == member { owners[partition] = nil }
    }

    func isOwner(_ member: Int, of partition: Int32) -> Bool { owners[partition] == member }

    mutating func release(_ partitions: [Int32], by member: Int) {
        for partition in partitions where owners[partition] == member { owners[partition] = nil }
    }

    /// Free partitions that the member's node should have.
    func due(to node: Int) -> [Int32] {
        wanted.filter { $0.value == node && owners[$0.key] == nil }.keys.sorted()
    }

    mutating func grant(_ partitions: [Int32], to member: Int) {
        for partition in partitions { owners[partition] = member }
    }
}
