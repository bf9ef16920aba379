/// How the partitions of a topic are divided among the members of a group: each member, in the order they joined, is
/// due one range; a partition changes hands only once its owner has let it go.
struct Division {
    typealias Member = Int

    private(set) var members: [Member] = []
    private var owners: [Member?]

    init(partitionCount: Int32) {
        owners = Array(repeating: nil, count: Int(partitionCount))
    }

    mutating func join(_ member: Member) {
        members.append(member)
        settle()
    }

    /// Lets go of all that the member has.
    mutating func leave(_ member: Member) {
        members.removeAll { $0 == member }
        for index in owners.indices where owners[index] == member { owners[index] = nil }
        settle()
    }

    /// Lets go of what is due to others by now.
    mutating func release(_ partitions: Set<Int32>, by member: Member) {
        for partition in partitions where owner(of: partition) == member { owners[Int(partition)] = nil }
        settle()
    }

    func owner(of partition: Int32) -> Member? {
        owners.indices.contains(Int(partition)) ? owners[Int(partition)] : nil
    }

    /// What the member has, whether or not it is to go on having it.
    func owned(by member: Member) -> Set<Int32> {
        Set(owners.indices.filter { owners[$0] == member }.map { Int32($0) })
    }

    /// What the member is to have in the end: the first members get one more where it does not come out even.
    func due(to member: Member) -> Set<Int32> {
        guard let rank = members.firstIndex(of: member) else { return [] }
        let (share, rest) = owners.count.quotientAndRemainder(dividingBy: members.count)
        let start = rank * share + min(rank, rest)
        return Set((start..<start + share + (rank < rest ? 1 : 0)).map { Int32($0) })
    }

    /// Gives what nobody has to whom it is due.
    private mutating func settle() {
        for member in members {
            for partition in due(to: member) where owners[Int(partition)] == nil { owners[Int(partition)] = member }
        }
    }
}
