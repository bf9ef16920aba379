internal import Glibc

/// A lock, and the condition on which threads wait while they hold it. Its timed waits go by the monotonic clock: those
/// of Foundation and of Dispatch's semaphores last, on Linux, until a time of the wall clock, which may be set back
/// under them.
// Unchecked: both objects are made for use by several threads, and are where they are for as long as this lives.
@safe package final class Condition: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    package init() {
        // The attributes are read by the call that is given them; the objects are initialised in their own place.
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        unsafe pthread_cond_init(condition, &attributes)
        unsafe pthread_condattr_destroy(&attributes)
        unsafe pthread_mutex_init(mutex, nil)
    }

    deinit {
        // Nobody waits: who waits holds a reference.
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    package func lock() { unsafe pthread_mutex_lock(mutex) }

    package func unlock() { unsafe pthread_mutex_unlock(mutex) }

    package func broadcast() { unsafe pthread_cond_broadcast(condition) }

    /// Gives the lock up, waits for a broadcast, and has the lock again. May also return without one.
    package func wait() { unsafe pthread_cond_wait(condition, mutex) }

    /// The same; false once the moment has come.
    package func wait(until end: Moment) -> Bool {
        var time = end.time
        // Reads the time during the call.
        return unsafe pthread_cond_timedwait(condition, mutex, &time) != ETIMEDOUT
    }

    /// A moment of the monotonic clock.
    package struct Moment: Sendable {
        fileprivate let time: timespec

        /// So much from now, a day at most, which is as good as for ever.
        package init(in duration: Duration) {
            var now = timespec()
            // Fills in the time it is given.
            unsafe clock_gettime(CLOCK_MONOTONIC, &now)
            let bounded = max(.zero, min(duration, .seconds(86_400)))
            let nanoseconds = now.tv_nsec + Int(bounded.attoseconds / 1_000_000_000)
            time = timespec(
                tv_sec: now.tv_sec + nanoseconds / 1_000_000_000, tv_nsec: nanoseconds % 1_000_000_000)
        }
    }
}
