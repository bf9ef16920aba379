internal import Dispatch
internal import Foundation
package import Log
package import SingleRecords
internal import Synchronization
internal import Waiting

/// What a test waited for did not come.
package struct NotInTime: Error {
    package init() {}
}

extension Log {
    /// Appends and waits until it is durable.
    @discardableResult
    package func appended(_ records: [NewRecord]) throws -> [Int64] {
        let answer = Answer<Result<[Int64], LogError>>()
        append(NewRecords(records)) { answer.give($0) }
        return try answer.wait().get()
    }

    @discardableResult
    package func appended(_ record: NewRecord) throws -> [Int64] {
        try appended([record])
    }
}

/// Something that one thread gives and another waits for.
package final class Answer<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)
    private let semaphore = DispatchSemaphore(value: 0)

    package init() {}

    package func give(_ value: Value) {
        self.value.withLock { $0 = value }
        semaphore.signal()
    }

    package func wait() throws -> Value {
        guard semaphore.wait(timeout: .now() + patience) == .success, let value = value.withLock({ $0 }) else {
            throw NotInTime()
        }
        return value
    }
}

/// Runs the bodies at the same time, each on a thread of its own, and waits for all.
package func inParallel(_ count: Int, _ body: @escaping @Sendable (Int) throws -> Void) throws {
    let answers = (0..<count).map { index in
        let answer = Answer<Result<Void, any Error>>()
        Thread.detachNewThread { answer.give(Result { try body(index) }) }
        return answer
    }
    for answer in answers { try answer.wait().get() }
}

/// Interrupts the waker's owner once patience is at its end.
private func guarded<R>(_ waker: any Waker, _ body: () throws -> R) rethrows -> R {
    let alarm = DispatchWorkItem { waker.wake() }
    DispatchQueue.global().asyncAfter(deadline: .now() + patience, execute: alarm)
    defer { alarm.cancel() }
    return try body()
}

extension LogReader {
    /// The next event, or `.woken` when none came.
    package func event(_ recordCountMax: Int = 1_000) throws -> ReadEvent {
        try guarded(waker) { try next(recordCountMax: recordCountMax) }
    }

    /// So many records, whatever else is told between.
    package func records(_ count: Int) throws -> [Record] {
        var records: [Record] = []
        while records.count < count {
            switch try event() {
            case .records(let more): records += more
            case .caughtUp: continue
            case .woken, .closed: throw NotInTime()
            }
        }
        return records
    }
}

extension GroupMember {
    package func event(_ recordCountMax: Int = 1_000) throws -> MemberEvent {
        try guarded(waker) { try next(recordCountMax: recordCountMax) }
    }

    /// So many records, whatever else is told between.
    package func records(_ count: Int) throws -> [Record] {
        var records: [Record] = []
        while records.count < count {
            switch try event() {
            case .records(let more): records += more
            case .assigned, .revoked, .lost, .missing: continue
            case .woken, .closed: throw NotInTime()
            }
        }
        return records
    }

    /// What is missing, which is told before any record of its partition.
    package func missing() throws -> MissingRecords {
        while true {
            switch try event() {
            case .missing(let missing): return missing
            case .assigned, .revoked, .lost: continue
            case .records, .woken, .closed: throw NotInTime()
            }
        }
    }
}

/// The clock's time when the tests began, in milliseconds: an engine runs retention of itself, and would take away what
/// is of 1970.
package let timeOfTests = Int64(Date().timeIntervalSince1970 * 1_000)

/// A record whose value is the text.
package func record(
    _ text: String?, _ topic: Topic = .commands, _ partition: Int32 = 0, key: String? = nil, time: Int64 = timeOfTests
) -> NewRecord {
    NewRecord(
        topic: topic, partition: partition, timestamp: time, key: key.map { Array($0.utf8) },
        value: text.map { Array($0.utf8) })
}

extension Record {
    package var text: String? { value.map { String(decoding: $0, as: UTF8.self) } }
}

extension LogError {
    /// The code of the error that the body throws; nil when it throws none.
    static func code(_ body: () throws -> Void) throws -> LogError.Code? {
        do {
            try body()
            return nil
        } catch let error as LogError {
            return error.code
        }
    }
}
