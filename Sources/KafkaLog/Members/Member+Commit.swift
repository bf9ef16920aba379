internal import CRdKafka
internal import Log

extension Member {
    /// Refuses what no transaction could hold, and what is not ours to commit.
    func check(_ outputs: NewRecords, _ offsetsNext: [Int32: Int64]) throws(CommitFailure) {
        do throws(LogError) {
            try layout.validate(outputs)
        } catch {
            throw .refused(error)
        }
        let owned = assigned.union(leaving)
        try layout.checkCommit(of: offsetsNext, topic, by: group, owned: owned, lost: &lost) {
            // Also what was handed out before a failed commit has to come again first.
            mustRewind ? 0 : reached[$0] ?? 0
        }
    }

    func transact(
        _ outputs: NewRecords, _ offsetsNext: [Int32: Int64], _ consumer: Client
    ) throws(CommitFailure) -> [Int64] {
        let begin = ContinuousClock.now
        do throws(TransactionFailure) {
            let offsets = try transactions.commit(outputs) { producer in send(offsetsNext, consumer, producer) }
            cluster.events.transactionEnded(.committed, .now - begin)
            return offsets
        } catch {
            let (failure, end) = failure(of: error)
            cluster.events.transactionEnded(end, .now - begin)
            throw failure
        }
    }

    private func failure(of failure: TransactionFailure) -> (CommitFailure, TransactionEnd) {
        switch failure {
        case .aborted(let error): return (.aborted(error), .aborted)
        case .refused(let error): return (.refused(error), .aborted)
        case .fenced(let error):
            membership = .fenced
            return (.fenced(error), .fenced)
        case .superseded(let error):
            return ((try? isStillMember()) == false ? .fenced(error) : .unknown(error), .fenced)
        case .unknown(let error): return (.unknown(error), .unknown)
        }
    }

    /// Whether the group still counts us in, where a producer's failure made that doubtful. Until it does, our
    /// producer's name stays with whoever has it.
    func isStillMember() throws(LogError) -> Bool {
        guard transactions.mayBelongToAnother, let source, let partition = assigned.union(leaving).min() else {
            return true
        }
        let isStillMember = try transactions.isStillMember { producer in
            send([partition: max(0, reached[partition] ?? 0)], source.client, producer)
        }
        if !isStillMember { membership = .fenced }
        return isStillMember
    }

    private func send(_ offsetsNext: [Int32: Int64], _ consumer: Client, _ producer: Client) -> KafkaFault? {
        guard !offsetsNext.isEmpty else { return nil }
        let list = PartitionList(layout.name(topic), offsetsNext.map { ($0.key, $0.value) })
        // Taken anew each time: it says in which generation of the group we are, by which the group fences us. Ours to
        // destroy; librdkafka copies it and the list.
        let membership = unsafe rd_kafka_consumer_group_metadata(consumer.handle)
        defer { unsafe rd_kafka_consumer_group_metadata_destroy(membership) }
        return unsafe KafkaFault(
            taking: rd_kafka_send_offsets_to_transaction(
                producer.handle, list.handle, membership, Int32(KafkaLogLimits.questionTimeout)))
    }

    // MARK: - Positions

    func rewindIfNeeded() throws(LogError) {
        // A fenced member is told what it has; until then it has nothing to read.
        guard mustRewind || mustReassign, membership == .counted, try isStillMember() else { return }
        if !assigned.isEmpty {
            let lagging = mustRewind ? assigned : assigned.intersection(resumed)
            let offsets = reached.filter { assigned.contains($0.key) }
            try assign(offsets.merging(lagging.isEmpty ? [:] : starts(of: lagging.sorted())) { $1 })
        }
        (mustRewind, mustReassign) = (false, false)
    }

    /// Where the group is in each partition, once our own transactions are settled; those left out where it never
    /// committed.
    func committed(_ partitions: [Int32]) throws(LogError) -> [Int32: Int64] {
        guard try isStillMember() else {
            throw LogError(.unavailable, "group \(group) no longer counts this member in; it has to join again")
        }
        guard let source else { throw .closed }
        try transactions.producer()
        return try queries.committed(group: group, topic, partitions, asking: source.client)
    }

    func handle(notice fault: KafkaFault, _ partition: Int32, _ source: Consumer) throws(LogError) {
        switch fault.code {
        case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
            try passMissing(partition)
        case RD_KAFKA_RESP_ERR__FATAL:
            throw source.client.error(source.client.fault(fault.code), "reading as a member of group \(group)")
        case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC,
            RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
            throw source.client.error(fault, "reading \(layout.name(topic)) as a member of group \(group)")
        default:
            // librdkafka goes on by itself.
            break
        }
    }
}
