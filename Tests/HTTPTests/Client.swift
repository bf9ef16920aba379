import Glibc
import Waiting

@testable import HTTP

/// A client that sends whatever bytes a test likes. Blocks; gives up on a silent server when patience ends.
final class Client {
    struct Reply: Equatable {
        var status = 0
        var headers: [String: String] = [:]
        var body = ""
    }

    let socket: Int32
    private var pending: [UInt8] = []

    init?(_ port: UInt16, at address: UInt32 = 0x7F00_0001) {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        name.sin_addr.s_addr = address.bigEndian
        // Every sockaddr begins alike: that is how POSIX means connect to be called.
        let result = unsafe withUnsafePointer(to: &name) { name in
            unsafe name.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                unsafe connect(socket, name, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        var patience = timeval(tv_sec: Int(patience), tv_usec: 0)
        _ = unsafe setsockopt(
            socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        if result != 0 { return nil }
    }

    deinit { close(socket) }

    /// False once the server has closed.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        unsafe Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// A whole request with the framing a body needs.
    func request(_ method: String, _ target: String, body: String? = nil, headers: String = "") {
        let framing = body.map { "Content-Length: \($0.utf8.count)\r\n" } ?? ""
        send("\(method) \(target) HTTP/1.1\r\nHost: test\r\n\(headers)\(framing)\r\n\(body ?? "")")
    }

    /// The next reply; nil at the end of the stream.
    func reply(toHead: Bool = false) -> Reply? {
        while true {
            if let reply = take(toHead: toHead) { return reply }
            guard receive() else { return nil }
        }
    }

    /// True when the server closes, now or after bytes nobody wants.
    func readsToEnd() -> Bool {
        while receive() {}
        return errno != EAGAIN
    }

    /// Waits for the server to say or close something, at most so long; false when it stayed silent.
    func isHeard(within milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&entry, 1, milliseconds) > 0
    }

    /// Closes its sending half only.
    func halfClose() { shutdown(socket, Int32(SHUT_WR)) }

    /// Makes the close a reset.
    func resetOnClose() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        _ = unsafe setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
    }

    private func receive() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        errno = 0
        let count = unsafe recv(socket, &buffer, buffer.count, 0)
        if count > 0 { pending += buffer.prefix(count) }
        return count > 0
    }

    private func take(toHead: Bool) -> Reply? {
        let text = String(decoding: pending, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n") else { return nil }
        let lines = text[..<end.lowerBound].split(separator: "\r\n")
        var reply = Reply(status: lines.first.flatMap { Int($0.split(separator: " ")[1]) } ?? 0)
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            reply.headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
        }
        let head = text[..<end.upperBound].utf8.count
        let length = toHead ? 0 : reply.headers["content-length"].flatMap { Int($0) } ?? 0
        guard pending.count >= head + length else { return nil }
        reply.body = String(decoding: pending[head..<head + length], as: UTF8.self)
        pending.removeFirst(head + length)
        return reply
    }
}

extension String {
    fileprivate func range(of part: String) -> Range<Index>? { firstRange(of: part) }
}
