internal import CRdKafka
internal import Log
internal import Threads

/// A member of a group: a consumer, and the producer of its transactions.
///
/// The protocol is the eager one: at each division a member gives up all it has and is then given its share.
final class Member: GroupMember, ConsumerOwner {
    static let closed = MemberEvent.closed

    /// What the group thinks of us, as far as we know.
    enum Membership {
        case counted
        /// It has put us out and will tell us; until then nothing is handed out.
        case fenced
    }

    let group: String
    let topic: Topic
    let layout: Layout
    let queries: OffsetQueries
    let transactions: Transactions
    private let replySender: ReplySender
    let cluster: Cluster
    let signal: Wakeup
    private let rebalances: RebalanceCallbacks
    let lock = BoundedLock()
    var source: Consumer?
    /// What `assigned` told and no later `revoked` or `lost` took back.
    var assigned: Set<Int32> = []
    /// What `revoked` told; the next call of `next` lets it go.
    var leaving: Set<Int32> = []
    /// What a commit found to be another's.
    var lost: Set<Int32> = []
    /// What was handed out of each partition, up to this offset.
    var reached: [Int32: Int64] = [:]
    var mustRewind = false
    /// What was deleted before the group consumed it, and is to be told before what was reached is read on.
    var missing: [Int32: MissingRecords] = [:]
    /// Assigned partitions of which nothing is handed out.
    var paused: Set<Int32> = []
    /// Those that are read again from where the group is.
    var resumed: Set<Int32> = []
    /// Partitions are taken anew, for a pause or its end.
    var mustReassign = false
    var membership = Membership.counted {
        didSet { verdictDeadline = Deadline(milliseconds: KafkaLogLimits.verdictTimeout) }
    }
    private var verdictDeadline = Deadline(milliseconds: 0)
    private let left: @Sendable () -> Void
    /// The log closes with its last reference, of which this is one.
    private let log: KafkaLog

    /// `left` is called once, when the member has left its group.
    init(
        _ group: String, _ topic: Topic, _ properties: [String: String], _ transactions: Transactions,
        _ replySender: ReplySender, _ layout: Layout, _ queries: OffsetQueries, _ cluster: Cluster, of log: KafkaLog,
        left: @escaping @Sendable () -> Void
    ) throws(LogError) {
        (self.group, self.topic, self.layout, self.queries) = (group, topic, layout, queries)
        (self.transactions, self.replySender, self.cluster) = (transactions, replySender, cluster)
        (self.log, self.left) = (log, left)
        signal = Wakeup()
        rebalances = RebalanceCallbacks(signal, cluster)
        try transactions.producer()
        rebalances.serveProducer = { [transactions] in transactions.serve() }
        let client = try unsafe Client(RD_KAFKA_CONSUMER, properties, callbacks: rebalances) { conf in
            unsafe rd_kafka_conf_set_rebalance_cb(conf, RebalanceCallbacks.callback)
        }
        _ = unsafe rd_kafka_poll_set_consumer(client.handle)
        // One reference, which the messages destroy; the signal looks at it only until `release`.
        guard let queue = unsafe rd_kafka_queue_get_consumer(client.handle) else {
            throw LogError(.invalid, "group \(group) cannot be joined: librdkafka has no queue for it")
        }
        let list = PartitionList(layout.name(topic), [(-1, PartitionList.invalid)])
        if let fault = KafkaFault.of(unsafe rd_kafka_subscribe(client.handle, list.handle)) {
            unsafe rd_kafka_queue_destroy(queue)
            throw client.error(fault, "joining group \(group)")
        }
        source = unsafe Consumer(client: client, messages: Messages(of: topic, client, queue: queue))
        unsafe signal.attach(queue)
    }

    deinit {
        release()
    }

    var waker: any Waker { signal }

    func close() {
        end()
    }

    func position(of partition: Int32) throws(LogError) -> Int64? {
        try layout.check(topic, partition)
        lock.lock()
        defer { lock.unlock() }
        guard source != nil else { throw .closed }
        guard assigned.contains(partition) || leaving.contains(partition) else {
            throw LogError(
                .invalid, "partition \(partition) of \(topic.name) is not assigned to this member of \(group)")
        }
        return try committed([partition])[partition]
    }

    var title: String { "a member of \(group)" }

    func event(_ recordCountMax: Int) throws(LogError) -> MemberEvent {
        if !leaving.isEmpty { try assign(nil) }
        while true {
            let notices = signal.take()
            if notices.closed { release() }
            guard let source else { return .closed }
            if notices.woken { return .woken }
            if let event = try divisionEvent() { return event }
            try rewindIfNeeded()
            if let missing = takeMissing() { return .missing(missing) }
            let content = source.messages.content(recordCountMax: recordCountMax, from: start(of:))
            switch content {
            case .records(let records):
                for run in records.runs { reached[run.partition] = run.offsetNext }
                source.messages.refill(after: records.count, assigned, of: layout.name(topic), source.client)
                return .records(records)
            case .notice(let fault, let partition, _): try handle(notice: fault, partition, source)
            // What the group said, it may have said while we looked for messages.
            case .nothing: if rebalances.events.isEmpty, !signal.isRaised { wait(source) }
            }
        }
    }

    /// After an outcome that nobody told no reply is sent, not even where the group's offsets show later that the
    /// transaction was committed: it happens as rarely as a coordinator dies, and whoever waits asks again, and is
    /// answered by what the lane has read from the changelog by then.
    func commit(
        _ outputs: NewRecords, replies: NewRecords, offsetsNext: [Int32: Int64]
    ) throws(CommitFailure) -> [Int64] {
        lock.lock()
        defer { lock.unlock() }
        guard let source, !signal.isClosed else { throw .fatal(.closed) }
        do throws(CommitFailure) {
            try check(outputs, offsetsNext)
            let offsets = try transact(outputs, offsetsNext, source.client)
            replySender.send(replies)
            return offsets
        } catch {
            mustRewind = true
            throw error
        }
    }

    /// To librdkafka this is a call that asks for messages, of which it takes none: what else is there waits for the
    /// next call of `next`.
    func stay() {
        lock.lock()
        defer { lock.unlock() }
        source?.messages.ask()
    }

    /// Carried out by the next call of `next`, where no answer to the group can be mistaken for it.
    func pause(_ partition: Int32) throws(LogError) {
        lock.lock()
        defer { lock.unlock() }
        guard source != nil else { throw .closed }
        guard assigned.contains(partition), paused.insert(partition).inserted else { return }
        resumed.remove(partition)
        mustReassign = true
    }

    func resume(_ partition: Int32) throws(LogError) {
        lock.lock()
        defer { lock.unlock() }
        guard source != nil else { throw .closed }
        guard paused.remove(partition) != nil else { return }
        resumed.insert(partition)
        mustReassign = true
    }

    // MARK: - Division

    private func divisionEvent() throws(LogError) -> MemberEvent? {
        if !lost.isEmpty {
            defer { lost = [] }
            assigned.subtract(lost)
            paused.subtract(lost)
            cluster.events.rebalanced(.lost)
            return .lost(lost.sorted())
        }
        while !rebalances.events.isEmpty {
            let event: MemberEvent?
            switch rebalances.events.removeFirst() {
            case .assigned(let partitions): event = try assignedEvent(partitions)
            case .revoked(let isLost): event = try revokedEvent(isLost)
            }
            if let event { return event }
        }
        return nil
    }

    private func assignedEvent(_ partitions: [Int32]) throws(LogError) -> MemberEvent {
        // The group's own word that we are a member, and that nobody else has our name.
        membership = .counted
        transactions.nameConfirmed()
        paused = []
        let known = known(partitions)
        try assign(known.isEmpty ? [:] : starts(of: known))
        assigned = Set(known)
        mustRewind = false
        cluster.events.rebalanced(.assigned)
        return .assigned(known.sorted())
    }

    /// Those that the topic has by its file. Of one that was widened the group deals out more, which nobody reads.
    private func known(_ partitions: [Int32]) -> [Int32] {
        let known = partitions.filter { (try? layout.check(topic, $0)) != nil }
        if known.count < partitions.count { queries.lookForWideTopics() }
        return known
    }

    private func revokedEvent(_ isLost: Bool) throws(LogError) -> MemberEvent? {
        let given = assigned
        assigned = []
        paused = []
        // What a fenced member has may be another's already.
        if isLost || membership == .fenced || given.isEmpty {
            try assign(nil)
            guard !given.isEmpty else { return nil }
            cluster.events.rebalanced(.lost)
            return .lost(given.sorted())
        }
        leaving = given
        cluster.events.rebalanced(.revoked)
        return .revoked(given.sorted())
    }

    /// Reads these partitions from these offsets, and no others: also the answer that the group waits for. Nil gives up
    /// what there was; a share of nothing is none the less a share, without whose acceptance the member would hear of
    /// no other.
    func assign(_ offsets: [Int32: Int64]?) throws(LogError) {
        guard let source else { return }
        leaving = []
        source.messages.clear()
        (resumed, mustReassign) = ([], false)
        reached = (offsets ?? [:]).filter { !paused.contains($0.key) }
        missing = missing.filter { reached[$0.key] == $0.value.offsetNext }
        let list = PartitionList(layout.name(topic), reached.map { ($0.key, $0.value) })
        // librdkafka copies the list; without one everything is given up.
        let code = unsafe rd_kafka_assign(source.client.handle, offsets == nil ? nil : list.handle)
        if let fault = KafkaFault.of(code) {
            throw source.client.error(source.client.fault(fault.code), "taking partitions of \(topic.name)")
        }
    }

    private func wait(_ source: Consumer) {
        guard membership == .fenced else { return source.messages.wait(milliseconds: -1) }
        source.messages.wait(milliseconds: Int32(clamping: verdictDeadline.left))
        // The group said nothing: it counts us in after all. Who was told that he was fenced hears it to the end.
        if verdictDeadline.isPassed, rebalances.events.isEmpty {
            rebalances.events = [.revoked(isLost: true), .assigned(assigned.sorted())]
        }
    }

    /// The first offset that is ours to read; nil where none is.
    private func start(of partition: Int32) -> Int64? {
        membership == .counted && assigned.contains(partition) && !paused.contains(partition)
            ? reached[partition] ?? 0 : nil
    }

    func release(until deadline: Deadline) {
        guard let source else { return }
        unsafe signal.attach(nil)
        source.messages.clear()
        // The group waits for an answer before it lets anybody go.
        if !leaving.isEmpty || !rebalances.events.isEmpty { _ = unsafe rd_kafka_assign(source.client.handle, nil) }
        rebalances.isClosing = true
        self.source = nil
        (assigned, leaving) = ([], [])
        let client = source.client
        // Leaving takes answers from the cluster; one that does not come must not hold us.
        let leave = cluster.shutdowns.run("member of \(group)") { _ = unsafe rd_kafka_consumer_close(client.handle) }
        leave.join(atMost: .milliseconds(min(deadline.left, KafkaLogLimits.leaveTimeout)))
        transactions.discardProducer()
        left()
    }
}
