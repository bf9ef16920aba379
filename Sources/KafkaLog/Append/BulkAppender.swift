internal import Log
internal import Threads

/// Appends of several records: each is one transaction, so that all are there or none. While one is under way, single
/// records wait behind it, so that what a thread appends keeps its order.
final class BulkAppender: Sendable {
    private struct Job {
        let records: NewRecords
        let completion: @Sendable (Result<[Int64], LogError>) -> Void
    }

    private struct State {
        var jobs: [Job] = []
        var isBusy = false
        var isClosed = false
        var thread: EngineThread?
    }

    private let state = Monitor(State())
    private let appender: Appender
    private let makeTransactions: @Sendable () throws(LogError) -> Transactions

    init(
        _ appender: Appender, transactions: @escaping @Sendable () throws(LogError) -> Transactions
    ) {
        self.appender = appender
        makeTransactions = transactions
    }

    /// `records` have been validated.
    func append(_ records: NewRecords, completion: @escaping @Sendable (Result<[Int64], LogError>) -> Void) {
        enum Way {
            case alone(NewRecords.Entry)
            case queued
            case refused(LogError)
        }
        let way = state.change { state -> Way in
            if state.isClosed { return .refused(.closed) }
            if let record = records.entries.first, records.count == 1, !state.isBusy { return .alone(record) }
            guard state.jobs.count < LogLimits.pendingAppendCountMax else { return .refused(.tooManyAppends) }
            state.isBusy = true
            state.jobs.append(Job(records: records, completion: completion))
            if state.thread == nil { state.thread = EngineThread("kafka-bulk") { [self] in run() } }
            return .queued
        }
        switch way {
        case .alone(let record): appender.append(record, of: records.bytes, completion: completion)
        case .refused(let error): completion(.failure(error))
        case .queued: break
        }
    }

    /// Ends after what was taken has been answered; false when that takes longer. Not on its own thread.
    func close(until deadline: Deadline) -> Bool {
        let thread = state.change { state -> EngineThread? in
            state.isClosed = true
            return state.thread
        }
        guard let thread, !thread.isCurrent else { return true }
        return thread.join(atMost: .milliseconds(deadline.left))
    }

    private func run() {
        var transactions: Transactions?
        while let jobs = take() {
            for job in jobs {
                do throws(LogError) {
                    let ready: Transactions
                    if let transactions { ready = transactions } else { ready = try makeTransactions() }
                    transactions = ready
                    try answer(job, ready)
                } catch {
                    job.completion(.failure(error))
                }
            }
        }
    }

    /// Waits for work; nil once there will be none.
    private func take() -> [Job]? {
        state.change { $0.isBusy = !$0.jobs.isEmpty }
        let jobs = state.wait { state -> [Job]? in
            if state.jobs.isEmpty { return state.isClosed ? [] : nil }
            defer { state.jobs = [] }
            return state.jobs
        }
        return jobs.isEmpty ? nil : jobs
    }

    private func answer(_ job: Job, _ transactions: Transactions) throws(LogError) {
        if job.records.count == 1, let record = job.records.entries.first {
            return appender.append(record, of: job.records.bytes, completion: job.completion)
        }
        if job.records.isEmpty { return job.completion(.success([])) }
        guard appender.waitForAnswers() else {
            throw LogError(.unavailable, "appends before this one were not answered; see that the cluster runs")
        }
        do throws(TransactionFailure) {
            job.completion(.success(try transactions.commit(job.records)))
        } catch {
            switch error {
            case .aborted(let error), .refused(let error), .fenced(let error), .superseded(let error),
                .unknown(let error):
                throw error
            }
        }
    }
}
