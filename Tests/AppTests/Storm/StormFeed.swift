internal import Foundation
internal import KafkaLog
internal import Log
internal import SingleRecords
internal import Testing
internal import Waiting

/// Appends a storm's commands, so many at most without a result, and watches the results come, as a read_committed
/// reader sees them. What has no result after a while is sent again, as a push that nobody answered.
// Unchecked: all state is reached under the condition, but for what one thread alone has.
final class StormFeed: @unchecked Sendable {
    private struct Sent {
        let made: StormOrders.Made
        let time = ContinuousClock.now
    }

    /// As long as an ingress waits. What is late all the same is decided twice, with one outcome.
    private static let replyPatience = Duration.seconds(5)

    private let condition = NSCondition()
    private let log: KafkaLog
    private let cluster: ClusterState
    private let count: Int
    private let window: Int
    private var orders: StormOrders
    private var settled: [Int] = []
    private var again: [StormOrders.Made] = []
    private var waiting: [String: Sent] = [:]
    /// Commands that were sent again under another id: these may have a result or none.
    private var refused: Set<String> = []
    private var lookedAt = ContinuousClock.now
    private var repeatedCount = 0
    private var results: [String: Int] = [:]
    private var sentCount = 0
    private var allowedCount: Int
    private var refusals: [String: Int] = [:]
    private var failures: [String] = []
    private var isOver = false
    private let threads = DispatchGroup()

    init(_ site: Site, count: Int, window: Int, seed: UInt64) throws {
        (self.count, self.window, allowedCount) = (count, window, count)
        let cluster = ClusterState()
        var events = KafkaEvents()
        events.reachable = { [condition] trouble in
            condition.withLock {
                cluster.isGone = trouble != nil
                condition.broadcast()
            }
        }
        self.cluster = cluster
        log = try site.open(events: events)
        orders = try StormOrders(site, log, seed: seed)
        var starts: [Int32: Int64] = [:]
        for partition in 0..<(try log.partitionCount(of: .replies)) { starts[partition] = 0 }
        let first = starts
        run("storm-feed") { [self] in try feed() }
        run("storm-watch") { [self] in try watch(from: first) }
    }

    /// Appends no more than so many until it may again: a storm that has to wait for nodes is not to be over meanwhile.
    func allow(upTo count: Int) {
        condition.withLock {
            allowedCount = min(count, self.count)
            condition.broadcast()
        }
    }

    /// How many commands have a result.
    var resultCount: Int { condition.withLock { results.count } }

    /// How many commands were sent again, since no result came.
    var unansweredCount: Int { condition.withLock { repeatedCount } }

    /// Waits until so many commands have a result. False once none comes any more.
    func awaitResults(_ wanted: Int) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        var last = results.count
        var end = Date(timeIntervalSinceNow: patience)
        while results.count < wanted, failures.isEmpty {
            guard condition.wait(until: end) else { return false }
            if results.count > last {
                last = results.count
                end = Date(timeIntervalSinceNow: patience)
            }
        }
        return failures.isEmpty
    }

    /// All have a result, or none comes any more; nothing is appended after this. What is wrong, as sentences.
    func finish() -> [String] {
        allow(upTo: count)
        condition.lock()
        var last = -1
        var end = Date(timeIntervalSinceNow: patience)
        while sentCount < count || !waiting.isEmpty || !again.isEmpty, failures.isEmpty {
            if results.count > last {
                last = results.count
                end = Date(timeIntervalSinceNow: patience)
            }
            guard condition.wait(until: end) else {
                failures.append("\(waiting.count) commands have no result, \(sentCount) of \(count) were sent")
                break
            }
        }
        let faults = failures
        isOver = true
        condition.broadcast()
        condition.unlock()
        log.close()
        threads.wait()
        return faults
    }

    /// Appends that were refused, by the reason's end.
    var refusalText: String {
        condition.withLock {
            refusals.isEmpty ? "none" : refusals.map { "\($0.value) x \($0.key)" }.joined(separator: "; ")
        }
    }

    /// What is known to be wrong by now.
    var faults: [String] { condition.withLock { failures } }

    private func run(_ name: String, _ body: @escaping @Sendable () throws -> Void) {
        threads.enter()
        let thread = Thread { [self] in
            defer { threads.leave() }
            do {
                try body()
            } catch {
                condition.withLock {
                    if !isOver { failures.append("\(name): \(error)") }
                    condition.broadcast()
                }
            }
        }
        thread.name = name
        thread.start()
    }

    private func feed() throws {
        while let made = try next() {
            log.append([made.record]) { [self] in appended(made, $0) }
        }
    }

    /// The next command once there is room for it, and a cluster that does not refuse it at once; nil at the end.
    private func next() throws -> StormOrders.Made? {
        condition.lock()
        defer { condition.unlock() }
        while true {
            takeBack()
            guard !isOver, cluster.isGone || waiting.count >= window || (again.isEmpty && sentCount >= allowedCount)
            else { break }
            _ = condition.wait(until: Date(timeIntervalSinceNow: 1))
        }
        if isOver { return nil }
        let made: StormOrders.Made
        if let old = again.popLast() {
            made = try orders.again(old)
        } else {
            made = try orders.next(&settled)
            sentCount += 1
        }
        waiting[made.id] = Sent(made: made)
        return made
    }

    /// What has waited too long is to be sent again; looked for once a second. Under the condition.
    private func takeBack() {
        let now = ContinuousClock.now
        guard now - lookedAt > .seconds(1) else { return }
        lookedAt = now
        for (id, sent) in waiting where now - sent.time > Self.replyPatience {
            waiting[id] = nil
            refused.insert(id)
            repeatedCount += 1
            again.append(sent.made)
        }
    }

    private func appended(_ made: StormOrders.Made, _ result: Result<[Int64], LogError>) {
        guard case .failure(let error) = result else { return }
        condition.withLock {
            refusals[String(error.message.suffix(60)), default: 0] += 1
            // It may stand in the log all the same; then its result has come or will come.
            refused.insert(made.id)
            if waiting.removeValue(forKey: made.id) != nil, !isOver { again.append(made) }
            condition.broadcast()
        }
    }

    private func watch(from starts: [Int32: Int64]) throws {
        let reader = try log.reader(of: .replies, from: starts)
        while true {
            switch try reader.next(recordCountMax: 1_000) {
            case .records(let records):
                condition.withLock {
                    for record in records { note(record) }
                    condition.broadcast()
                }
            case .closed: return
            case .caughtUp, .woken: break
            }
        }
    }

    private func note(_ record: Record) {
        let id = record.keyText
        // Whether there is one for each copy of the command, the audit says.
        results[id, default: 0] += 1
        guard let made = waiting.removeValue(forKey: id)?.made else {
            if !refused.contains(id), results[id] == 1 { failures.append("result \(id) is of no command") }
            return
        }
        let isSuccess = (try? JournalResult(Journal.object(record)).code) == 0
        if isSuccess != (made.kind != .wrong) { failures.append("\(id), \(made.kind), has an unexpected result") }
        if made.kind == .new { settled.append(made.order) }
    }
}

/// What the log last told of its cluster.
// Unchecked: reached under the feed's condition.
private final class ClusterState: @unchecked Sendable {
    var isGone = false
}
