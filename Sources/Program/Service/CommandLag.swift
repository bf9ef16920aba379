internal import Dispatch
internal import Log
internal import Synchronization
internal import Telemetry

/// The commands that were not decided yet, by partition: the same figure on each engine and in each role. Read when
/// somebody asks for the metrics, not before. A cluster's answer takes its time: there the question goes out, and who
/// asks gets the answer of the last time.
final class CommandLag: Sendable {
    private struct State {
        var isAsking = false
        var last: [Registry.Observation] = []
    }

    private let state = Mutex(State())
    private let open: OpenLog
    private let partitionCount: Int32
    private let questions = DispatchQueue(label: "lag")
    private let logger: Logger

    init(of open: OpenLog, _ logger: Logger) throws(LogError) {
        self.open = open
        self.logger = logger
        partitionCount = try open.log.partitionCount(of: .commands)
    }

    func observe(_ registry: Registry) {
        registry.observedGauges(
            "waybill_lag_commands", "Commands not yet decided, by partition.", labels: ["partition"],
            limit: Int(partitionCount)
        ) { [self] in open.isShared ? lastAnswer() : counts }
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
        let (log, group) = (open.log, ServiceLimits.group)
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

    private func lastAnswer() -> [Registry.Observation] {
        let (isFirst, last) = state.withLock { state in
            defer { state.isAsking = true }
            return (!state.isAsking, state.last)
        }
        guard isFirst else { return last }
        questions.async { [self] in
            let fresh = counts
            state.withLock { $0 = State(last: fresh) }
        }
        return last
    }
}
