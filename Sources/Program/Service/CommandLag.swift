internal import Log
internal import Telemetry

/// The commands that were not decided yet, by partition: the same figure on each engine and in each role.
final class CommandLag: Sendable {
    private let open: OpenLog
    private let partitionCount: Int32
    private let logger: Logger

    init(of open: OpenLog, _ logger: Logger) throws(LogError) {
        self.open = open
        self.logger = logger
        partitionCount = try open.log.partitionCount(of: .commands)
    }

    /// The log is asked again and again until the sampler is stopped; who wants the metric gets the last answer.
    func observe(_ registry: Registry) -> Sampler<[Registry.Observation]> {
        let interval = open.isOnCluster ? ServiceLimits.clusterSampleInterval : ServiceLimits.sampleInterval
        let sampler = Sampler("lag", every: interval) { [self] in counts }
        registry.observedGauges(
            "waybill_lag_commands", "Commands not yet decided, by partition.", labels: ["partition"],
            limit: Int(partitionCount)
        ) { sampler.value(atMost: ServiceLimits.sampleAgeMax) ?? [] }
        return sampler
    }

    /// How many commands of these partitions were not decided yet; nil where the log does not say.
    func count(of partitions: [Int32]) -> Int64? {
        var sum: Int64 = 0
        for partition in partitions {
            guard let count = count(of: partition) else { return nil }
            sum += count
        }
        return sum
    }

    private var counts: [Registry.Observation] {
        (0..<partitionCount).compactMap { partition in
            count(of: partition).map { Registry.Observation([String(partition)], Double($0)) }
        }
    }

    private func count(of partition: Int32) -> Int64? {
        let (log, group) = (open.log, Identity.processorGroup)
        do throws(LogError) {
            let end = try log.endOffset(of: .commands, partition: partition)
            let committed = try log.committedOffset(of: group, topic: .commands, partition: partition) ?? 0
            return max(0, end - committed)
        } catch {
            // That the log does not answer is told by those who wait for it.
            guard error.code != .unavailable, error.code != .closed else { return nil }
            let message = "nobody can tell how many commands wait: \(error.message)"
            logger.summarize(
                .warning, .logFailed, kind: "lag", every: TelemetryLimits.dailyInterval, [.message: .text(message)])
            return nil
        }
    }
}
