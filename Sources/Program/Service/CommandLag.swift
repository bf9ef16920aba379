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

    init(of open: OpenLog) throws(LogError) {
        self.open = open
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
        let log = open.log
        guard let end = try? log.endOffset(of: .commands, partition: partition) else { return nil }
        let group = ServiceLimits.group
        guard let committed = try? log.committedOffset(of: group, topic: .commands, partition: partition) ?? 0 else {
            return nil
        }
        return max(0, end - committed)
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
