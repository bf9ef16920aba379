internal import CMicroHTTPD
internal import Glibc
import Synchronization

/// The socket that clients connect to.
final class Listener: Sendable {
    /// A client's socket and its address, owned by whoever holds it.
    struct Client {
        let socket: Int32
        let name: sockaddr_storage
        let nameCount: socklen_t
    }

    private struct Sockets {
        /// -1 once closed. Used only under the lock, so that nobody accepts on a number that has become another's.
        var listener: Int32
        /// Given up for a moment when descriptors run out, so that the client can be turned away: it would stay in
        /// the queue and wake the watcher for ever.
        var spare: Int32
    }

    private let sockets: Mutex<Sockets>
    let port: UInt16

    init(address: String, port: UInt16) throws(HTTPError) {
        // Copies its arguments; no rule to keep.
        let socket = unsafe waybill_http_listen(address, port, HTTPLimits.backlogCount)
        guard socket >= 0 else { throw .listen(address: address, port: port, code: errno) }
        self.port = waybill_http_port(socket)
        sockets = Mutex(Sockets(listener: socket, spare: eventfd(0, Int32(EFD_CLOEXEC))))
    }

    /// Has `epoll` tell of clients under `id`.
    func watch(with epoll: Int32, id: UInt64) -> Bool {
        sockets.withLock { waybill_http_watch(epoll, $0.listener, waybill_http_ready_events(), id) == 0 }
    }

    /// The next client in the queue; nil when there is none.
    func accept() -> Client? {
        sockets.withLock { sockets -> Client? in
            guard sockets.listener >= 0 else { return nil }
            var name = sockaddr_storage()
            var count: socklen_t = 0
            // Writes at most the size of `sockaddr_storage`.
            var socket = unsafe waybill_http_accept(sockets.listener, &name, &count)
            if socket >= 0 { return Client(socket: socket, name: name, nameCount: count) }
            guard errno == EMFILE || errno == ENFILE else { return nil }
            if sockets.spare >= 0 { _ = Glibc.close(sockets.spare) }
            socket = unsafe waybill_http_accept(sockets.listener, &name, &count)
            if socket >= 0 { _ = Glibc.close(socket) }
            sockets.spare = eventfd(0, Int32(EFD_CLOEXEC))
            return nil
        }
    }

    /// Refuses clients from now on. Any number of times.
    func close() {
        sockets.withLock { sockets in
            if sockets.listener >= 0 { _ = Glibc.close(sockets.listener) }
            if sockets.spare >= 0 { _ = Glibc.close(sockets.spare) }
            sockets = Sockets(listener: -1, spare: -1)
        }
    }

    deinit { close() }
}
