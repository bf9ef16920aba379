internal import CMicroHTTPD
internal import Glibc
import Synchronization

/// One thread that blocks until a client comes, a client leaves, or a deadline passes. It sees what MHD does not: MHD
/// looks at no socket whose connection is suspended, and its timeout starts anew with every byte.
final class Watcher: Sendable {
    private struct Table {
        var connections: [UInt64: Connection] = [:]
        /// Never used twice, so that a late event finds nothing, and not the next user of its descriptor.
        var idNext: UInt64 = 2
    }

    private static let wakeID: UInt64 = 0
    private static let listenerID: UInt64 = 1

    private let listener: Listener
    /// The time that deadlines are of, in milliseconds from any moment. It never goes back.
    private let now: @Sendable () -> UInt64
    private let epoll: Int32
    private let wake: Int32
    private let isStopped = Atomic(false)
    private let table = Mutex(Table())
    /// Clients handed to MHD whose connections have not started yet: MHD's thread may be far behind a crowd.
    let arriving = Atomic(0)
    /// When the thread looks at the deadlines next. Whoever sets an earlier one wakes it: see `schedule`.
    private let sweepAt = Atomic(UInt64.max)

    /// Another clock than the machine's is looked at again when the time until the next deadline has passed here.
    init(listener: Listener, now: @escaping @Sendable () -> UInt64) throws(HTTPError) {
        self.listener = listener
        self.now = now
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        wake = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        guard epoll >= 0, wake >= 0,
            waybill_http_watch(epoll, wake, waybill_http_ready_events(), Self.wakeID) == 0,
            listener.watch(with: epoll, id: Self.listenerID)
        else { throw .resources(part: "descriptor", code: errno) }
    }

    deinit {
        _ = Glibc.close(epoll)
        _ = Glibc.close(wake)
    }

    var openCount: Int { table.withLock { $0.connections.count } }

    /// Connections open or about to be.
    var admittedCount: Int { openCount + arriving.load(ordering: .relaxed) }

    /// Ends `run`.
    func stop() {
        isStopped.store(true, ordering: .releasing)
        kick()
    }

    /// Tells every client that waits to come again.
    func giveUpAll() {
        // Answering takes each connection's lock and calls hooks: not under the table's.
        let connections = table.withLock { Array($0.connections.values) }
        for connection in connections { connection.giveUp() }
    }

    /// MHD's thread: a connection has started. One event tells of its client leaving, however many requests it sends.
    @unsafe func open(_ handle: OpaquePointer, socket: Int32, engine: Engine) -> Connection {
        let connection = table.withLock { table in
            let id = table.idNext
            table.idNext &+= 1
            let connection = unsafe Connection(id: id, engine: engine, handle: handle, socket: socket)
            table.connections[id] = connection
            return connection
        }
        arriving.wrappingSubtract(1, ordering: .relaxed)
        // Before the watch, which may set a shorter one at once.
        schedule(connection, within: engine.receive)
        // Without the watch (out of memory) a client that leaves is noticed when it is answered.
        _ = waybill_http_watch(epoll, socket, waybill_http_left_events(), connection.id)
        return connection
    }

    /// MHD's thread: a connection has closed and its socket will, once this returns.
    func close(_ connection: Connection) {
        let isOpen = table.withLock { $0.connections.removeValue(forKey: connection.id) != nil }
        if isOpen { _ = waybill_http_forget(epoll, connection.socket) }
    }

    /// Cuts the connection at that time unless it is given another before.
    ///
    /// Sequentially consistent against `sweep`, which writes `.max` to `sweepAt`, then reads the deadlines: either it
    /// reads this deadline, or this reads `.max` (or the value that came of the sweep) and wakes it.
    func schedule(_ connection: Connection, within milliseconds: UInt64) {
        let deadline = now() &+ milliseconds
        connection.deadline.store(deadline, ordering: .sequentiallyConsistent)
        if deadline < sweepAt.load(ordering: .sequentiallyConsistent) { kick() }
    }

    /// As `schedule`, but only to an earlier time.
    func hasten(_ connection: Connection, within milliseconds: UInt64) {
        guard now() &+ milliseconds < connection.deadline.load(ordering: .relaxed) else { return }
        schedule(connection, within: milliseconds)
    }

    private func kick() { _ = eventfd_write(wake, 1) }

    /// The thread. `admit` takes each client's socket.
    func run(admit: (Listener.Client) -> Void) {
        var ids = [UInt64](repeating: 0, count: HTTPLimits.eventCountMax)
        var sweepNext = sweep()
        while !isStopped.load(ordering: .acquiring) {
            // Fills in at most `ids.count` ids.
            let count = unsafe waybill_http_wait(epoll, &ids, Int32(ids.count), timeout(until: sweepNext))
            var isSweepDue = sweepNext <= now()
            for id in ids.prefix(Int(max(0, count))) {
                switch id {
                case Self.wakeID:
                    var value: eventfd_t = 0
                    // Writes one eventfd_t.
                    _ = unsafe eventfd_read(wake, &value)
                    isSweepDue = true
                case Self.listenerID:
                    for _ in 0..<HTTPLimits.acceptCountMax {
                        guard let client = listener.accept() else { break }
                        admit(client)
                    }
                default:
                    table.withLock { $0.connections[id] }?.clientLeft()
                }
            }
            if isSweepDue { sweepNext = sweep() }
        }
    }

    private func timeout(until moment: UInt64) -> Int32 {
        guard moment != .max else { return -1 }
        let now = self.now()
        return moment > now ? Int32(clamping: moment - now) : 0
    }

    /// Cuts what is late and returns when the next one will be. Only here because a deadline is due or an earlier one
    /// was set; deadlines that requests push on cost no wake-up.
    private func sweep() -> UInt64 {
        sweepAt.store(.max, ordering: .sequentiallyConsistent)
        let now = self.now()
        // Under the table's lock a socket is open and this connection's own.
        let next = table.withLock { table in
            var next = UInt64.max
            for connection in table.connections.values {
                let deadline = connection.deadline.load(ordering: .sequentiallyConsistent)
                guard deadline <= now else {
                    next = min(next, deadline)
                    continue
                }
                // Only if nothing pushed it on: what came in time is not cut.
                let (isLate, _) = connection.deadline.compareExchange(
                    expected: deadline, desired: .max, ordering: .sequentiallyConsistent)
                guard isLate else { continue }
                connection.engine.counters.refuse(.timedOut)
                // MHD reads an end of stream and closes.
                _ = shutdown(connection.socket, Int32(SHUT_RDWR))
            }
            return next
        }
        sweepAt.store(next, ordering: .sequentiallyConsistent)
        return next
    }
}
