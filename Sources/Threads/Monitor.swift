/// A value that several threads share, and the condition on which they wait for it to change. Inlinable, for queues
/// that every record passes.
package final class Monitor<Value>: @unchecked Sendable {
    // Unchecked: the value is reached only under the lock of the condition.
    @usableFromInline let condition = Condition()
    @usableFromInline var value: Value

    @inlinable
    package init(_ value: Value) {
        self.value = value
    }

    /// Reads or changes the value; wakes nobody.
    @inlinable
    package func withLock<R, Failure>(_ body: (inout Value) throws(Failure) -> R) throws(Failure) -> R {
        condition.lock()
        defer { condition.unlock() }
        return try body(&value)
    }

    /// Changes the value and wakes all who wait.
    @inlinable
    package func change<R>(_ body: (inout Value) -> R) -> R {
        condition.lock()
        defer { condition.unlock() }
        let result = body(&value)
        condition.broadcast()
        return result
    }

    /// Waits until `body` returns something; it is asked at once and after each change.
    @inlinable
    package func wait<R>(_ body: (inout Value) -> R?) -> R {
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let result = body(&value) { return result }
            condition.wait()
        }
    }

    /// As `wait`, but nil once so much time has passed.
    @inlinable
    package func wait<R>(atMost time: Duration, _ body: (inout Value) -> R?) -> R? {
        let end = Condition.Moment(in: time)
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let result = body(&value) { return result }
            if !condition.wait(until: end) { return body(&value) }
        }
    }
}
