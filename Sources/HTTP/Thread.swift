internal import Glibc
import Synchronization

/// A thread of the system, for work that blocks. Must be joined once.
final class Thread: Sendable {
    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private let id: pthread_t

    /// nil when the system has no thread left.
    init?(_ body: @escaping @Sendable () -> Void) {
        var id = pthread_t()
        // Taken back by the thread, or below when there is none.
        let work = unsafe Unmanaged.passRetained(Work(body))
        let code = unsafe pthread_create(
            &id, nil,
            { context in
                if let context = unsafe context {
                    unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
                }
                return nil
            }, work.toOpaque())
        guard code == 0 else {
            unsafe work.release()
            return nil
        }
        self.id = id
    }

    func join() { _ = pthread_join(id, nil) }
}
