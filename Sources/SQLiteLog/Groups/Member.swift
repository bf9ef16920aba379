internal import Log

/// A member of a group within this process.
final class Member: GroupMember {
    private let group: String
    private let topic: Topic
    private let engine: Engine
    /// The log closes with its last reference, of which this is one.
    private let log: SQLiteLog
    private let signal = Wakeup()
    private let number: Division.Member
    private var cursor: RecordCursor?
    /// What `assigned` told and no later `revoked` or `lost` took back.
    private var assigned: Set<Int32> = []
    /// What `revoked` told; the next call of `next` lets it go.
    private var leaving: Set<Int32> = []
    /// What a commit found to be another's.
    private var lost: Set<Int32> = []
    /// Assigned partitions of which nothing is handed out.
    private var paused: Set<Int32> = []
    private var mustRewind = false

    init(_ group: String, _ topic: Topic, _ engine: Engine, of log: SQLiteLog) throws(LogError) {
        self.group = group
        self.topic = topic
        self.engine = engine
        self.log = log
        let policy = try engine.layout.policy(of: topic)
        let cursor = try RecordCursor(path: engine.path, topic: topic, findsMissing: policy.deletesByAge)
        number = try engine.groups.join(group, topic, partitionCount: policy.partitionCount, signal)
        self.cursor = cursor
        engine.subscriptions.add(signal, to: topic)
    }

    deinit {
        close()
    }

    var waker: any Waker { signal }

    func close() {
        guard cursor != nil else { return }
        cursor = nil
        engine.subscriptions.remove(signal, from: topic)
        engine.groups.leave(group, topic, number)
    }

    func position(of partition: Int32) throws(LogError) -> Int64? {
        try engine.layout.check(topic, partition)
        guard cursor != nil else { throw .closed }
        guard assigned.contains(partition) || leaving.contains(partition) else {
            throw LogError(
                .invalid, "partition \(partition) of \(topic.name) is not assigned to this member of \(group)")
        }
        return try committed(partition)
    }

    func next(recordCountMax: Int) throws(LogError) -> MemberEvent {
        letGo()
        var notices = signal.take()
        while true {
            if notices.closed { close() }
            guard let cursor else { return .closed }
            cursor.hear(notices)
            if notices.woken { return .woken }
            if let event = try divisionEvent(cursor) { return event }
            try rewindIfNeeded(cursor)
            if let missing = cursor.takeMissing() { return .missing(missing) }
            let records = try cursor.read(recordCountMax: recordCountMax)
            if !records.isEmpty { return .records(records) }
            if let missing = cursor.takeMissing() { return .missing(missing) }
            notices = signal.wait()
        }
    }

    /// The replies are in the transaction too: here it holds back nobody's, and a second one would cost as much again.
    func commit(
        _ outputs: NewRecords, replies: NewRecords, offsetsNext: [Int32: Int64]
    ) throws(CommitFailure) -> [Int64] {
        guard let cursor else { throw .fatal(.closed) }
        do throws(CommitFailure) {
            try check(offsetsNext, cursor)
            let (taken, refusal) = taken(of: replies)
            let offsets = try write(outputs, taken, offsetsNext)
            if let refusal { engine.lostReplies.add(replies.count - taken.count, refusal) }
            return Array(offsets.prefix(outputs.count))
        } catch {
            mustRewind = true
            throw error
        }
    }

    /// All but those which this log never takes, and why it does not take the last of these.
    private func taken(of replies: NewRecords) -> (NewRecords, LogError?) {
        guard let refusal = replies.entries.lazy.compactMap(engine.layout.refusal).last else { return (replies, nil) }
        var taken = NewRecords()
        for entry in replies.entries where engine.layout.refusal(of: entry) == nil {
            let bytes = replies.bytes
            taken.append(
                entry.topic, entry.partition, timestamp: entry.timestamp, key: entry.hasKey ? bytes[entry.key] : nil,
                value: entry.hasValue ? bytes[entry.value] : nil, headers: bytes[entry.headers])
        }
        return (taken, refusal)
    }

    /// Nothing passes a group within this process but what it is told.
    func stay() {}

    func pause(_ partition: Int32) throws(LogError) {
        guard cursor != nil else { throw .closed }
        guard assigned.contains(partition), paused.insert(partition).inserted else { return }
        cursor?.remove(partition)
    }

    func resume(_ partition: Int32) throws(LogError) {
        guard let cursor else { throw .closed }
        guard paused.remove(partition) != nil else { return }
        try read(partition, cursor)
    }

    // MARK: - Transactions

    private func check(_ offsetsNext: [Int32: Int64], _ cursor: RecordCursor) throws(CommitFailure) {
        guard let standing = engine.groups.standing(group, topic, number) else { throw .fatal(.closed) }
        let owned = standing.owned.intersection(assigned.union(leaving))
        try engine.layout.checkCommit(of: offsetsNext, topic, by: group, owned: owned, lost: &lost) {
            // Also what was handed out before a failed commit has to come again first.
            mustRewind ? 0 : cursor.position(of: $0) ?? 0
        }
    }

    /// `replies` are such as this log takes.
    private func write(
        _ outputs: NewRecords, _ replies: NewRecords, _ offsetsNext: [Int32: Int64]
    ) throws(CommitFailure) -> [Int64] {
        let records = [outputs, replies]
        do throws(LogError) {
            try engine.layout.validate(outputs)
            try Job.checkByteCount(of: records)
        } catch {
            throw .refused(error)
        }
        do throws(LogError) {
            let offsets = Job.GroupOffsets(group: group, topic: topic, next: offsetsNext)
            return try engine.writer.perform { completion in
                Job(records: records, groupOffsets: offsets, completion: completion)
            }
        } catch {
            throw error.code == .closed ? .fatal(error) : .aborted(error)
        }
    }

    // MARK: - Division

    /// What was revoked goes to others now.
    private func letGo() {
        guard !leaving.isEmpty else { return }
        for partition in leaving { cursor?.remove(partition) }
        engine.groups.release(leaving, group, topic, number)
        leaving = []
    }

    private func divisionEvent(_ cursor: RecordCursor) throws(LogError) -> MemberEvent? {
        if !lost.isEmpty {
            defer { lost = [] }
            for partition in lost { cursor.remove(partition) }
            assigned.subtract(lost)
            paused.subtract(lost)
            return .lost(lost.sorted())
        }
        guard let (owned, due) = engine.groups.standing(group, topic, number) else { return nil }
        let revoked = assigned.subtracting(due)
        if !revoked.isEmpty {
            assigned.subtract(revoked)
            paused.subtract(revoked)
            leaving = revoked
            return .revoked(revoked.sorted())
        }
        // Given to us and due to others again before we heard of it.
        let passing = owned.subtracting(assigned).subtracting(due)
        if !passing.isEmpty { engine.groups.release(passing, group, topic, number) }
        let granted = owned.intersection(due).subtracting(assigned)
        if granted.isEmpty { return nil }
        for partition in granted { try read(partition, cursor) }
        assigned.formUnion(granted)
        return .assigned(granted.sorted())
    }

    private func rewindIfNeeded(_ cursor: RecordCursor) throws(LogError) {
        guard mustRewind else { return }
        for partition in assigned.subtracting(paused) {
            try read(partition, cursor)
        }
        mustRewind = false
    }

    /// From where the group is; from 0 where it never committed, so that what is missing there is found.
    private func read(_ partition: Int32, _ cursor: RecordCursor) throws(LogError) {
        try cursor.add(partition, from: committed(partition) ?? 0)
    }

    private func committed(_ partition: Int32) throws(LogError) -> Int64? {
        try engine.lookup.committedOffset(of: group, PartitionName(topic: topic, partition: partition))
    }
}
