internal import Log
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
    private let tombstones: Counter
    private let misdirected: Counter
    private let restored: Counter
    private let lanes: Gauge

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
        tombstones = registry.counter("waybill_tombstones_total", "Commands without a value, which ask for nothing.")
        misdirected = registry.counter(
            "waybill_misdirected_replies_total", "Commands that want their reply in a partition that does not exist.")
        restored = registry.counter("waybill_restored_records_total", "Changelog records read to restore lanes.")
        lanes = registry.gauge("waybill_lanes", "Lanes open in this process.")
    }

    func opened(_ partitions: [Int32], restoredCount: Int, elapsed: Duration) {
        lanes.add(Double(partitions.count))
        restored.increment(by: UInt64(restoredCount))
        logger.info(
            .laneOpened,
            [.partition: .text(list(partitions)), .count: .count(restoredCount), .elapsed: .duration(elapsed)])
    }

    func closed(_ partitions: [Int32]) {
        guard !partitions.isEmpty else { return }
        lanes.add(-Double(partitions.count))
        logger.info(.laneClosed, [.partition: .text(list(partitions))])
    }

    func lost(_ partitions: [Int32]) {
        guard !partitions.isEmpty else { return }
        lanes.add(-Double(partitions.count))
        logger.warning(.laneLost, [.partition: .text(list(partitions))])
    }

    func committed(_ batch: Batch, inputCount: Int, elapsed: Duration) {
        batchSizes.observe(Double(inputCount))
        commits.observe(elapsed)
        tombstones.increment(by: UInt64(batch.tombstoneCount))
        misdirected.increment(by: UInt64(batch.misdirectedReplyCount))
        var failed: [ResultCode: Int] = [:]
        for (key, count) in batch.results {
            results[key.name?.rawValue ?? "none", String(key.code.rawValue)].increment(by: UInt64(count))
            if key.code != .success { failed[key.code, default: 0] += count }
        }
        for (code, count) in failed {
            deadLetters[String(code.rawValue)].increment(by: UInt64(count))
            logger.warning(.deadLetterWritten, [.code: .count(code.rawValue), .count: .count(count)])
        }
    }

    func failed(_ failure: CommitFailure) {
        let kind =
            switch failure {
            case .aborted: "aborted"
            case .unknown: "unknown"
            case .fenced: "fenced"
            case .fatal: "fatal"
            }
        failures[kind].increment()
        logger.warning(.batchAborted, [.cause: .text(kind), .message: .text(failure.error.message)])
    }

    private func list(_ partitions: [Int32]) -> String { partitions.map(String.init).joined(separator: ",") }
}
