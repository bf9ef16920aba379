internal import Foundation

/// A value that several threads share, and the condition on which they wait for it to change.
// Unchecked: the value is reached only under the lock of the condition.
final class Monitor<Value>: @unchecked Sendable {
    private let condition = NSCondition()
    private var value: Value

    init(_ value: Value) {
        self.value = value
    }

    /// Reads or changes the value; wakes nobody.
    func withLock<R>(_ body: (inout Value) -> R) -> R {
        condition.lock()
        defer { condition.unlock() }
        return body(&value)
    }

    /// Changes the value and wakes all who wait.
    func change<R>(_ body: (inout Value) -> R) -> R {
        condition.lock()
        defer { condition.unlock() }
        let result = body(&value)
        condition.broadcast()
        return result
    }

    /// Waits until `body` returns something; it is asked at once and after each change.
    func wait<R>(_ body: (inout Value) -> R?) -> R {
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let result = body(&value) { return result }
            condition.wait()
        }
    }

    /// As `wait`, but nil once so many seconds have passed.
    func wait<R>(seconds: Double, _ body: (inout Value) -> R?) -> R? {
        let end = Date(timeIntervalSinceNow: seconds)
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let result = body(&value) { return result }
            if !condition.wait(until: end) { return body(&value) }
        }
    }
}

/// A thread of the engine, and the way to wait for its end.
struct EngineThread: Sendable {
    private let ended = Monitor(false)
    private let identity: ObjectIdentifier

    /// Starts at once. `name` is for debuggers and top.
    init(_ name: String, _ body: @escaping @Sendable () -> Void) {
        let ended = ended
        let thread = Thread {
            body()
            ended.change { $0 = true }
        }
        thread.name = name
        identity = ObjectIdentifier(thread)
        thread.start()
    }

    var isCurrent: Bool { ObjectIdentifier(Thread.current) == identity }

    /// Waits for the end. Not on the thread itself.
    func join() {
        ended.wait { $0 ? () : nil }
    }
}
