internal import JSON
package import LaneState
package import Log
internal import Records

/// What is known of one partition, by its lane and by its changelog, held against what the log has of it now.
///
/// A topic, the group's offsets or a lane may be lost, made anew, cut off, or come from a backup. Each of them knows
/// enough of the others to contradict one that is shorter than what was promised: then nothing is decided, since the
/// numbers that are missing there are on parcels. Where only the group has forgotten, the changelog tells what is
/// decided.
package struct LaneCheck {
    private let log: any Log
    private let partition: Int32
    let committed: Int64
    private let commandsEnd: Int64
    private let changelogStart: Int64
    private let changelogEnd: Int64

    /// `committed` is the group's offset in the partition of waybill.commands, 0 where it never committed. Where
    /// commands were deleted before they were decided that is no contradiction: the member tells of it.
    package init(_ log: any Log, partition: Int32, committed: Int64) throws(WorkerError) {
        self.log = log
        self.partition = partition
        self.committed = committed
        commandsEnd = try logged(try log.endOffset(of: .commands, partition: partition))
        changelogStart = try logged(try log.startOffset(of: .waybills, partition: partition))
        changelogEnd = try logged(try log.endOffset(of: .waybills, partition: partition))
    }

    /// Where the lane is to read its changelog on. Refuses a log that is shorter than what the lane, its witness or the
    /// group know of it. `explained` is up to where the changelog is known to have decided.
    package func start(
        of lane: any Lane, explained: Int64 = 0, isStopped: () -> Bool = { false }, stay: () -> Void = {}
    ) throws(WorkerError) -> Int64 {
        try refuseCommandsBehind(committed, "the group has committed")
        if let witness = lane.witness {
            guard witness.changelogOffsetNext <= changelogEnd else { throw changelogIsShorter(witness) }
            try refuseCommandsBehind(witness.inputOffsetNext, "lane \(partition) has decided")
            if witness.inputOffsetNext > max(committed, explained) {
                let decided = try decidedByChangelog(isStopped, stay)
                guard witness.inputOffsetNext <= decided ?? 0 else { throw laneIsAhead(witness, decided) }
            }
        }
        let start = lane.position?.changelogOffsetNext ?? 0
        guard start >= changelogStart else { throw changelogIsCut(start) }
        return start
    }

    /// Up to which offset the commands are decided, where the changelog, read to its end, says `decided`. A changelog
    /// that the version before wrote does not say it: one that is empty has lost what the group has committed, unless
    /// the lane has seen it so.
    func inputOffsetNext(decided: Int64?, of lane: any Lane) throws(WorkerError) -> Int64 {
        let isCommitted = committed > 0
        guard let decided else {
            if isCommitted, changelogEnd == 0, lane.witness == nil { throw changelogIsBehind(0) }
            return committed
        }
        try refuseCommandsBehind(decided, "\(Topic.waybills.name) says that it has decided")
        if isCommitted, decided < committed { throw changelogIsBehind(decided) }
        return max(committed, decided)
    }

    /// The whole partition is read for it: only where the group is behind the lane.
    private func decidedByChangelog(_ isStopped: () -> Bool, _ stay: () -> Void) throws(WorkerError) -> Int64? {
        var decided: Int64?
        let isWhole = try log.readChangelogs(
            from: [partition: changelogStart], for: "a lane was compared with it", isStopped: isStopped, stay: stay
        ) { record, parser throws(WorkerError) in
            if case .input(let input) = try ChangelogEntry(ours: record, &parser) { decided = input.offsetNext }
        }
        guard isWhole else {
            throw .log(LogError(.closed, "the processor was stopped while a lane was compared with its changelog"))
        }
        return decided
    }
}

// MARK: - What is found, what it means, and what mends it

extension LaneCheck {
    private func refuseCommandsBehind(_ offset: Int64, _ whoKnows: String) throws(WorkerError) {
        guard offset > commandsEnd else { return }
        throw contradiction(
            """
            partition \(partition) of \(Topic.commands.name) ends at \(commandsEnd), and \(whoKnows) up to \(offset): \
            the log is an older copy, or the topic was lost, made anew or cut off. New commands there would be taken \
            for old ones, or old ones be decided again. Bring the topic back as it was; \(Self.lastResort)
            """)
    }

    private func changelogIsShorter(_ witness: LanePosition) -> WorkerError {
        contradiction(
            """
            partition \(partition) of \(Topic.waybills.name) ends at \(changelogEnd), and lane \(partition) has read \
            it up to \(witness.changelogOffsetNext): the log is an older copy, or the topic was lost, made anew or cut \
            off. \(Self.danger). Bring the topic back as it was; \(Self.lastResort)
            """)
    }

    private func changelogIsBehind(_ decided: Int64) -> WorkerError {
        contradiction(
            """
            partition \(partition) of \(Topic.waybills.name) knows commands that were decided up to \(decided), and \
            the group has committed \(committed): the topic was lost, made anew or is an older copy, or the group's \
            offsets were set forward. \(Self.danger), or commands never be decided. Bring the topic back as it was, \
            or, if it is, set the group's offset in this partition back to \(decided); \(Self.lastResort)
            """)
    }

    private func changelogIsCut(_ start: Int64) -> WorkerError {
        contradiction(
            """
            partition \(partition) of \(Topic.waybills.name) begins at \(changelogStart), and lane \(partition) has to \
            read it from \(start) on: records were deleted from a topic of which each order's last must stay. \
            \(Self.danger). See that its cleanup.policy is compact (waybill topics apply), and start on the folder of \
            lanes that had this partition last, or on a copy of it; \(Self.lastResort)
            """)
    }

    /// A lane knows which numbers were issued: dropped, it would issue them again. An operator has to say what is true.
    private func laneIsAhead(_ witness: LanePosition, _ decided: Int64?) -> WorkerError {
        let changelog = decided.map { "only up to \($0)" } ?? "nothing of it"
        return contradiction(
            """
            lane \(partition) has decided commands up to \(witness.inputOffsetNext), the group has committed only \
            \(committed), and \(Topic.waybills.name) knows \(changelog): the log is an older copy, or the lanes are of \
            another one, or the group's offsets were set back. \(Self.danger). Set right what is not; \(Self.lastResort)
            """)
    }

    private func contradiction(_ message: String) -> WorkerError { .contradiction(LogError(.conflict, message)) }

    private static let danger = "Numbers that are on parcels would be issued again"
    private static let lastResort = """
        only if that cannot be, begin a new system, with another data folder (on Kafka also another --kafka-prefix) \
        and ranges of numbers that were never used
        """
}

extension LogError {
    /// Only our processor writes there.
    static func foreignRecord(_ fault: RecordFault) -> LogError {
        LogError(.corrupt, "\(Topic.waybills.name) holds a record that is not ours: \(fault.message)")
    }
}
