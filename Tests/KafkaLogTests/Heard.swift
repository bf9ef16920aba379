internal import Dispatch
internal import Foundation
internal import LogConformance
internal import Synchronization
internal import Waiting

/// What events told, in order, and the wait for the next of them.
final class Heard<Value: Sendable>: Sendable {
    private let values = Mutex<[Value]>([])
    private let count = DispatchSemaphore(value: 0)

    func tell(_ value: Value) {
        values.withLock { $0.append(value) }
        count.signal()
    }

    /// The next one that was told.
    func next() throws -> Value {
        guard count.wait(timeout: .now() + patience) == .success else { throw NotInTime() }
        return values.withLock { $0.removeFirst() }
    }

    /// What was told and not taken.
    var all: [Value] { values.withLock { $0 } }
}

/// Runs what blocks on a thread of its own, so that tests that wait do so side by side.
func apart<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
}
