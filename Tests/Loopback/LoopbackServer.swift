import Foundation
import Glibc
import Synchronization

/// A TCP server on a free port of 127.0.0.1, with a thread for each connection, that does what a test tells it to, also
/// what no right server does.
package final class LoopbackServer: Sendable {
    package let port: UInt16
    private let listener: Int32
    private let serve: @Sendable (LoopbackConnection) -> Void
    private let accepted = Mutex(0)
    private let closed = Mutex(0)

    /// Connections up to now.
    package var connectionCount: Int { accepted.withLock { $0 } }

    /// Of these, the ones that this side has closed.
    package var closedCount: Int { closed.withLock { $0 } }

    /// `serve` has each connection until it returns; then it is closed. Without `isListening` the port is held, so that
    /// nobody else gets it, and every connection is refused.
    package init(isListening: Bool = true, _ serve: @escaping @Sendable (LoopbackConnection) -> Void) throws {
        self.serve = serve
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        // bind(2) and getsockname(2) take the address by its general type and its true size.
        let bound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
                unsafe bind(descriptor, general, size) == 0
                    && (!isListening || listen(descriptor, 1_024) == 0) && getsockname(descriptor, general, &size) == 0
            }
        }
        guard bound else { throw CocoaError(.fileReadUnknown) }
        port = UInt16(bigEndian: address.sin_port)
        if isListening { Thread.detachNewThread { self.accept() } }
    }

    /// Refuses new connections; those that are open stay.
    package func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private func accept() {
        while true {
            let connection = Glibc.accept(listener, nil, nil)
            guard connection >= 0 else { return }
            accepted.withLock { $0 += 1 }
            let thread = Thread {
                self.serve(LoopbackConnection(socket: connection))
                close(connection)
                self.closed.withLock { $0 += 1 }
            }
            // A thousand of them may be there at once.
            thread.stackSize = 512 << 10
            thread.start()
        }
    }
}

/// One client's connection, touched by its own thread only.
package final class LoopbackConnection {
    /// One request, whole.
    package struct Request {
        package let head: String
        package let body: String

        package var method: Substring { head.prefix { $0 != " " } }

        package var target: String { String(head.split(separator: " ")[1]) }

        /// The value of a header, whose name is given in lower case; nil without one.
        package func header(_ name: String) -> String? {
            let line = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name + ":") }
            return line.map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
        }
    }

    private let socket: Int32
    private var buffer: [UInt8] = []

    init(socket: Int32) { self.socket = socket }

    /// The next request; nil when the client is gone.
    package func next() -> Request? {
        while true {
            if let end = headEnd() {
                let request = Request(head: String(decoding: buffer[..<end], as: UTF8.self), body: "")
                let length = request.header("content-length").flatMap { Int($0) } ?? 0
                if buffer.count >= end + length {
                    let body = String(decoding: buffer[end..<(end + length)], as: UTF8.self)
                    buffer.removeFirst(end + length)
                    return Request(head: request.head, body: body)
                }
            }
            guard receive() else { return nil }
        }
    }

    /// Waits for the first bytes, whatever they are; false when the client is gone.
    package func nextBytes() -> Bool { !buffer.isEmpty || receive() }

    /// False when the client is gone.
    @discardableResult
    package func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            // send(2) reads the rest of the bytes; a peer that is gone is an error and not a signal.
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    @discardableResult
    package func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// A whole answer.
    @discardableResult
    package func answer(_ status: Int, _ body: String) -> Bool {
        send("HTTP/1.1 \(status) X\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    /// Waits until the client closes.
    package func awaitEnd() { while receive() {} }

    /// Makes the close a reset.
    package func resetOnClose() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        // setsockopt(2) reads the value of its true size.
        _ = unsafe setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
    }

    private func receive() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        // recv(2) writes at most the count it is told.
        let count = unsafe recv(socket, &chunk, chunk.count, 0)
        if count > 0 { buffer += chunk[..<count] }
        return count > 0
    }

    private func headEnd() -> Int? {
        guard buffer.count >= 4 else { return nil }
        return (3..<buffer.count).first { buffer[($0 - 3)...$0].elementsEqual([13, 10, 13, 10]) }.map { $0 + 1 }
    }
}
