package import Log
internal import SingleRecords

/// A member of the group as one process has it: hands out batches, commits as fate wills.
package final class SimulatedMember: GroupMember {
    private let cluster: SimulatedCluster
    private let process: SimulatedProcess
    package let number: Int
    /// Called before each commit: what other processes do while this one has a batch in hand.
    package var intrusion: () -> Void = {}
    /// For the mutant that commits lanes before the log.
    var lanesFirst: ([Int32: Int64], [NewRecord]) -> Void = { _, _ in }

    /// How often its owner said that it stays.
    package private(set) var stayCount = 0
    private var isOpen = true
    private var held: Set<Int32> = []
    private var leaving: [Int32] = []
    private var positions: [Int32: Int64] = [:]
    private var paused: Set<Int32> = []
    private var mustRewind = false

    package init(_ cluster: SimulatedCluster, _ process: SimulatedProcess) {
        self.cluster = cluster
        self.process = process
        number = cluster.withGroup { $0.join() }
    }

    package var waker: any Waker { IdleWaker() }

    package func next(recordCountMax: Int) throws(LogError) -> MemberEvent {
        try process.passLog(.beforeNext)
        guard isOpen else { return .closed }
        letGo()
        let event = divisionEvent() ?? missing() ?? records(recordCountMax)
        try process.passLog(.afterNext)
        return event
    }

    package func position(of partition: Int32) throws(LogError) -> Int64? {
        try process.passLog(.beforePosition)
        guard held.contains(partition) || leaving.contains(partition) else {
            cluster.report("the position of partition \(partition) was asked for, which is not assigned")
            throw LogError(.invalid, "not assigned")
        }
        let position = cluster.committedIfAny(partition)
        try process.passLog(.afterPosition)
        return position
    }

    package func pause(_ partition: Int32) throws(LogError) {
        guard process.isAlive else { throw SimulatedLog.dead }
        if held.contains(partition) { paused.insert(partition) }
    }

    package func resume(_ partition: Int32) throws(LogError) {
        guard process.isAlive else { throw SimulatedLog.dead }
        if paused.remove(partition) != nil { positions[partition] = cluster.committed(partition) }
    }

    package func close() {
        guard isOpen, process.isAlive else { return }
        isOpen = false
        cluster.withGroup { [number] in $0.evict(number) }
    }

    // MARK: - Division

    private func letGo() {
        guard !leaving.isEmpty else { return }
        for partition in leaving { positions[partition] = nil }
        cluster.withGroup { [leaving, number] in $0.release(leaving, by: number) }
        leaving = []
    }

    private func divisionEvent() -> MemberEvent? {
        let (node, number, held) = (process.node, number, held)
        let lost = cluster.withGroup { group in held.filter { !group.isOwner(number, of: $0) }.sorted() }
        if !lost.isEmpty {
            self.held.subtract(lost)
            paused.subtract(lost)
            for partition in lost { positions[partition] = nil }
            return .lost(lost)
        }
        let revoked = cluster.withGroup { group in held.filter { group.wanted[$0] != node }.sorted() }
        if !revoked.isEmpty {
            self.held.subtract(revoked)
            paused.subtract(revoked)
            leaving = revoked
            return .revoked(revoked)
        }
        let due = cluster.withGroup { $0.due(to: node) }
        guard !due.isEmpty else { return nil }
        // All at once, or one after the other.
        let granted = process.fate.isPlain || process.fate.draw { $0.once(in: 2) } ? due : [due[0]]
        cluster.withGroup { $0.grant(granted, to: number) }
        self.held.formUnion(granted)
        for partition in granted { positions[partition] = cluster.committed(partition) }
        return .assigned(granted)
    }

    // MARK: - Records

    /// What was deleted before it was consumed, of one partition after the other.
    private func missing() -> MemberEvent? {
        rewindIfNeeded()
        for partition in held.subtracting(paused).sorted() {
            let (offset, start) = (positions[partition] ?? 0, cluster.startOffset(.commands, partition))
            guard offset < start else { continue }
            positions[partition] = start
            if process.fate.mutant == .missingUntold { continue }
            return .missing(MissingRecords(partition: partition, offset: offset, offsetNext: start))
        }
        return nil
    }

    private func rewindIfNeeded() {
        guard mustRewind else { return }
        for partition in held { positions[partition] = cluster.committed(partition) }
        mustRewind = false
    }

    private func records(_ recordCountMax: Int) -> MemberEvent {
        let partitions = held.subtracting(paused).sorted()
        guard !partitions.isEmpty else { return .woken }
        let draw =
            process.fate.isPlain
            ? (isWoken: false, countMax: recordCountMax, first: 0)
            : process.fate.draw { generator in
                (
                    isWoken: generator.once(in: 40), countMax: generator.pick([1, 2, 5, 20, 100]),
                    first: generator.below(partitions.count)
                )
            }
        guard !draw.isWoken else { return .woken }
        var records: [Record] = []
        for partition in partitions[draw.first...] + partitions[..<draw.first] {
            let part = cluster.read(
                .commands, partition, from: positions[partition] ?? 0,
                countMax: min(draw.countMax, recordCountMax) - records.count)
            if let last = part.last { positions[partition] = last.offset + 1 }
            records += process.fate.mutant == .lateCopiesCount ? part.map(cluster.renewed) : part
        }
        return records.isEmpty ? .woken : .records(interleaved(records))
    }

    /// Order is promised within a partition only.
    private func interleaved(_ records: [Record]) -> [Record] {
        var queues = Dictionary(grouping: records, by: \.partition).sorted { $0.key < $1.key }.map { $0.value[...] }
        guard queues.count > 1 else { return records }
        return process.fate.draw { generator in
            var mixed: [Record] = []
            while !queues.isEmpty {
                let index = generator.below(queues.count)
                if let record = queues[index].popFirst() { mixed.append(record) }
                if queues[index].isEmpty { queues.remove(at: index) }
            }
            return mixed
        }
    }

    /// Nothing here is late by itself.
    package func stay() { stayCount += 1 }

    // MARK: - Transactions

    package func commit(
        _ outputs: NewRecords, replies: NewRecords, offsetsNext: [Int32: Int64]
    ) throws(CommitFailure) -> [Int64] {
        if process.isAlive { intrusion() }
        do throws(CommitFailure) {
            let offsets = try transaction(Array(outputs), Array(replies), offsetsNext)
            try send(Array(replies))
            return offsets
        } catch {
            mustRewind = true
            throw error
        }
    }

    private func transaction(
        _ outputs: [NewRecord], _ replies: [NewRecord], _ offsetsNext: [Int32: Int64]
    ) throws(CommitFailure) -> [Int64] {
        try process.passCommit(.beforeLogBegin)
        let number = number
        let fate = process.fate.commitFate()
        if fate == .fenced { cluster.withGroup { $0.release(Array(offsetsNext.keys), by: number) } }
        guard cluster.withGroup({ group in offsetsNext.keys.allSatisfy { group.isOwner(number, of: $0) } }) else {
            throw .fenced(LogError(.conflict, "the simulated member is fenced"))
        }
        check(outputs, replies, offsetsNext)
        if let refusal = cluster.refusal(of: outputs) { throw .refused(refusal) }
        try process.passCommit(.afterLogBegin)
        do throws(CommitFailure) {
            try process.passCommit(.beforeLogCommit)
        } catch {
            cluster.abandon(outputs)
            throw error
        }
        return try settle(fate, outputs, replies, offsetsNext)
    }

    private func settle(
        _ fate: CommitFate, _ outputs: [NewRecord], _ replies: [NewRecord], _ offsetsNext: [Int32: Int64]
    ) throws(CommitFailure) -> [Int64] {
        let error = LogError(.unavailable, "the simulation lets the transaction end with \(fate)")
        if process.fate.mutant == .repliesFirst { cluster.append(replies) }
        switch fate {
        case .committed, .fenced:
            let offsets = try write(outputs, offsetsNext, isCommitted: true)
            do throws(CommitFailure) {
                try process.passCommit(.afterLogCommit)
            } catch {
                lose(replies)
                throw error
            }
            return offsets
        case .unknownCommitted:
            _ = try write(outputs, offsetsNext, isCommitted: true)
            lose(replies)
            throw .unknown(error)
        case .unknownAborted:
            _ = try write(outputs, offsetsNext, isCommitted: false)
            throw .unknown(error)
        case .aborted:
            _ = try write(outputs, offsetsNext, isCommitted: false)
            throw .aborted(error)
        case .fatal:
            _ = try write(outputs, offsetsNext, isCommitted: false)
            process.excuse()
            throw .fatal(error)
        }
    }

    /// Of a batch that is committed. The mutant has sent them.
    private func lose(_ replies: [NewRecord]) {
        if process.fate.mutant != .repliesFirst { cluster.lose(replies) }
    }

    /// The transaction is committed. Each reply arrives or is lost; what a process had not sent when it died is lost.
    private func send(_ replies: [NewRecord]) throws(CommitFailure) {
        if process.fate.mutant == .repliesFirst { return }
        for (index, reply) in replies.enumerated() {
            do throws(CommitFailure) {
                try process.passCommit(.beforeReply)
            } catch {
                cluster.lose(Array(replies[index...]))
                throw error
            }
            if process.fate.losesReply() || cluster.refusal(of: [reply]) != nil {
                cluster.lose([reply])
            } else {
                cluster.append([reply])
            }
        }
        try process.passCommit(.afterReplies)
    }

    /// What the contract asks of whoever commits.
    private func check(_ outputs: [NewRecord], _ replies: [NewRecord], _ offsetsNext: [Int32: Int64]) {
        for (partition, next) in offsetsNext.sorted(by: { $0.key < $1.key }) {
            if next > positions[partition] ?? 0 {
                cluster.report("offset \(next) of partition \(partition) was committed, which was never handed out")
            }
            if next <= cluster.committed(partition) {
                cluster.report("offset \(next) of partition \(partition) was committed a second time")
            }
        }
        for output in outputs + replies where !cluster.holds(output.topic, output.partition) {
            cluster.report("a record was written to \(output.topic.name) \(output.partition), which does not exist")
        }
        if outputs.contains(where: { $0.topic == .replies }) {
            cluster.report("a reply is part of a transaction, and would hold up those of others")
        }
        if replies.contains(where: { $0.topic != .replies }) {
            cluster.report("what nobody may lose was given away as a reply")
        }
    }
}

// MARK: - Deliberate bugs

extension SimulatedMember {
    private func write(
        _ outputs: [NewRecord], _ offsetsNext: [Int32: Int64], isCommitted: Bool
    ) throws(CommitFailure) -> [Int64] {
        switch process.fate.mutant {
        case nil, .lateCopiesCount, .repliesFirst, .missingUntold: break
        case .offsetsApart:
            guard isCommitted else { break }
            let offsets = cluster.commit(outputs, offsetsNext: [:])
            try process.passCommit(.afterLogCommit)
            _ = cluster.commit([], offsetsNext: offsetsNext)
            return offsets
        case .lanesFirst:
            lanesFirst(offsetsNext, outputs)
            try process.passCommit(.beforeLogCommit)
        case .deadLettersOutside: return writeDeadLettersApart(outputs, offsetsNext, isCommitted)
        }
        if isCommitted { return cluster.commit(outputs, offsetsNext: offsetsNext) }
        cluster.abandon(outputs)
        return []
    }

    private func writeDeadLettersApart(
        _ outputs: [NewRecord], _ offsetsNext: [Int32: Int64], _ isCommitted: Bool
    ) -> [Int64] {
        cluster.append(outputs.filter { $0.topic == .deadLetters })
        guard isCommitted else { return [] }
        var offsets = cluster.commit(outputs.filter { $0.topic != .deadLetters }, offsetsNext: offsetsNext)[...]
        return outputs.map { $0.topic == .deadLetters ? 0 : offsets.popFirst() ?? 0 }
    }
}
