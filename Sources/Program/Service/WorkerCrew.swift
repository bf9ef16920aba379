internal import Dispatch
internal import LaneState
internal import Log
internal import Processor
internal import Records
internal import Synchronization
internal import Telemetry
internal import Time

/// The processor's workers, and what happens when one of them ends by itself: it is started again after a pause, and
/// `/ready` says why it is not there.
final class WorkerCrew: Sendable {
    private struct State {
        var lanes: [Int: LaneReport] = [:]
        var failureCount = 0
        /// What the last failure was, until something was committed or there is nothing to commit: lanes open on a full
        /// disk, too.
        var trouble: String?
        var isStopping = false
        var fencedAt: ContinuousClock.Instant?

        var openCount: Int { lanes.values.reduce(0) { $0 + $1.partitions.count } }

        /// Which lanes stand still, and why; nil where none does.
        var held: String? {
            let held = lanes.values.flatMap(\.held).sorted { $0.key < $1.key }
            guard let (partition, reason) = held.first else { return nil }
            let others = held.dropFirst().map { "\($0.key)" }.joined(separator: ", ")
            return "lane \(partition) stands still and is tried again: \(reason)"
                + (others.isEmpty ? "" : "; so do lanes \(others)")
        }
    }

    private let context: RoleContext
    private let workerCount: Int
    private let store: LMDBLaneStore
    private let writer: OutcomeWriter
    private let telemetry: ProcessorTelemetry
    private let partitionCount: Int32
    private let state = Mutex(State())
    private let processor = Processor()
    private let rangeWitness: CheckedRanges
    private let pauses = DispatchQueue(label: "worker-restarts")

    /// The context's `failed` is called when another process decides on this folder, or when log and lanes contradict
    /// each other, so that this process never will; `refused`, when the log does not allow what is configured.
    init(_ context: RoleContext, workerCount: Int) throws {
        self.context = context
        self.workerCount = workerCount
        let (log, wiring) = (context.open.log, context.wiring)
        let telemetry = ProcessorTelemetry(wiring.registry, wiring.settings.logger)
        self.telemetry = telemetry
        log.tellLostReplies { telemetry.lostReplies($0, $1) }
        let folder = LaneFolder.path(in: wiring.settings.dataFolder)
        store = try LaneFolder.open(
            folder, of: context.open, group: Identity.processorGroup, dropped: { telemetry.dropped($0, because: $1) })
        rangeWitness = try CheckedRanges(in: folder, of: wiring.reference)
        partitionCount = try log.partitionCount(of: .commands)
        writer = OutcomeWriter(
            source: "/waybill/processor", version: Identity.version,
            replyPartitionCount: try log.partitionCount(of: .replies))
    }

    private var wiring: Wiring { context.wiring }
    private var readiness: Readiness { wiring.readiness }

    func start() {
        for worker in 0..<workerCount { start(worker) }
    }

    func stop() {
        state.withLock { $0.isStopping = true }
        processor.stop()
    }

    private func start(_ worker: Int) {
        let parts: @Sendable () throws(WorkerError) -> WorkerParts = { [self] () throws(WorkerError) in
            do throws(LogError) {
                let log = context.open.log
                let member = try log.member(of: Identity.processorGroup, topic: .commands)
                var parts = WorkerParts(
                    log: log, member: member, lanes: store, reference: wiring.reference, writer: writer,
                    telemetry: telemetry, clock: Timestamp.now, lanesChanged: { [self] in changed(worker, $0) })
                parts.rangeWitness = rangeWitness
                parts.keys = wiring.secrets.keys
                parts.committed = { [self] in committed() }
                return parts
            } catch {
                throw .log(error)
            }
        }
        processor.start(parts, failed: { [self] error in failed(worker, error) })
    }

    /// What `/ready` says follows from the state and is said under its lock: of two workers that report at once, the
    /// later word is the one that stays.
    private func changed(_ worker: Int, _ report: LaneReport) {
        // Asked outside of the lock, and only after a failure.
        let isProven = state.withLock { $0.trouble == nil } || context.lag.count(of: report.partitions) == 0
        state.withLock { state in
            state.lanes[worker] = report
            if report.isSettled, isProven { endTrouble(&state) }
            tell(&state)
        }
    }

    /// A batch was committed, to log and lanes.
    private func committed() {
        context.wiring.health.succeeded()
        guard telemetry.isInTrouble else { return }
        state.withLock { state in
            endTrouble(&state)
            tell(&state)
        }
    }

    private func endTrouble(_ state: inout State) {
        state.trouble = nil
        telemetry.endTrouble()
    }

    private func tell(_ state: inout State) {
        let held = state.held
        readiness.note("lanes", held)
        if let held, state.openCount == 0 { return readiness.set("processor", state.trouble ?? held) }
        let isSettled = state.lanes.values.filter(\.isSettled).count == workerCount
        guard isSettled || state.openCount == Int(partitionCount) else {
            let message = "\(state.openCount) of \(partitionCount) lanes are open; waiting for the group"
            return readiness.set("processor", state.trouble ?? message)
        }
        state.failureCount = 0
        readiness.set("processor", state.trouble)
    }

    /// Whether another process has our name. Once it can also be a coordinator that died over our own joining: then we
    /// join again. Of two processes that do so, the one that came first is put out a second time, and gives up.
    private func isTaken() -> Bool {
        state.withLock { state in
            defer { state.fencedAt = .now }
            return state.fencedAt.map { .now - $0 < ServiceLimits.fencingMax } ?? false
        }
    }

    private func failed(_ worker: Int, _ error: WorkerError) {
        telemetry.failed(error)
        if let refusal = LogRefusal(error) {
            // No further start of the worker would find otherwise.
            readiness.set("processor", refusal.message)
            return wiring.refused(refusal)
        }
        if case .contradiction(let error) = error { return wiring.failed(error.message) }
        if case .log(let error) = error, error.code == .conflict, isTaken() { return wiring.failed(error.message) }
        let pause = state.withLock { state -> Duration? in
            state.trouble = error.description
            if state.openCount < Int(partitionCount) { readiness.set("processor", error.description) }
            guard !state.isStopping else { return nil }
            state.failureCount += 1
            return ServiceLimits.restartPause.after(failureCount: state.failureCount)
        }
        guard let pause else { return }
        pauses.asyncAfter(pause) { [self] in start(worker) }
    }
}
