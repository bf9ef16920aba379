import Log
import Synchronization
import Telemetry

/// What a worker's log says, without the time.
final class Lines: Sendable {
    private let lines = Mutex<[String]>([])

    var sink: Logger.Sink {
        Logger.Sink { line in
            let words = String(decoding: line, as: UTF8.self).split { $0 == " " || $0 == "\n" }
            self.lines.withLock { $0.append(words.dropFirst().joined(separator: " ")) }
        }
    }

    var all: [String] { lines.withLock { $0 } }
}

/// What waits for its pause to be over, which it is when a test says so.
final class Pauses: Sendable {
    private let state = Mutex<(waiting: [(Duration, @Sendable () -> Void)], passed: [Duration])>(([], []))

    func add(_ pause: Duration, _ body: @escaping @Sendable () -> Void) {
        state.withLock { $0.waiting.append((pause, body)) }
    }

    func pass() {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            state.passed += state.waiting.map(\.0)
            return state.waiting
        }
        for (_, body) in waiting { body() }
    }

    var passed: [Duration] { state.withLock { $0.passed } }
}

/// What a worker told, in order.
final class Heard: Sendable {
    private let lists = Mutex<[[Int32]]>([])

    func add(_ partitions: [Int32]) { lists.withLock { $0.append(partitions) } }

    var all: [[Int32]] { lists.withLock { $0 } }
}

/// A member that says what it was told to say, and takes every commit.
final class ScriptedMember: GroupMember {
    private var events: [MemberEvent]
    private(set) var isClosed = false
    private(set) var commits: [[Int32: Int64]] = []

    init(_ events: [MemberEvent]) { self.events = events }

    struct Idle: Waker {
        func wake() {}
    }

    var waker: any Waker { Idle() }

    func next(recordCountMax: Int) throws(LogError) -> MemberEvent {
        events.isEmpty ? .closed : events.removeFirst()
    }

    func commit(
        _ outputs: NewRecords, replies: NewRecords, offsetsNext: [Int32: Int64]
    ) throws(CommitFailure) -> [Int64] {
        commits.append(offsetsNext)
        return outputs.indices.map(Int64.init)
    }

    func position(of partition: Int32) throws(LogError) -> Int64? { nil }

    func pause(_ partition: Int32) throws(LogError) {}

    func resume(_ partition: Int32) throws(LogError) {}

    func stay() {}

    func close() { isClosed = true }
}
