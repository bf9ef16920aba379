package import Log
package import SingleRecords
internal import Synchronization

/// The brokers: topics and one consumer group, which outlive every process. Whatever stands here is committed.
package final class SimulatedCluster: Sendable {
    struct State: Sendable {
        var topics: [Topic: [StoredPartition]] = [:]
        var group = GroupState()
        var violations: [String] = []
        var readCount = 0
        /// Keys of the replies that were lost, of batches that were committed.
        var lostReplies: Set<[UInt8]> = []
    }

    private let state: Mutex<State>
    private let rules: [RecordRule]
    private let byteCountMax = Mutex<[Topic: Int]>([:])
    /// Whether a transaction takes offsets of its own, as Kafka's markers do.
    let hasMarkers: Bool
    package let partitionCount: Int32
    package let replyPartitionCount: Int32

    package init(partitionCount: Int32, replyPartitionCount: Int32, hasMarkers: Bool) {
        var state = State()
        for topic in Topic.allCases {
            let count = topic == .replies ? replyPartitionCount : partitionCount
            state.topics[topic] = (0..<count).map { StoredPartition(topic: topic, partition: $0) }
        }
        self.state = Mutex(state)
        rules = Topic.allCases.map { topic in
            let cleanup: TopicPolicy.Cleanup =
                switch topic {
                case .waybills, .tokens: .compact(tombstoneRetention: .seconds(1))
                default: .delete(retention: .seconds(1))
                }
            return RecordRule(
                topic,
                TopicPolicy(
                    topic: topic, partitionCount: topic == .replies ? replyPartitionCount : partitionCount,
                    cleanup: cleanup))
        }
        self.hasMarkers = hasMarkers
        self.partitionCount = partitionCount
        self.replyPartitionCount = replyPartitionCount
    }

    /// Puts records at their own offsets, in order, into partitions that are empty.
    package func restore(_ records: [Record]) {
        state.withLock { state in
            for record in records { state.topics[record.topic]?[Int(record.partition)].restore(record) }
        }
    }

    /// Appends records outside of any transaction, as an ingress does.
    @discardableResult
    package func append(_ records: [NewRecord]) -> [Int64] {
        state.withLock { Self.write(records, to: &$0) }
    }

    /// Makes outputs and offsets visible together.
    func commit(_ outputs: [NewRecord], offsetsNext: [Int32: Int64]) -> [Int64] {
        state.withLock { state in
            let offsets = Self.write(outputs, to: &state)
            if hasMarkers { Self.skip(outputs, recordsToo: false, in: &state) }
            for (partition, next) in offsetsNext { state.group.commit(partition, next) }
            return offsets
        }
    }

    /// Replies of what is committed reach nobody.
    func lose(_ replies: [NewRecord]) {
        state.withLock { state in
            for reply in replies { if let key = reply.key { state.lostReplies.insert(key) } }
        }
    }

    func isLost(replyTo key: [UInt8]) -> Bool { state.withLock { $0.lostReplies.contains(key) } }

    /// A transaction that wrote its records and was aborted: nobody sees them, their offsets are gone.
    func abandon(_ outputs: [NewRecord]) {
        guard hasMarkers else { return }
        state.withLock { Self.skip(outputs, recordsToo: true, in: &$0) }
    }

    private static func write(_ records: [NewRecord], to state: inout State) -> [Int64] {
        records.map { record in
            state.topics[record.topic]?[Int(record.partition)].append(record) ?? 0
        }
    }

    private static func skip(_ outputs: [NewRecord], recordsToo: Bool, in state: inout State) {
        var counts: [Topic: [Int32: Int64]] = [:]
        for output in outputs { counts[output.topic, default: [:]][output.partition, default: 1] += recordsToo ? 1 : 0 }
        for (topic, partitions) in counts {
            for (partition, count) in partitions { state.topics[topic]?[Int(partition)].skip(count) }
        }
    }

    func holds(_ topic: Topic, _ partition: Int32) -> Bool {
        state.withLock { $0.topics[topic]?.indices.contains(Int(partition)) ?? false }
    }

    /// Why no engine would take these; nil where each would.
    func refusal(of records: [NewRecord]) -> LogError? {
        for place in NewRecords(records).entries {
            let rule = rules[place.topic.index]
            if !rule.takes(place) { return rule.refusal(of: place) }
            if place.byteCount > byteCountMax.withLock({ $0[place.topic] ?? .max }) {
                return LogError(.invalid, "topic \(place.topic.name) takes no record of \(place.byteCount) bytes")
            }
        }
        return nil
    }

    /// Makes a topic take less than the log's contract says, as a broker's operator can.
    package func bound(_ topic: Topic, to byteCount: Int) {
        byteCountMax.withLock { $0[topic] = byteCount }
    }

    /// How many records readers, not members, were handed so far.
    package var readCount: Int { state.withLock { $0.readCount } }

    func countRead(_ count: Int) { state.withLock { $0.readCount += count } }

    func read(_ topic: Topic, _ partition: Int32, from offset: Int64, countMax: Int) -> [Record] {
        state.withLock { Array($0.topics[topic]?[Int(partition)].read(from: offset, countMax: countMax) ?? []) }
    }

    func endOffset(_ topic: Topic, _ partition: Int32) -> Int64 {
        state.withLock { $0.topics[topic]?[Int(partition)].offsetNext ?? 0 }
    }

    func startOffset(_ topic: Topic, _ partition: Int32) -> Int64 {
        state.withLock { $0.topics[topic]?[Int(partition)].start ?? 0 }
    }

    /// Somebody deletes the topic and makes it anew.
    package func recreate(_ topic: Topic) {
        state.withLock { state in
            for partition in (state.topics[topic] ?? []).indices {
                state.topics[topic]?[partition] = StoredPartition(topic: topic, partition: Int32(partition))
            }
        }
    }

    /// The topic's records before an offset are deleted in one partition.
    package func delete(_ topic: Topic, _ partition: Int32, before offset: Int64) {
        state.withLock { $0.topics[topic]?[Int(partition)].delete(before: offset) }
    }

    /// The topic's records from an offset on are gone in one partition.
    package func cut(_ topic: Topic, _ partition: Int32, from offset: Int64) {
        state.withLock { $0.topics[topic]?[Int(partition)].cut(from: offset) }
    }

    /// Such records of the topic were never written.
    package func forget(_ topic: Topic, where isForgotten: @Sendable (Record) -> Bool) {
        state.withLock { state in
            for index in (state.topics[topic] ?? []).indices { state.topics[topic]?[index].forget(isForgotten) }
        }
    }

    /// The group's offset in one partition is gone, or set to another one.
    package func setCommitted(_ partition: Int32, _ offset: Int64?) {
        state.withLock { $0.group.committed[partition] = offset }
    }

    /// Compacts all partitions of a topic up to a share of what they hold, in percent.
    package func compact(_ topic: Topic, percent: Int) {
        state.withLock { state in
            for index in (state.topics[topic] ?? []).indices {
                let limit = (state.topics[topic]?[index].offsetNext ?? 0) * Int64(percent) / 100
                state.topics[topic]?[index].compact(below: limit)
            }
        }
    }

    /// What a reader finds now.
    package func records(_ topic: Topic, _ partition: Int32) -> [Record] {
        state.withLock { $0.topics[topic]?[Int(partition)].records ?? [] }
    }

    /// Everything that was ever committed, in the order of partitions and offsets.
    package func history(_ topic: Topic) -> [Record] {
        state.withLock { ($0.topics[topic] ?? []).flatMap(\.history) }
    }

    /// The group's committed offset; 0 where there is none.
    package func committed(_ partition: Int32) -> Int64 {
        state.withLock { $0.group.committed[partition] ?? 0 }
    }

    /// The furthest that the group ever committed, whatever it has forgotten since.
    func everCommitted(_ partition: Int32) -> Int64 {
        state.withLock { $0.group.everCommitted[partition] ?? 0 }
    }

    func committedIfAny(_ partition: Int32) -> Int64? {
        state.withLock { $0.group.committed[partition] }
    }

    func withGroup<Value: Sendable>(_ body: (inout GroupState) -> Value) -> Value {
        state.withLock { body(&$0.group) }
    }

    /// Notes that somebody broke a promise.
    package func report(_ violation: String) {
        state.withLock { state in
            if state.violations.count < 20 { state.violations.append(violation) }
        }
    }

    package var violations: [String] { state.withLock { $0.violations } }
}
