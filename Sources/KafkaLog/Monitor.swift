internal import Foundation

/// A value that several threads share, and the condition on which they wait for it to change.
// Unchecked: the value is reached only under the lock of the condition.
final class Monitor<Value>: @unchecked Sendable {
    private let condition = NSCondition()
    private var value: Value

    init(_ value: Value) {
        self.value = value
    }

    /// Reads or changes the value, and wakes all who wait.
    func change<R>(_ body: (inout Value) -> R) -> R {
        condition.lock()
        defer { condition.unlock() }
        let result = body(&value)
        condition.broadcast()
        return result
    }

    /// Waits until `body` returns something; it is asked at once and after each change. Nil once so many milliseconds
    /// have passed; without them it waits on.
    func wait<R>(milliseconds: Int? = nil, _ body: (inout Value) -> R?) -> R? {
        let end = milliseconds.map { Date(timeIntervalSinceNow: Double($0) / 1_000) }
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let result = body(&value) { return result }
            guard let end else {
                condition.wait()
                continue
            }
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

    /// Waits for the end, not on the thread itself. False once so many milliseconds have passed.
    @discardableResult
    func join(milliseconds: Int? = nil) -> Bool {
        ended.wait(milliseconds: milliseconds) { $0 ? () : nil } != nil
    }
}

/// A moment that a wait with several steps must not pass.
struct Deadline {
    private let end: ContinuousClock.Instant

    init(milliseconds: Int) {
        end = .now + .milliseconds(milliseconds)
    }

    /// Milliseconds until then, at least 0.
    var left: Int { Int(max(0, min((end - .now) / .milliseconds(1), Double(Int32.max)))) }

    /// For what waits until a date.
    var date: Date { Date(timeIntervalSinceNow: Double(left) / 1_000) }

    var isPassed: Bool { ContinuousClock.now >= end }

    /// What a call of librdkafka may take now.
    var step: Int32 {
        let left = (end - .now) / .milliseconds(1)
        return Int32(max(1, min(left, Double(KafkaLogLimits.stepTimeout))))
    }
}
