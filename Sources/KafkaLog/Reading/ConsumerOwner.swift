internal import Log
internal import Threads

/// A consumer and what came for it.
struct Consumer {
    let client: Client
    let messages: Messages
}

/// What reads a consumer's queue, a reader or a member: one thread owns it and calls `next`, any may end it.
protocol ConsumerOwner: AnyObject {
    associatedtype Event

    static var closed: Event { get }
    var signal: Wakeup { get }
    /// Held while the owner works.
    var lock: BoundedLock { get }
    /// For an operator.
    var title: String { get }

    /// The next thing that there is to say; the lock is held.
    func event(_ recordCountMax: Int) throws(LogError) -> Event

    /// Gives the consumer up; the lock is held, or nobody else has the owner any more. The second call does nothing.
    func release(until deadline: Deadline)
}

extension ConsumerOwner {
    func next(recordCountMax: Int) throws(LogError) -> Event {
        lock.lock()
        defer { lock.unlock() }
        do throws(LogError) {
            return try event(recordCountMax)
        } catch {
            // What was asked of the cluster meanwhile was given up.
            guard signal.isClosed else { throw error }
            release()
            return Self.closed
        }
    }

    /// Ends it from whichever thread.
    func end() {
        _ = end(until: Deadline(milliseconds: KafkaLogLimits.closeTimeout))
    }

    /// False where the owner is in a call to the cluster that lasts longer; it then ends with that call or the next.
    func end(until deadline: Deadline) -> Bool {
        signal.close()
        guard lock.lock(atMost: .milliseconds(deadline.left)) else { return false }
        defer { lock.unlock() }
        release(until: deadline)
        return true
    }

    func release() { release(until: Deadline(milliseconds: KafkaLogLimits.leaveTimeout)) }
}
