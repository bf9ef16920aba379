internal import Log
internal import SQLite
internal import Threads

/// The one thread that writes: whatever waits when it comes round becomes one transaction, and one fsync.
// Unchecked: the queue is a monitor; the store is used by the writer's thread alone once it runs.
final class Writer: @unchecked Sendable {
    private struct Queue {
        var jobs: [Job] = []
        var appendCount = 0
        var byteCount = 0
        var closing = false
    }

    private let queue = Monitor(Queue())
    private let store: WriteStore
    private let subscriptions: Subscriptions
    private let checkpointer: Checkpointer
    private let wakeFile: WakeFile
    private let file: FileIdentity

    init(
        _ store: WriteStore, _ subscriptions: Subscriptions, _ checkpointer: Checkpointer, _ wakeFile: WakeFile,
        _ file: FileIdentity
    ) {
        self.file = file
        self.store = store
        self.subscriptions = subscriptions
        self.checkpointer = checkpointer
        self.wakeFile = wakeFile
    }

    /// Takes the job, or says why not; then its completion is not called.
    func submit(_ job: Job) -> LogError? {
        queue.change { queue in
            if queue.closing { return .closed }
            if job.isAppend {
                let full =
                    queue.appendCount >= LogLimits.pendingAppendCountMax
                    || queue.byteCount + job.byteCount > SQLiteLogLimits.pendingByteCountMax
                if full {
                    return LogError(
                        .overloaded, "\(queue.appendCount) appends of \(queue.byteCount) bytes wait; try again later")
                }
                queue.appendCount += 1
            }
            queue.byteCount += job.byteCount
            queue.jobs.append(job)
            return nil
        }
    }

    /// Submits and waits for the outcome. Not on the writer's thread.
    func perform(_ make: (@escaping @Sendable (Result<[Int64], LogError>) -> Void) -> Job) throws(LogError) -> [Int64] {
        let outcome = Monitor<Result<[Int64], LogError>?>(nil)
        if let refusal = submit(make { result in outcome.change { $0 = result } }) { throw refusal }
        return try outcome.wait { $0 }.get()
    }

    /// What is submitted from now on is refused; `run` ends once the rest is written.
    func close() {
        queue.change { $0.closing = true }
    }

    /// The body of the writer's thread.
    func run() {
        while let jobs = nextJobs() { write(jobs) }
    }

    /// Waits for work; nil once there will be none.
    private func nextJobs() -> ArraySlice<Job>? {
        queue.wait { queue -> ArraySlice<Job>?? in
            if queue.jobs.isEmpty { return queue.closing ? .some(nil) : nil }
            var count = 0
            var byteCount = 0
            for job in queue.jobs {
                if count > 0, byteCount + job.byteCount > SQLiteLogLimits.transactionByteCountMax { break }
                count += 1
                byteCount += job.byteCount
                if job.isAppend { queue.appendCount -= 1 }
            }
            queue.byteCount -= byteCount
            if count == queue.jobs.count {
                let all = queue.jobs
                queue.jobs = []
                return all[...]
            }
            let first = queue.jobs.prefix(count)
            queue.jobs.removeFirst(count)
            return first
        }
    }

    private func write(_ jobs: ArraySlice<Job>) {
        if let fault = file.fault {
            for job in jobs { job.completion(.failure(fault)) }
            return
        }
        let outcome: Result<[[Int64]], SQLiteError>
        do throws(SQLiteError) {
            outcome = .success(try commit(jobs))
        } catch {
            store.rollback()
            outcome = .failure(error)
        }
        switch outcome {
        case .success(let offsets):
            subscriptions.announce(store.touchedPartitions)
            if store.hasPeers { wakeFile.touch() }
            for (job, offsets) in zip(jobs, offsets) { job.completion(.success(offsets)) }
        case .failure(let error):
            for job in jobs { job.completion(.failure(LogError(error))) }
        }
        checkpointer.committed(store)
    }

    private func commit(_ jobs: ArraySlice<Job>) throws(SQLiteError) -> [[Int64]] {
        var offsets: [[Int64]] = []
        offsets.reserveCapacity(jobs.count)
        try store.begin()
        for job in jobs { offsets.append(try store.write(job)) }
        try store.connection.commit()
        return offsets
    }

    /// The last thing on the connection, once `run` has ended: nobody needs to wake us any more.
    func leave() {
        try? store.connection.execute("DELETE FROM processes WHERE name='\(wakeFile.name)'")
        _ = try? store.connection.checkpoint(.truncate)
    }
}
