internal import CRdKafka
internal import Foundation
package import Log
internal import Threads

/// The log on Apache Kafka, by librdkafka: for any number of machines.
///
/// An append of one record goes through an idempotent producer; one of several is a transaction of its own. Members of
/// a group are consumers with transactions, fenced by their generation. Blocking calls wait for the cluster within
/// `KafkaLogLimits` and then throw `.unavailable`. It closes with its last reference at the latest; readers and members
/// hold one.
package final class KafkaLog: Log {
    private struct Kept {
        weak var owner: (any ConsumerOwner)?
    }

    private struct State {
        var isClosed = false
        /// What `close` has to end.
        var kept: [Kept] = []
        /// The numbers of this process's members in each group.
        var slots: [String: Set<Int>] = [:]
    }

    private let configuration: KafkaConfiguration
    private let layout: Layout
    private let cluster: Cluster
    private let queries: OffsetQueries
    private let appender: Appender
    private let bulk: BulkAppender
    private let lostReplies = LostReplies()
    /// Made for the first member: who only appends sends no replies, and may have no right to.
    private let replySender = Monitor<ReplySender?>(nil)
    private let state = Monitor(State())
    /// Of transactions that no later process continues.
    private let nonce = UUID().uuidString

    /// Connects, and makes the topics that are missing if it may. Refuses a topic with fewer partitions, a wrong
    /// property, a missing right, credentials or a certificate that are not taken (`.invalid`), and a cluster that does
    /// not answer (`.unavailable`). `events` are told from then on.
    package init(
        _ configuration: KafkaConfiguration, topics: [TopicPolicy], events: KafkaEvents = KafkaEvents()
    ) throws(LogError) {
        let layout = try Layout(topics, prefix: configuration.prefix)
        let cluster = Cluster(configuration.bootstrapServers, events)
        (self.configuration, self.layout, self.cluster) = (configuration, layout, cluster)
        queries = try OffsetQueries(configuration, layout, cluster)
        let view = try TopicsOnCluster(configuration: configuration, layout: layout, client: queries.client).settle()
        appender = try Appender(configuration, layout, cluster)
        let id = "\(configuration.prefix)append-\(nonce)"
        bulk = BulkAppender(appender) { () throws(LogError) -> Transactions in
            try Transactions(configuration, layout, cluster, id: id)
        }
        cluster.reachability.begin(asking: queries.client)
        queries.tellWideTopics(in: view)
    }

    deinit {
        close()
    }

    /// What tells this log from every other: the cluster's own id and our prefix on it.
    package func id() throws(LogError) -> String {
        try refuseIfClosed()
        return "\(try queries.clusterID())/\(configuration.prefix)"
    }

    /// Refuses a cluster that deletes what has to stay, or holds numbers where the files see no partition, before
    /// anything is decided on it. Returns what could not be looked at and why, for an operator.
    package func checkCompaction() throws(LogError) -> [String] {
        try refuseIfClosed()
        try queries.refuseNarrowedFiles()
        return try TopicsOnCluster(configuration: configuration, layout: layout, client: queries.client)
            .checkCompaction()
    }

    package func partitionCount(of topic: Topic) throws(LogError) -> Int32 {
        try layout.policy(of: topic).partitionCount
    }

    package func append(
        _ records: NewRecords, completion: @escaping @Sendable (Result<[Int64], LogError>) -> Void
    ) {
        do throws(LogError) {
            try layout.validate(records)
        } catch {
            return completion(.failure(error))
        }
        if let refusal = cluster.reachability.refusal { return completion(.failure(refusal)) }
        bulk.append(records, completion: completion)
    }

    package func endOffset(of topic: Topic, partition: Int32) throws(LogError) -> Int64 {
        try refuseIfClosed()
        try layout.check(topic, partition)
        return try queries.end(of: topic, partition)
    }

    package func startOffset(of topic: Topic, partition: Int32) throws(LogError) -> Int64 {
        try refuseIfClosed()
        try layout.check(topic, partition)
        return try queries.start(of: topic, partition)
    }

    package func reader(
        of topic: Topic, from offsets: [Int32: Int64], withHeaders: Bool
    ) throws(LogError) -> any LogReader {
        try refuseIfClosed()
        _ = try layout.policy(of: topic)
        var (starts, ends): ([Int32: Int64], [Int32: Int64]) = ([:], [:])
        for (partition, offset) in offsets {
            try layout.check(topic, partition)
            let (start, end) = try queries.offsets(of: topic, partition)
            try layout.check(start: offset, of: topic, partition, end: end)
            (starts[partition], ends[partition]) = (max(start, offset), end)
        }
        let properties = try configuration.properties(of: ClientProperties.reader, name: "waybill-reader")
        let reader = try Reader(
            topic, from: starts, ends: ends, withHeaders: withHeaders, properties, layout, queries, cluster, of: self)
        try keep(reader)
        return reader
    }

    package func member(of group: String, topic: Topic) throws(LogError) -> any GroupMember {
        try refuseIfClosed()
        _ = try layout.policy(of: topic)
        let name = try name(of: group)
        let slot = takeSlot(name)
        let member: Member
        do throws(LogError) {
            member = try makeMember(name, topic, slot)
        } catch {
            giveSlot(name, slot)
            throw error
        }
        try keep(member)
        return member
    }

    package func committedOffset(of group: String, topic: Topic, partition: Int32) throws(LogError) -> Int64? {
        try refuseIfClosed()
        try layout.check(topic, partition)
        return try queries.committed(group: name(of: group), topic, [partition])[partition]
    }

    package func tellLostReplies(to listener: @escaping @Sendable (Int, LogError) -> Void) {
        lostReplies.tell(to: listener)
    }

    /// Ends within `KafkaLogLimits.closeTimeout`, also when the cluster is gone.
    package func close() {
        let deadline = Deadline(milliseconds: KafkaLogLimits.closeTimeout)
        let kept = state.withLock { state -> [Kept]? in
            if state.isClosed { return nil }
            state.isClosed = true
            defer { state.kept = [] }
            return state.kept
        }
        guard let kept else { return }
        cluster.close()
        queries.close()
        // All hear of it before one is waited for.
        for each in kept { each.owner?.signal.close() }
        var left = kept.compactMap { each in
            each.owner.flatMap { $0.end(until: deadline) ? nil : "\($0.title) in a call" }
        }
        replySender.withLock { $0 }?.close(until: deadline)
        if !bulk.close(until: deadline) { left.append("a bulk append") }
        appender.close(until: deadline)
        left += cluster.shutdowns.wait(until: deadline)
        if !left.isEmpty { cluster.events.leftBehind(left.joined(separator: ", ")) }
    }

    // MARK: - Members

    /// The group's name on the cluster.
    private func name(of group: String) throws(LogError) -> String {
        let name = configuration.prefix + group
        guard !group.isEmpty, name.utf8.count <= KafkaLogLimits.groupNameByteCountMax else {
            throw LogError(
                .invalid, "a group's name has 1 to \(KafkaLogLimits.groupNameByteCountMax) bytes; shorten it")
        }
        return name
    }

    private func makeMember(_ group: String, _ topic: Topic, _ slot: Int) throws(LogError) -> Member {
        // The range assignor goes by these names: a process's members stand in the order they were made in.
        let place = "waybill-\(String(10_000 + slot).dropFirst())"
        let instance = configuration.instance.map { "\($0)-\(slot)" }
        let properties = try configuration.properties(
            of: ClientProperties.member(group: group, instance: instance), name: place, hasStatistics: true)
        let id = "\(group)-\(instance ?? "\(nonce)-\(slot)")"
        let transactions = try Transactions(
            configuration, layout, cluster, id: id, isShared: instance != nil, hasStatistics: true)
        return try Member(
            group, topic, properties, transactions, try sender(), layout, queries, cluster, of: self,
            left: { [weak self] in self?.giveSlot(group, slot) })
    }

    private func sender() throws(LogError) -> ReplySender {
        // Made outside of the lock, since it waits for the cluster; of two that are made at once, one is kept.
        if let made = replySender.withLock({ $0 }) { return made }
        let fresh = try ReplySender(configuration, layout, cluster, lostReplies)
        let kept = replySender.withLock { sender in
            if sender == nil { sender = fresh }
            return sender
        }
        let isClosed = state.withLock { $0.isClosed }
        if kept !== fresh || isClosed { fresh.close(until: Deadline(milliseconds: KafkaLogLimits.stepTimeout)) }
        if isClosed { throw .closed }
        return kept ?? fresh
    }

    private func takeSlot(_ group: String) -> Int {
        state.withLock { state in
            var taken = state.slots[group] ?? []
            var slot = 0
            while taken.contains(slot) { slot += 1 }
            taken.insert(slot)
            state.slots[group] = taken
            return slot
        }
    }

    private func giveSlot(_ group: String, _ slot: Int) {
        state.withLock { state in
            state.slots[group]?.remove(slot)
            if state.slots[group]?.isEmpty == true { state.slots[group] = nil }
        }
    }

    // MARK: - The end

    /// Ended with the log, and now where it was closed meanwhile.
    private func keep(_ owner: any ConsumerOwner) throws(LogError) {
        // The last reference to one may be ours: it goes after the lock, which its end takes.
        var alive: [any ConsumerOwner] = []
        let isClosed = state.withLock { state in
            alive = state.kept.compactMap(\.owner)
            state.kept = alive.map { Kept(owner: $0) }
            if !state.isClosed { state.kept.append(Kept(owner: owner)) }
            return state.isClosed
        }
        withExtendedLifetime(alive) {}
        if isClosed {
            owner.end()
            throw .closed
        }
    }

    private func refuseIfClosed() throws(LogError) {
        if state.withLock({ $0.isClosed }) { throw .closed }
    }
}
