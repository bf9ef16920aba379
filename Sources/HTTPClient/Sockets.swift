internal import CCurl
internal import Glibc

/// Wakes the client's thread out of its wait, from any thread.
final class Bell: Sendable {
    fileprivate let descriptor: Int32

    init() throws(HTTPClientError) {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        guard descriptor >= 0 else { throw .resources(part: "descriptor") }
    }

    deinit { _ = close(descriptor) }

    func ring() { _ = eventfd_write(descriptor, 1) }
}

/// The epoll instance of a client, with all sockets that libcurl wants to be told of, the bell, and a timer. Touched on
/// the client's thread only.
///
/// A connection's socket stays registered while the connection is kept, from one request to the next: it is its own
/// from `open` to `close`. What the server does to it meanwhile takes the registration back. Other sockets, those by
/// which libcurl's resolver tells that it is done, are registered while libcurl says so.
final class Sockets {
    private struct Entry {
        var isConnection = false
        /// libcurl's CURL_POLL_ bits: what the kernel watches, and what libcurl wants to know.
        var watched: Int32 = 0
        var wanted: Int32 = 0
    }

    private let bell: Bell
    private let epoll: Int32
    private let timer: Int32
    private var entries: [Entry] = []
    private var ready: [waybill_curl_ready]
    private var ringing: ContinuousClock.Instant?

    init(bell: Bell) throws(HTTPClientError) {
        self.bell = bell
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        timer = timerfd_create(CLOCK_MONOTONIC, Int32(TFD_CLOEXEC) | Int32(TFD_NONBLOCK))
        ready = [waybill_curl_ready](
            repeating: waybill_curl_ready(socket: -1, bits: 0), count: HTTPClientLimits.readyCountMax)
        guard epoll >= 0, timer >= 0,
            waybill_curl_watch(epoll, EPOLL_CTL_ADD, bell.descriptor, CURL_POLL_IN) == 0,
            waybill_curl_watch(epoll, EPOLL_CTL_ADD, timer, CURL_POLL_IN) == 0
        else { throw .resources(part: "descriptor") }
    }

    deinit { for descriptor in [epoll, timer] where descriptor >= 0 { _ = Glibc.close(descriptor) } }

    /// A new connection's socket; -1 and errno where the system gives none.
    @unsafe func open(_ address: UnsafePointer<curl_sockaddr>) -> Int32 {
        // libcurl's address is good during its call.
        let socket = unsafe waybill_curl_socket(address)
        if socket >= 0 { self[socket] = Entry(isConnection: true) }
        return socket
    }

    /// The kernel forgets a socket that is closed.
    func close(connection socket: Int32) {
        self[socket] = Entry()
        _ = Glibc.close(socket)
    }

    /// libcurl wants to know this of the socket from now on; CURL_POLL_REMOVE is nothing.
    func want(_ wish: Int32, of socket: Int32) {
        var entry = self[socket]
        entry.wanted = wish == CURL_POLL_REMOVE ? 0 : wish
        if entry.wanted != 0 ? entry.watched != entry.wanted : entry.watched != 0 && !entry.isConnection {
            watch(socket, &entry)
        }
        self[socket] = entry
    }

    private func watch(_ socket: Int32, _ entry: inout Entry) {
        let change =
            entry.wanted == 0 ? EPOLL_CTL_DEL : entry.watched == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD
        // Without memory for it the request ends by its limit of time.
        _ = waybill_curl_watch(epoll, change, socket, entry.wanted)
        entry.watched = entry.wanted
    }

    /// Rings at the moment, in place of any before; libcurl's own times are milliseconds, a rate of requests is finer.
    func ring(at moment: ContinuousClock.Instant?) {
        guard let moment, moment != ringing else { return }
        ringing = moment
        let (seconds, attoseconds) = (moment - .now).components
        _ = waybill_curl_ring(timer, seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    /// Waits at most so long, -1 for ever; calls `act` for each socket of which something is ready that was wanted.
    func wait(milliseconds: Int32, _ act: (_ socket: Int32, _ bits: Int32) -> Void) {
        // Fills in at most as many as there is room for.
        let count = unsafe waybill_curl_wait(epoll, &ready, Int32(ready.count), milliseconds)
        for index in 0..<Int(count) {
            let (socket, bits) = (ready[index].socket, ready[index].bits)
            if socket == bell.descriptor || socket == timer {
                var value: UInt64 = 0
                // Reads the 8 bytes that both kinds of descriptors give.
                _ = unsafe read(socket, &value, 8)
            } else if self[socket].wanted == 0 {
                // The server closes a connection that is kept, or says what nobody asked.
                var entry = self[socket]
                watch(socket, &entry)
                self[socket] = entry
            } else {
                act(socket, bits)
            }
        }
    }

    private subscript(_ socket: Int32) -> Entry {
        get { Int(socket) < entries.count ? entries[Int(socket)] : Entry() }
        set {
            while entries.count <= Int(socket) { entries.append(Entry()) }
            entries[Int(socket)] = newValue
        }
    }
}
