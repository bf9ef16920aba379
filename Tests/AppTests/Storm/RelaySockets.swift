internal import Glibc

/// A port of the loopback that stays its owner's also while nobody may connect.
final class Gate: Sendable {
    let port: UInt16
    private let socket: Int32
    private static let waitingCountMax: Int32 = 128

    /// Nil where no port is free. Nobody else takes ports so low by chance.
    init?() {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var isOn: Int32 = 1
        // Otherwise connections that have not quite ended keep it from opening again. The option is copied.
        _ = unsafe setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &isOn, socklen_t(MemoryLayout<Int32>.size))
        let ports = (0..<100).lazy.map { _ in UInt16.random(in: 20_000..<30_000) }
        guard let port = ports.first(where: { [socket] in Self.bind(socket, to: $0) }) else {
            _ = Glibc.close(socket)
            return nil
        }
        self.port = port
        _ = open()
    }

    deinit { _ = Glibc.close(socket) }

    private static func bind(_ socket: Int32, to port: UInt16) -> Bool {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        // bind reads an address of this size.
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    /// False where the system does not let it.
    func open() -> Bool { listen(socket, Self.waitingCountMax) == 0 }

    /// Whoever connects is refused, as by a machine on which nothing runs; whoever waits in `accept` returns.
    func close() { _ = shutdown(socket, Int32(SHUT_RDWR)) }

    /// The next connection; nil while it is closed.
    func accept() -> RelaySide? {
        while true {
            let connection = Glibc.accept(socket, nil, nil)
            if connection >= 0 {
                // A child that is started before this shares it; it is shut down all the same.
                _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
                return RelaySide(taking: connection)
            }
            if errno != EINTR, errno != ECONNABORTED { return nil }
        }
    }
}

/// One side of a relayed connection. One thread reads from it, another writes to it, anybody may cut it.
final class RelaySide: Sendable {
    private let socket: Int32
    private static let frameByteCountMax = 256 << 20

    init(taking socket: Int32) {
        self.socket = socket
        var isOn: Int32 = 1
        // Small frames are not to wait for each other. The option is copied.
        _ = unsafe setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Nil when the connection is refused.
    convenience init?(connectingTo port: UInt16) {
        guard let wire = Wire(port, patience: 0) else { return nil }
        self.init(taking: fcntl(wire.socket, F_DUPFD_CLOEXEC, 0))
    }

    deinit { _ = Glibc.close(socket) }

    func cut() { _ = shutdown(socket, Int32(SHUT_RDWR)) }

    /// The next whole frame, with its length before it; nil at the end.
    func frame() -> [UInt8]? {
        guard let length = bytes(4) else { return nil }
        let count = length.reduce(0) { $0 << 8 | Int($1) }
        guard count <= Self.frameByteCountMax, let rest = bytes(count) else { return nil }
        return length + rest
    }

    private func bytes(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var filledCount = 0
        while filledCount < count {
            // recv writes no more than what is left.
            let more = unsafe bytes.withUnsafeMutableBytes { bytes in
                let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[filledCount...])
                return unsafe recv(socket, rest.baseAddress, rest.count, 0)
            }
            if more < 0, errno == EINTR { continue }
            if more <= 0 { return nil }
            filledCount += more
        }
        return bytes
    }

    /// False once the other end is gone.
    func send(_ frame: [UInt8]) -> Bool {
        var rest = frame[...]
        while !rest.isEmpty {
            // send reads no more than the slice, which lives for the closure.
            let count = unsafe rest.withUnsafeBytes { rest in
                unsafe Glibc.send(socket, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            if count <= 0 { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
