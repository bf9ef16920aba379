package import Log
internal import Records
internal import Synchronization
package import Telemetry
internal import Waybill

/// What an operator sees of the processor.
package struct ProcessorTelemetry: Sendable {
    private let logger: Logger
    private let results: Family<Counter>
    private let deadLetters: Family<Counter>
    private let batchSizes: Histogram
    private let commits: Histogram
    private let failures: Family<Counter>
    private let lateEvents: Family<Counter>
    private let passed: Counter
    private let missing: Counter
    private let misdirected: Counter
    private let foreignKeys: Counter
    private let lostReplies: Counter
    private let restored: Counter
    private let lanes: Gauge
    private let laneFaults: Family<Counter>
    let numbersLeft: NumbersLeft
    private let trouble = Trouble()

    package init(_ registry: Registry, _ logger: Logger) {
        self.logger = logger
        results = registry.counters(
            "waybill_results_total", "Commands decided, by command and ResultCode.", labels: ["command", "code"])
        deadLetters = registry.counters(
            "waybill_dead_letters_total", "Dead letters written, by ResultCode.", labels: ["code"])
        batchSizes = registry.histogram(
            "waybill_batch_commands", "Commands decided in one transaction.", bounds: .batches)
        commits = registry.histogram("waybill_commit_seconds", "Duration of a batch's commit to log and lanes.")
        failures = registry.counters(
            "waybill_commit_failures_total", "Transactions that did not commit, by kind.", labels: ["kind"])
        lateEvents = registry.counters(
            "waybill_late_events_total",
            "Events older than what stands, by command: answered as they were answered, they changed nothing.",
            labels: ["command"])
        for name in [CommandRecord.Kind.addWaybill, .cancelWaybill] { _ = lateEvents[name.rawValue] }
        passed = registry.counter(
            "waybill_passed_commands_total",
            "Commands that the group handed out again and that are decided already, by the changelog.")
        missing = registry.counter(
            "waybill_missing_commands_total",
            "Commands, at most, that were deleted before they were decided; a dead letter tells of each gap.")
        misdirected = registry.counter(
            "waybill_misdirected_replies_total", "Commands that want their reply in a partition that does not exist.")
        foreignKeys = registry.counter(
            "waybill_foreign_keys_total", "Commands refused that came in under keys that this process does not have.")
        lostReplies = registry.counter(
            "waybill_lost_replies_total",
            "Replies that were not sent or not acknowledged in time; who waits for one asks again.")
        restored = registry.counter("waybill_restored_records_total", "Changelog records read to restore lanes.")
        lanes = registry.gauge("waybill_lanes", "Lanes open in this process.")
        laneFaults = registry.counters(
            "waybill_lane_faults_total", "Times that a lane came to stand still for a fault of its own, by partition.",
            labels: ["partition"])
        numbersLeft = NumbersLeft(registry, logger)
    }

    func opened(_ partitions: [Int32], restoredCount: Int, elapsed: Duration) {
        lanes.add(Double(partitions.count))
        restored.increment(by: UInt64(restoredCount))
        tell(
            .laneOpened,
            [.partitions: .list(partitions), .restored: .count(restoredCount), .elapsed: .duration(elapsed)])
    }

    func closed(_ partitions: [Int32], areLost: Bool = false) {
        guard !partitions.isEmpty else { return }
        lanes.add(-Double(partitions.count))
        numbersLeft.closed(partitions)
        let fields: Logger.Fields = [.partitions: .list(partitions)]
        if areLost { logger.summarize(.warning, .laneLost, fields) } else { tell(.laneClosed, fields) }
    }

    /// A lane stands still, alone; it is tried again after the pause.
    func held(_ fault: LaneFault, _ pause: Duration, wasOpen: Bool) {
        if wasOpen { lanes.add(-1) }
        numbersLeft.closed([fault.partition])
        laneFaults["\(fault.partition)"].increment()
        logger.summarize(
            .error, .laneHeld, kind: "\(fault.partition)",
            [.partition: .count(fault.partition), .reason: .text(fault.reason), .pause: .duration(pause)])
    }

    /// A lane that stood still is open again.
    func released(_ partition: Int32, restoredCount: Int, elapsed: Duration) {
        lanes.add(1)
        restored.increment(by: UInt64(restoredCount))
        logger.summarize(
            .info, .laneReleased, kind: "\(partition)",
            [.partition: .count(partition), .restored: .count(restoredCount), .elapsed: .duration(elapsed)])
    }

    /// A lane whose file cannot be used is read from the log anew.
    package func dropped(_ partition: Int32, because reason: String) {
        logger.summarize(
            .warning, .laneDropped, kind: "\(partition)", [.partition: .count(partition), .reason: .text(reason)])
    }

    /// Numbers of a carrier that is not configured any more are on parcels.
    func isGone(_ carrier: String) {
        let message = """
            numbers were issued for this carrier, which carriers.yaml does not name any more: its pushes are refused; \
            another carrier may go on with the same range, or have one of which none was issued
            """
        logger.summarize(
            .warning, .configurationLoaded, kind: carrier, [.carrier: .text(carrier), .message: .text(message)])
    }

    /// What is decided is not decided again: the group is brought forward to it.
    func groupIsBehind(_ gap: GroupGap) {
        logger.warning(
            .commandsPassed,
            [
                .partition: .count(gap.partition), .offset: .count(gap.committed), .limit: .count(gap.decided),
                .reason: .text("the group's offsets were lost or set back; the changelog has decided up to the limit"),
            ])
    }

    // MARK: - Failures

    /// A worker ended; it is started again and again until it can go on, and opens and closes its lanes each time.
    package func failed(_ error: WorkerError) {
        trouble.isThere.store(true, ordering: .releasing)
        let kind =
            switch error {
            case .log(let error), .contradiction(let error): error.code.rawValue
            case .lane: "lane"
            case .ranges: "ranges"
            case .keys: "keys"
            }
        logger.summarize(.error, .laneFailed, kind: kind, [.message: .text(error.description)])
    }

    /// From a worker's failure until `endTrouble`.
    package var isInTrouble: Bool { trouble.isThere.load(ordering: .acquiring) }

    /// Something was committed, or there is nothing left to commit.
    package func endTrouble() {
        guard trouble.isThere.exchange(false, ordering: .acquiringAndReleasing) else { return }
        for event in [Logger.Event.laneFailed, .batchAborted, .laneClosed, .laneOpened] {
            logger.endSummaries(of: event)
        }
    }

    private func tell(_ event: Logger.Event, _ fields: Logger.Fields) {
        if isInTrouble { logger.summarize(.info, event, fields) } else { logger.info(event, fields) }
    }

    private final class Trouble: Sendable {
        let isThere = Atomic(false)
    }

    // MARK: - Batches

    func committed(_ batch: Batch, inputCount: Int, elapsed: Duration) {
        if inputCount > 0 { batchSizes.observe(Double(inputCount)) }
        if let missing = batch.missing { tell(missing) }
        commits.observe(elapsed)
        for (name, count) in batch.lateCounts { cameLate(name, count) }
        passed.increment(by: UInt64(batch.passedCount))
        misdirected.increment(by: UInt64(batch.misdirectedReplyCount))
        for (key, count) in batch.results {
            results[key.name?.rawValue ?? "none", String(key.code)].increment(by: UInt64(count))
        }
        for (key, count) in batch.failures { failed(key, count) }
        for (keys, count) in batch.foreignKeys { cameUnder(keys, count) }
    }

    /// Copies come late now and then; many of them tell of a clock that is wrong where the events are made.
    private func cameLate(_ name: CommandRecord.Kind, _ count: Int) {
        lateEvents[name.rawValue].increment(by: UInt64(count))
        logger.summarize(
            .info, .eventLate, kind: name.rawValue, count: count, every: TelemetryLimits.dailyInterval,
            [.command: .text(name.rawValue)])
    }

    /// Orders are lost for it until somebody mends it.
    private func cameUnder(_ keys: KeyFingerprints, _ count: Int) {
        foreignKeys.increment(by: UInt64(count))
        let message = "commands came in under keys that are not here, and are refused: an ingress has others"
        logger.summarize(
            .error, .keysDiffer, kind: keys.description, count: count,
            [.keys: .text(keys.description), .message: .text(message)])
    }

    /// What acknowledged pushes asked for is gone: the worst that a log can do, and told each time.
    private func tell(_ missing: MissingRecords) {
        self.missing.increment(by: UInt64(missing.countMax))
        deadLetters[String(Refusal.Reason.other.topicCode)].increment()
        logger.error(
            .commandsMissing,
            [
                .topic: .text(Topic.commands.name), .partition: .count(missing.partition),
                .offset: .count(missing.offset), .limit: .count(missing.offsetNext), .count: .count(missing.countMax),
                .message: .text(MissingLetter.message(missing)),
            ])
    }

    /// A merchant's mistake is daily business, so each kind of it is told at most once a minute.
    private func failed(_ key: FailureKey, _ count: Int) {
        deadLetters[String(key.reason.topicCode)].increment(by: UInt64(count))
        let (carrier, bizID) = (key.carrier ?? "none", key.bizID ?? "none")
        logger.summarize(
            .info, .deadLetterWritten, kind: "\(key.reason.topicCode) \(carrier) \(bizID)", count: count,
            every: TelemetryLimits.dailyInterval,
            [.code: .count(key.reason.topicCode), .carrier: .text(carrier), .account: .text(bizID)])
    }

    /// What was decided stands; who waits for it asks again, and is told then.
    package func lostReplies(_ count: Int, _ reason: LogError) {
        lostReplies.increment(by: UInt64(count))
        logger.summarize(
            .warning, .repliesLost, kind: reason.code.rawValue, count: count,
            [.count: .count(count), .message: .text(reason.message)])
    }

    func failed(_ failure: CommitFailure) {
        let kind =
            switch failure {
            case .aborted: "aborted"
            case .refused: "refused"
            case .unknown: "unknown"
            case .fenced: "fenced"
            case .fatal: "fatal"
            }
        failures[kind].increment()
        logger.summarize(
            .warning, .batchAborted, kind: kind, [.cause: .text(kind), .message: .text(failure.error.message)])
    }
}
